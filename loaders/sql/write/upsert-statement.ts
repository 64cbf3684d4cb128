/**
 * New rows of one table, or changes of those that hold the same unique values:
 *
 *     with src as materialized (select k.ord, k.c0 as v0, k.c1 as v1 from unnest($1::text[], $2::text[]) with ordinality as k(c0, c1, ord)),
 *          old as (select src.ord, t0."name" as o0 from src join customers t0 on t0."email" = src.v0),
 *          ins as (insert into customers as t1 ("email", "name") select v0, v1 from src order by v0
 *                  on conflict ("email") do update set "name" = excluded."name" returning t1."email" as n0, t1."id" as n1)
 *     select src.ord, old.ord is not null, true, ins.n0 is not null, old.o0, ins.n1
 *       from src left join old on old.ord = src.ord left join ins on ins.n0 = src.v0 order by src.ord
 *
 * `found` tells of a row that was there in the snapshot of the statement. Rows are inserted in the order of the unique
 * values, so that two operations wait for each other in one order.
 */
import type { UniqueIndex } from '../../../schema/catalog/write.ts';
import type { Column, Entity } from '../../../schema/model/model.ts';
import { quote, tableSql } from '../shared/identifiers.ts';
import type { RowPolicies } from '../shared/scope.ts';
import { named, names, Source, type WriteStatement } from './write-statement.ts';

export interface UpsertShape {
  readonly entity: Entity;
  readonly given: readonly Column[];
  readonly computed: ReadonlyMap<Column, string>;
  /** A unique key of columns, with a predicate or without. */
  readonly key: Pick<UniqueIndex<Column>, 'predicate'> & { readonly columns: readonly Column[] };
  /** Columns that an existing row takes; empty together with `inc` and `set`: it stays as it is. */
  readonly update: readonly Column[];
  readonly inc: readonly Column[];
  /** Columns that the gateway sets itself where it updates a row, by SQL text. */
  readonly set: ReadonlyMap<Column, string>;
  readonly old: readonly Column[];
  readonly returning: readonly Column[];
}

export function upsertStatement(shape: UpsertShape, policies: RowPolicies): WriteStatement {
  const { entity, given, computed, key, old, returning } = shape;
  const source = new Source(policies);
  const spelled = new Map(given.map((column) => [column, source.column(column)] as const));
  for (const [column, sql] of computed) spelled.set(column, sql);
  const columns = [...spelled.keys()];
  const place = (column: Column): string => `v${columns.indexOf(column)}`;
  const src = [...spelled.values()].map((sql, index) => `${sql} as v${index}`);
  const now = [...new Set([...key.columns, ...returning])];
  const equal = (left: (column: Column) => string): string =>
    key.columns
      .map((column) => `${left(column)} ${source.scope.operators.compare('=', column.type)} src.${place(column)}`)
      .join(' and ');
  const current = source.scope.table(entity, 't0');
  const found = `${equal((column) => `t0.${quote(column.name)}`)}${predicate(shape)}`;
  const sql = `with src as materialized (select ${['k.ord', ...src].join(', ')} from ${source.sql}),
 old as (select ${['src.ord', ...named('t0', [...old, ...returning], 'o')].join(', ')} from src join ${current} on ${found}),
 ins as (insert into ${tableSql(entity.table)} as t1 (${columns.map(({ name }) => quote(name)).join(', ')}) select ${columns.map(place).join(', ')} from src order by ${key.columns.map(place).join(', ')}, ord on conflict ${target(shape)} ${resolution(shape)} returning ${named('t1', now, 'n').join(', ')})
select ${['src.ord::pg_catalog.int4', 'old.ord is not null', 'true', 'ins.n0 is not null', ...names('old', [...old, ...returning], 'o'), ...names('ins', now, 'n')].join(', ')} from src left join old on old.ord = src.ord left join ins on ${equal((column) => `ins.n${now.indexOf(column)}`)} order by src.ord`;
  return { sql, parameters: source.scope.parameters, layout: { old: [...old, ...returning], now } };
}

function target({ key }: UpsertShape): string {
  const where = key.predicate ? ` where ${key.predicate}` : '';
  return `(${key.columns.map(({ name }) => quote(name)).join(', ')})${where}`;
}

function predicate({ key }: UpsertShape): string {
  return key.predicate ? ` and (${key.predicate})` : '';
}

function resolution({ update, inc, set }: UpsertShape): string {
  const sets = [
    ...update.map(({ name }) => `${quote(name)} = excluded.${quote(name)}`),
    ...inc.map(
      ({ name }) => `${quote(name)} = coalesce(t1.${quote(name)}, '0') operator(pg_catalog.+) excluded.${quote(name)}`,
    ),
    ...[...set].map(([{ name }, sql]) => `${quote(name)} = ${sql}`),
  ];
  return sets.length === 0 ? 'do nothing' : `do update set ${sets.join(', ')}`;
}
