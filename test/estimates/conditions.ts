/** Random conditions over values that occur in the data. */
import type { Column, Entity, Model, Relation } from '../../schema/model/model.ts';
import { Dice } from '../fuzz/dice.ts';

type RunQuery = (sql: string) => Promise<readonly Readonly<Record<string, unknown>>[]>;

const ORDERED = new Set(['int2', 'int4', 'int8', 'numeric', 'float4', 'float8', 'date', 'timestamp', 'timestamptz']);
const TEXTS = new Set(['text', 'varchar']);
const SAMPLED_ROWS = 60;
const MIN_ROWS = 50;

export class Conditions {
  readonly #entities: readonly Entity[];
  readonly #values: ReadonlyMap<Column, readonly string[]>;
  readonly #dice: Dice;

  /** The `values` are GraphQL literals. */
  constructor(entities: readonly Entity[], values: ReadonlyMap<Column, readonly string[]>, dice: Dice) {
    this.#entities = entities;
    this.#values = values;
    this.#dice = dice;
  }

  #pick<Item>(items: readonly Item[]): Item {
    const item = this.#dice.pick(items);
    if (item === undefined) throw new Error('there is nothing to pick from');
    return item;
  }

  /** Makes an operation such as `{ orders(where: { status: { eq: "paid" } }) { id } }`. */
  operation(): string {
    const entity = this.#pick(this.#entities);
    const [column] = entity.columns;
    return `{ ${entity.roots.list}(where: ${this.#where(entity, 1)}) { ${column?.field ?? '__typename'} } }`;
  }

  #where(entity: Entity, depth: number): string {
    const parts = [() => this.#column(entity)];
    if (depth > 0) {
      parts.push(
        () => `and: [${this.#where(entity, 0)}, ${this.#where(entity, 0)}]`,
        () => `or: [${this.#where(entity, 0)}, ${this.#where(entity, 0)}]`,
        () => `not: ${this.#where(entity, 0)}`,
        () => this.#related(entity),
      );
    }
    return `{ ${this.#pick(parts)()} }`;
  }

  #related(entity: Entity): string {
    const relations = entity.relations.filter((each) => this.#isUsable(each));
    const [first] = relations;
    if (!first) return this.#column(entity);
    const relation = this.#pick(relations);
    const where = this.#where(relation.target, 0);
    if (relation.kind === 'one') return `${relation.field}: ${where}`;
    return `${relation.field}: { ${this.#pick(['some', 'none'])}: ${where} }`;
  }

  #isUsable({ target, tree, on }: Relation): boolean {
    return tree === null && on === null && target.columns.some((column) => this.#values.has(column));
  }

  #column(entity: Entity): string {
    const columns = entity.columns.filter((column) => this.#values.has(column));
    if (columns.length === 0) return 'and: []';
    const column = this.#pick(columns);
    return `${column.field}: { ${this.#test(column)} }`;
  }

  #test(column: Column): string {
    const value = (): string => this.#pick(this.#values.get(column) ?? []);
    const tests = [() => `eq: ${value()}`, () => `in: [${value()}, ${value()}]`, () => `ne: ${value()}`];
    if (column.type.kind === 'scalar' && ORDERED.has(column.type.name)) {
      tests.push(
        () => `lt: ${value()}`,
        () => `gte: ${value()}`,
        () => `gte: ${value()}, lte: ${value()}`,
      );
    }
    if (column.type.kind === 'scalar' && TEXTS.has(column.type.name)) {
      tests.push(() => `startsWith: ${JSON.stringify(String(JSON.parse(value())).slice(0, 2))}`);
    }
    if (column.nullable) tests.push(() => 'isNull: true');
    return this.#pick(tests)();
  }
}

export async function readConditions(model: Model, query: RunQuery, seed: number): Promise<Conditions> {
  const values = new Map<Column, readonly string[]>();
  const entities: Entity[] = [];
  for (const entity of model.entities) {
    if (entity.kind !== 'table') continue;
    const table = `"${entity.table.schema}"."${entity.table.name}"`;
    const rows = await query(`select to_jsonb(t) as row from ${table} t order by md5(t::text) limit ${SAMPLED_ROWS}`);
    if (rows.length < MIN_ROWS) continue;
    entities.push(entity);
    for (const column of entity.columns) addValues(values, column, rows);
  }
  return new Conditions(entities, values, new Dice(seed));
}

function addValues(
  values: Map<Column, readonly string[]>,
  column: Column,
  rows: readonly Readonly<Record<string, unknown>>[],
): void {
  if (column.type.kind !== 'scalar') return;
  const { name } = column.type;
  if (!ORDERED.has(name) && !TEXTS.has(name) && name !== 'bool') return;
  const texts = rows.flatMap(({ row }) => {
    const value: unknown = typeof row === 'object' && row !== null ? Reflect.get(row, column.name) : null;
    if (value === null || value === undefined) return [];
    return [JSON.stringify(name === 'numeric' || name === 'int8' ? String(value) : value)];
  });
  if (texts.length > 0) values.set(column, texts);
}
