/**
 * Hand-written rows with named statements: lists, rows by key, and rows of many parents at once in the parents' order.
 */
import { pool } from './pool.mts';
import type { ConnectionArguments, ListArguments } from './shop-schema.mts';

export type Row = Readonly<Record<string, unknown>> & { readonly id: number };

async function rows(name: string, text: string, values: readonly unknown[]): Promise<Row[]> {
  return (await pool.query<Row>({ name, text, values: [...values] })).rows;
}

/** The columns of tables, with aliases where fields have other names. */
const COLUMNS: Readonly<Record<string, string>> = { orders: '*, placed_at as "placedAt"' };
const columnsOf = (table: string): string => COLUMNS[table] ?? '*';

export function list(table: string, { where, limit }: ListArguments): Promise<Row[]> {
  const sql = `select ${columnsOf(table)} from ${table} where id >= $1 order by id limit $2`;
  return rows(`list-${table}`, sql, [where.id.gte, limit]);
}

export async function byKey(table: string, key: string, keys: readonly unknown[]): Promise<(Row | null)[]> {
  const found = await rows(`one-${table}-${key}`, `select * from ${table} where ${key} = any($1)`, [keys]);
  const byKeys = new Map(found.map((row) => [row[key], row]));
  return keys.map((each) => byKeys.get(each) ?? null);
}

export interface Children {
  readonly table: string;
  readonly key: string;
  readonly order: string;
  readonly limit: number | null;
}

export async function childrenOf(parents: readonly number[], { table, key, order, limit }: Children): Promise<Row[][]> {
  const name = `many-${table}-${order}-${limit === null}`;
  const found =
    limit === null
      ? await rows(name, `select ${columnsOf(table)} from ${table} where ${key} = any($1) order by ${order}`, [parents])
      : await rows(
          name,
          `select c.* from unnest($1::int[]) k (id) cross join lateral
            (select ${columnsOf(table)} from ${table} where ${key} = k.id order by ${order} limit $2) c`,
          [parents, limit],
        );
  return grouped(parents, key, found);
}

export async function tagsOf(products: readonly number[]): Promise<Row[][]> {
  const sql = `select p.product_id, t.id, t.name from product_tags p join tags t on t.id = p.tag_id
    where p.product_id = any($1) order by t.id`;
  return grouped(products, 'product_id', await rows('tags', sql, [products]));
}

export async function countByPrice({ where }: ConnectionArguments): Promise<number> {
  const sql = 'select count(*)::int as id from products where price >= $1 and price < $2';
  return (await rows('count', sql, [where.price.gte, where.price.lt]))[0]!.id;
}

export function listByPrice({ where, first }: ConnectionArguments): Promise<Row[]> {
  const sql = 'select * from products where price >= $1 and price < $2 order by price, id limit $3';
  return rows('by-price', sql, [where.price.gte, where.price.lt, first]);
}

function grouped(parents: readonly number[], key: string, found: readonly Row[]): Row[][] {
  const groups = new Map<unknown, Row[]>(parents.map((parent) => [parent, []]));
  for (const row of found) groups.get(row[key])?.push(row);
  return parents.map((parent) => groups.get(parent) ?? []);
}
