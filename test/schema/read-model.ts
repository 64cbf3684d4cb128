/** The model of a test database, and short forms of it for comparison. */
import pg from 'pg';
import type { Catalog } from '../../schema/catalog/catalog.ts';
import { buildModel } from '../../schema/build-model.ts';
import type { Entity, Model, Relation } from '../../schema/model/model.ts';
import { readCatalog } from '../../loaders/postgres/catalog/catalog-reader.ts';
import type { RunStatement } from '../../loaders/postgres/run-statement.ts';

export interface ReadOptions {
  readonly schemas?: readonly string[];
  /** The role that reads the catalog. The owner reads it by default. */
  readonly role?: string;
}

export async function withRun<T>(url: string, use: (run: RunStatement) => Promise<T>, role?: string): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    if (role !== undefined) await client.query(`set role ${role}`);
    return await use(async (sql, values) => (await client.query(sql, values && [...values])).rows);
  } finally {
    await client.end();
  }
}

export function readTestCatalog(url: string, { schemas = ['public'], role }: ReadOptions = {}): Promise<Catalog> {
  return withRun(url, (run) => readCatalog(run, schemas), role);
}

export async function readModel(url: string, options: ReadOptions = {}): Promise<Model> {
  return buildModel(await readTestCatalog(url, options));
}

export function entity(model: Model, name: string): Entity {
  const found = model.entities.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no ${name} among ${entityNames(model).join(', ')}`);
  return found;
}

export function entityNames(model: Model): string[] {
  return model.entities.map((each) => each.name);
}

/**
 * Short forms of relations, such as `customer: Customer!`, `orders: [Order]`, `tags: [Tag] through ProductTag`. Trees
 * are left out.
 */
export function relations(model: Model, name: string): string[] {
  return entity(model, name)
    .relations.filter((relation) => relation.tree === null)
    .map(describeRelation);
}

export function trees(model: Model, name: string): string[] {
  return entity(model, name)
    .relations.filter((relation) => relation.tree !== null)
    .map((relation) => relation.field);
}

function describeRelation({ field, kind, target, nullable, junction }: Relation): string {
  const type = kind === 'many' ? `[${target.name}]` : `${target.name}${nullable ? '' : '!'}`;
  return `${field}: ${type}${junction === null ? '' : ` through ${junction.entity.name}`}`;
}

export function roots(model: Model, name: string): string[] {
  const { list, one } = entity(model, name).roots;
  return [list, ...one.map(({ field, args }) => `${field}(${args.join(', ')})`)];
}

export function fields(model: Model, name: string): string[] {
  return entity(model, name).columns.map((column) => column.field);
}
