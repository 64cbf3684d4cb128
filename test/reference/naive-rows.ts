/** Makes one statement per field and row. */
import { getNamedType, type GraphQLInputObjectType, type GraphQLResolveInfo, isInputObjectType } from 'graphql';
import { valueColumns } from '../../schema/model/value-columns.ts';
import type { ApiSchema } from '../../schema/graphql/field-sources.ts';
import type { Column, ColumnPair, Entity, PgType, Relation } from '../../schema/model/model.ts';
import { callSql, type NaiveFunction } from './naive-call.ts';
import { columnName, isJson, type Json, quote } from './naive-names.ts';
import { directionSql, NaiveSql, tieBreak } from './naive-sql.ts';
import type { Reference } from './reference.ts';

export interface NaiveRow {
  readonly entity: Entity;
  readonly texts: ReadonlyMap<Column, string | null>;
  /** Tells rows without a key apart, by their place in the table or by all their values. */
  readonly id: string | null;
  /** The field that gave the row. */
  readonly origin: NaiveOrigin | null;
}

export interface NaiveOrigin {
  readonly source: NaiveSource;
  readonly info: GraphQLResolveInfo;
  readonly args: Json;
  readonly isList: boolean;
}

/** The rows of an entity that a field asks for: along a relation from a row, from a function, or all. */
export interface NaiveSource {
  readonly entity: Entity;
  readonly from: { readonly relation: Relation; readonly row: NaiveRow } | null;
  readonly call?: NaiveFunction;
}

/** A row of a tree with its distance in steps. */
export interface Found {
  readonly row: NaiveRow;
  readonly depth: number;
}

export interface NaivePage {
  readonly limit: number | null;
  readonly offset: number;
}

interface ReadOptions {
  readonly distinct?: string;
  readonly extra?: string;
  readonly origin?: NaiveOrigin | null;
}

const TEXT: PgType = { kind: 'scalar', oid: 25, schema: 'pg_catalog', name: 'text' };

export class TooMuch extends Error {
  override readonly name = 'TooMuch';
}

const MAX_ROWS = 50_000;

export class NaiveRows {
  #statements = 0;
  #rowsRead = 0;
  readonly gateway: ApiSchema;
  readonly #reference: Reference;
  readonly #budget: number;

  constructor(api: ApiSchema, reference: Reference, budget: number) {
    this.gateway = api;
    this.#reference = reference;
    this.#budget = budget;
  }

  statement(): NaiveSql {
    return new NaiveSql(this.gateway, this.#reference);
  }

  async list(source: NaiveSource, info: GraphQLResolveInfo, args: Json, page: NaivePage): Promise<NaiveRow[]> {
    const sql = this.statement();
    const condition = this.condition(sql, source, info, args);
    const limit = page.limit === null ? '' : ` limit ${page.limit}`;
    const from = `${this.#table(sql, source, args)} where ${condition}`;
    const order = this.#order(sql, source, info, args);
    const distinct = this.#distinctOn(source.entity, args);
    const origin = { source, info, args, isList: true };
    return this.#read(source.entity, sql, `${from} order by ${order}${limit} offset ${page.offset}`, {
      distinct,
      origin,
    });
  }

  /** Finds the row that a function returns. A row of nulls counts as none. */
  async returned(source: NaiveSource, info: GraphQLResolveInfo, args: Json): Promise<NaiveRow | null> {
    const { entity } = source;
    const sql = this.statement();
    const origin = { source, info, args, isList: false };
    const [row] = await this.#read(entity, sql, this.#table(sql, source, args), { origin });
    const holds = [...entity.columns, ...entity.hiddenColumns].some((column) => row?.texts.get(column) != null);
    return row && holds ? row : null;
  }

  /** Takes one step up or down a tree. */
  async next(relation: Relation, row: NaiveRow): Promise<NaiveRow[]> {
    const sql = this.statement();
    const near = (column: Column): string => sql.bind(column.type, row.texts.get(column) ?? null);
    const from = `${sql.target(relation, 't')} where ${sql.related(relation, near, 't')}`;
    return this.#read(relation.target, sql, from);
  }

  /** Finds those of the reached rows of a tree that the field asks for, in its order. */
  async treeRows(
    relation: Relation,
    found: readonly Found[],
    info: GraphQLResolveInfo,
    args: Json,
    limit: number | null,
  ): Promise<NaiveRow[]> {
    const entity = relation.target;
    const columns = entity.key?.columns ?? [];
    const sql = this.statement();
    const keys = columns.map((column) =>
      sql.bind(
        column.type,
        found.map(({ row }) => row.texts.get(column) ?? ''),
      ),
    );
    const depths = `array[${found.map(({ depth }) => depth).join(', ')}]::pg_catalog.int4[]`;
    // The values are taken one by one, because unnest would take a composite key apart.
    const named = [...keys, depths].map((values, at) => `(${values})[n] as ${at < keys.length ? `k${at}` : 'depth'}`);
    const rows = `select ${named.join(', ')} from pg_catalog.generate_subscripts(${depths}, 1) n`;
    const on = columns.map((column, index) => sql.equal(column.type, columnName('t', column), `f.k${index}`));
    const where = isJson(args['where']) ? sql.where('t', argumentType(info, 'where'), args['where']) : 'true';
    const given = Array.isArray(args['orderBy']);
    const order = `${given ? '' : 'f.depth, '}${this.#order(sql, { entity, from: null }, info, args)}`;
    const source = `${sql.target(relation, 't')} join (${rows}) f`;
    return this.#read(entity, sql, `${source} on ${on.join(' and ')} where ${where} order by ${order} limit ${limit}`);
  }

  #distinctOn(entity: Entity, args: Json): string {
    const fields: unknown[] = Array.isArray(args['distinctOn']) ? args['distinctOn'] : [];
    const columns = valueColumns(entity)
      .filter(({ field }) => fields.includes(field))
      .map((column) => columnName('t', column));
    return columns.length === 0 ? '' : `distinct on (${columns.join(', ')}) `;
  }

  /** Finds the whole table in the order of the list, with `true` beside the rows that belong to the list. */
  async everyRow(source: NaiveSource, info: GraphQLResolveInfo, args: Json): Promise<(readonly [NaiveRow, boolean])[]> {
    const sql = this.statement();
    const condition = `, (${this.condition(sql, source, info, args)}) is true as hit`;
    const order = this.#order(sql, source, info, args);
    const hits: boolean[] = [];
    const from = `${sql.rowsOf(source, 't')} order by ${order}`;
    const origin = { source, info, args, isList: true };
    const rows = await this.#read(source.entity, sql, from, { extra: condition, origin }, (row) =>
      hits.push(row['hit'] === 't'),
    );
    return rows.map((row, index) => [row, hits[index] === true] as const);
  }

  async count(source: NaiveSource, info: GraphQLResolveInfo, args: Json): Promise<number> {
    const sql = this.statement();
    const condition = this.condition(sql, source, info, args);
    const [row] = await this.query(
      `select pg_catalog.count(*) as n from ${sql.rowsOf(source, 't')} where ${condition}`,
      sql,
    );
    return Number(row?.['n']);
  }

  /** Finds the row whose columns have these texts. */
  async one(entity: Entity, columns: readonly Column[], texts: readonly (string | null)[]): Promise<NaiveRow | null> {
    const pairs = columns.map((remote) => ({ local: remote, remote }));
    return this.#match(entity, pairs, texts);
  }

  async related(relation: Relation, row: NaiveRow): Promise<NaiveRow | null> {
    if (relation.pairs.some(({ local }) => (row.texts.get(local) ?? null) === null)) return null;
    const [found] = await this.next(relation, row);
    return found ?? null;
  }

  async #match(
    entity: Entity,
    pairs: readonly ColumnPair[],
    texts: readonly (string | null)[],
  ): Promise<NaiveRow | null> {
    if (texts.includes(null)) return null;
    const sql = this.statement();
    const conditions = pairs.map(({ local, remote }, index) =>
      sql.equal(remote.type, columnName('t', remote), sql.bind(local.type, texts[index] ?? null)),
    );
    const from = `${sql.ownRows(entity, 't')} where ${conditions.join(' and ')}`;
    const [found] = await this.#read(entity, sql, from);
    return found ?? null;
  }

  condition(sql: NaiveSql, { from }: NaiveSource, info: GraphQLResolveInfo, args: Json): string {
    const where = isJson(args['where']) ? sql.where('t', argumentType(info, 'where'), args['where']) : 'true';
    if (!from) return where;
    const { relation, row } = from;
    const near = (column: Column): string => sql.bind(column.type, row.texts.get(column) ?? null);
    return `${sql.related(relation, near, 't')} and ${where}`;
  }

  /** The order of the client counts, else that of the relation, else that of the entity. */
  #order(sql: NaiveSql, { entity, from, call }: NaiveSource, info: GraphQLResolveInfo, args: Json): string {
    const { orderBy } = args;
    const configured = from?.relation.orderBy ?? entity.orderBy;
    // The rows of a function have no place in a table.
    const placed = call ? { ...entity, rowId: [] } : entity;
    const isDistinct = Array.isArray(args['distinctOn']) && args['distinctOn'].length > 0;
    if (!Array.isArray(orderBy) && configured && !isDistinct) return sql.sorted('t', placed, configured.by);
    const terms = Array.isArray(orderBy) ? orderBy.filter(isJson) : [];
    const written = terms.length === 0 ? [] : sql.order('t', argumentType(info, 'orderBy'), terms);
    const sorted = written.map(({ expression, direction }) => `${expression} ${directionSql(direction)}`);
    return [...sorted, ...tieBreak('t', placed)].join(', ');
  }

  #table(sql: NaiveSql, source: NaiveSource, args: Json): string {
    const { entity, call } = source;
    return call ? sql.table(entity, 't', callSql(sql, call, args)) : sql.rowsOf(source, 't');
  }

  /** The rows among which a row is found again: those of its filtered list, or those of its table. */
  siblings({ entity, origin }: NaiveRow, ofList: boolean): { readonly sql: NaiveSql; readonly rows: string } {
    const sql = this.statement();
    if (!origin) return { sql, rows: sql.table(entity, 't') };
    const { source, info, args } = origin;
    const condition = ofList ? this.condition(sql, source, info, args) : 'true';
    return { sql, rows: `${this.#table(sql, source, args)} where ${condition}` };
  }

  /** A condition that only this row meets. */
  identity(
    sql: NaiveSql,
    { entity, texts, id, origin }: NaiveRow,
    alias: string,
  ): { readonly type: PgType; readonly expression: string; readonly bound: string }[] {
    if (id !== null) return [{ type: TEXT, expression: idSql(alias, entity, origin), bound: sql.bind(TEXT, id) }];
    return (entity.key?.columns ?? []).map((column) => {
      const { type } = column;
      return { type, expression: columnName(alias, column), bound: sql.bind(type, texts.get(column) ?? null) };
    });
  }

  async #read(
    entity: Entity,
    sql: NaiveSql,
    from: string,
    { distinct = '', extra = '', origin = null }: ReadOptions = {},
    each: (row: Record<string, string | null>) => void = () => {},
  ): Promise<NaiveRow[]> {
    const read = [...valueColumns(entity), ...entity.hiddenColumns];
    const columns = read.map((column) => `${columnName('t', column)} as ${quote(`c${column.index}`)}`);
    const id = entity.key ? '' : `, ${idSql('t', entity, origin)} as id`;
    const rows = await this.query(`select ${distinct}${columns.join(', ')}${id}${extra} from ${from}`, sql);
    return rows.map((row) => {
      each(row);
      const texts = new Map(read.map((column) => [column, row[`c${column.index}`] ?? null]));
      return { entity, texts, id: row['id'] ?? null, origin };
    });
  }

  async query(text: string, { values }: NaiveSql): Promise<Record<string, string | null>[]> {
    if (this.#statements++ >= this.#budget || this.#rowsRead > MAX_ROWS) throw new TooMuch();
    const rows = await this.#reference.query(text, values);
    this.#rowsRead += rows.length;
    return rows;
  }
}

/** The rows of a function have no place in a table. */
function idSql(alias: string, { rowId, columns, hiddenColumns }: Entity, origin: NaiveOrigin | null): string {
  const places = origin?.source.call ? [] : rowId;
  const all = [...columns, ...hiddenColumns].map((column) => columnName(alias, column));
  const parts = places.length === 0 ? all : places.map((name) => `${alias}.${name}`);
  return `row(${parts.join(', ')})::pg_catalog.text`;
}

export function argumentType(info: GraphQLResolveInfo, name: string): GraphQLInputObjectType {
  const argument = info.parentType.getFields()[info.fieldName]?.args.find((each) => each.name === name);
  const type = getNamedType(argument?.type);
  if (!isInputObjectType(type)) throw new Error(`${info.fieldName} has no argument ${name}`);
  return type;
}
