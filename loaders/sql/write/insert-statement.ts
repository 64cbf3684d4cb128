/**
 * New rows of one table. One row needs no matching:
 *
 *     insert into orders as r0 ("customer_id") values ($1::int4) returning 1, true, true, true, r0."id"
 *
 * Tables with rules take no other form: PostgreSQL refuses WITH there.
 *
 * Several rows are matched to their input by key, for RETURNING promises no order:
 *
 *     with src as materialized (select k.ord, k.c0, nextval('orders_id_seq') as d0 from unnest($1::int4[]) with ordinality as k(c0, ord)),
 *          ins as (insert into orders ("customer_id", "id") overriding system value select c0, d0 from src order by ord returning "id" as n0)
 *     select src.ord, … from src left join ins on ins.n0 = src.d0 order by src.ord
 */
import type { Column, Entity } from '../../../schema/model/model.ts';
import { quote, tableSql, typeSql } from '../shared/identifiers.ts';
import type { RowPolicies } from '../shared/scope.ts';
import { type Presets, presetSql } from './preset.ts';
import { assignedSlot, defaultSql, named, names, Source, valueType, type WriteStatement } from './write-statement.ts';

export interface InsertShape {
  readonly entity: Entity;
  /** Columns that rows give, in the order of the arrays. */
  readonly given: readonly Column[];
  /** Columns among the given that some rows leave to their default: an array of booleans for each follows the values. */
  readonly optional: ReadonlySet<Column>;
  /** Columns that the gateway sets: defaults that make a key, presets of the configuration. */
  readonly computed: Presets;
  /** By which rows are matched to their input; empty: there is one row. */
  readonly match: readonly Column[];
  readonly returning: readonly Column[];
}

export function insertStatement(shape: InsertShape, policies: RowPolicies): WriteStatement {
  return shape.match.length === 0 ? oneRow(shape, policies) : manyRows(shape, policies);
}

function oneRow({ entity, given, computed, returning }: InsertShape, policies: RowPolicies): WriteStatement {
  const source = new Source(policies);
  const { scope } = source;
  const values = [
    ...given.map((column, index) => assignedSlot(scope, column, index)),
    ...[...computed].map(([column, preset]) => presetSql(scope, column, preset, 'r0')),
  ];
  const columns = [...given, ...computed.keys()];
  const row =
    columns.length > 0 ? `${listed(columns)} ${overriding(columns)}values (${values.join(', ')})` : 'default values';
  const back = ['1::pg_catalog.int4', 'true', 'true', 'true', ...named('r0', returning, 'n')].join(', ');
  const sql = `insert into ${tableSql(entity.table)} as r0 ${row} returning ${back}`;
  return { sql, parameters: source.scope.parameters, layout: { old: [], now: returning } };
}

function manyRows(shape: InsertShape, policies: RowPolicies): WriteStatement {
  const { match, returning } = shape;
  const source = new Source(policies);
  const now = [...new Set([...match, ...returning])];
  const parts = insertParts(shape, source, '', named('r0', now, 'n').join(', '));
  const columns = columnsOf(shape);
  const matched = match.map((column) => {
    const operator = source.scope.operators.compare('=', column.type);
    return `ins.n${now.indexOf(column)} ${operator} src.v${columns.indexOf(column)}`;
  });
  const shown = ['src.ord::pg_catalog.int4', 'true', 'true', 'ins.n0 is not null', ...names('ins', now, 'n')].join(
    ', ',
  );
  const sql = `with ${parts}\nselect ${shown} from src left join ins on ${matched.join(' and ')} order by src.ord`;
  return { sql, parameters: source.scope.parameters, layout: { old: [], now } };
}

/** `src as materialized (…), ins as (insert … returning …)`, with a suffix where several stand in one statement. */
export function insertParts(shape: InsertShape, source: Source, suffix: string, returning: string): string {
  const { entity, given, optional, computed } = shape;
  const spelled = new Map(given.map((column) => [column, source.column(column)] as const));
  for (const column of optional) spelled.set(column, orDefault(source, column, spelled.get(column) ?? ''));
  for (const [column, preset] of computed) spelled.set(column, presetSql(source.scope, column, preset, 'r0'));
  const columns = columnsOf(shape);
  const src = columns.map((column, index) => `${spelled.get(column)} as v${index}`);
  const into = `${tableSql(entity.table)} as r0 ${listed(columns)} ${overriding(columns)}`;
  const rows = `select ${columns.map((_, index) => `v${index}`).join(', ')} from src${suffix} order by ord`;
  return `src${suffix} as materialized (select ${['k.ord', ...src].join(', ')} from ${source.sql}),
 ins${suffix} as (insert into ${into}${rows} returning ${returning})`;
}

function columnsOf({ given, computed }: InsertShape): readonly Column[] {
  return [...new Set([...given, ...computed.keys()])];
}

/** A default stands for the rows that lack the column, and not for all. */
function orDefault(source: Source, column: Column, value: string): string {
  const given = source.flag();
  return `case when ${given} then ${value} else (${defaultSql(column) ?? 'null'})::${typeSql(valueType(column))} end`;
}

function listed(columns: readonly Column[]): string {
  return `(${columns.map(({ name }) => quote(name)).join(', ')})`;
}

/** Only a key that was drawn beforehand goes to an identity that is always generated. */
function overriding(columns: readonly Column[]): string {
  return columns.some(({ write }) => write?.default?.kind === 'identity' && write.default.always)
    ? 'overriding system value '
    : '';
}
