/** A relation as SQL: the tables that lead to its far rows, and the keys of all parents as one row source. */
import type { Column, ColumnPair, OnCondition, Relation } from '../../../schema/model/model.ts';
import { keyColumns } from '../../plan/read/columns.ts';
import { leadsToOwnRows } from '../../plan/read/own-rows.ts';
import { ownRowsSql, quote, travelsAsText, typeSql } from './identifiers.ts';
import { isSimple } from './simple-condition.ts';
import { collateSql } from './operators.ts';
import { comparedColumn, entityRow, guarded, type RowPolicy, type RowRef, type Scope, tableRef } from './scope.ts';

/** The far rows of a relation: `table` is tied to the near row by `on`, `rest` joins on from there. */
export interface FarRows {
  readonly table: string;
  readonly on: string;
  readonly rest: string;
  readonly row: RowRef;
}

/** Every far row once per way that leads to it. */
export function relatedRows(scope: Scope, near: RowRef, relation: Relation): FarRows {
  const first = scope.related(relation)?.order;
  return first
    ? firstRow(scope, near, relation, relatedAll(scope, near, relation), first)
    : relatedAll(scope, near, relation);
}

function relatedAll(scope: Scope, near: RowRef, relation: Relation): FarRows {
  const { junction, pairs, target } = relation;
  const alias = scope.alias();
  if (target.stub) return stubRow(near, tableRef(scope, alias), alias, pairs);
  const table = targetSql(scope, relation, alias);
  if (relation.on) return conditionedRows(scope, near, relation, { table, alias, on: relation.on });
  if (!junction) {
    const far = entityRow(scope, target, alias);
    const on = pairsSql(scope, near, far, pairs) + criteria(scope, relation, far);
    return { table, on, rest: '', row: entityRow(scope, target, alias, [near]) };
  }
  const link = scope.alias();
  const linkRow = entityRow(scope, junction.entity, link);
  // In the ON between the two, the near row has no name.
  const far = entityRow(scope, target, alias, [linkRow]);
  return {
    table: scope.table(junction.entity, link),
    on: pairsSql(scope, near, linkRow, pairs),
    rest: ` join ${table} on ${pairsSql(scope, linkRow, far, junction.pairs)}${criteria(scope, relation, far)}`,
    row: entityRow(scope, target, alias, [near, linkRow]),
  };
}

/** The rows of the target. If a key finds them, those of child tables are left out. */
export function targetSql(scope: Scope, relation: Relation, alias: string): string {
  const { target } = relation;
  return scope.table(target, alias, leadsToOwnRows(relation) ? ownRowsSql(target.table) : null);
}

/** The far rows of all near rows at once that satisfy more conditions, and the columns that tie them to theirs. */
export function farRowsOfAll(
  scope: Scope,
  relation: Relation,
  more: (row: RowRef) => readonly string[] = () => [],
): { readonly from: string; readonly row: RowRef; readonly keys: readonly string[] } {
  const { junction, pairs, target } = relation;
  const alias = scope.alias();
  const row = entityRow(scope, target, alias);
  const table = targetSql(scope, relation, alias);
  const keysOf = (of: RowRef): string[] => pairs.map(({ remote }) => comparedColumn(of, remote));
  if (!junction) {
    const all = scope.related(relation)?.condition;
    const conditions = [...(all ? [all(scope, row)] : []), ...more(row)];
    return { from: `${table}${where(conditions)}`, row, keys: keysOf(row) };
  }
  const link = scope.alias();
  const linkRow = entityRow(scope, junction.entity, link);
  const on = `${pairsSql(scope, linkRow, row, junction.pairs)}${criteria(scope, relation, row)}`;
  const from = `${scope.table(junction.entity, link)} join ${table} on ${on}${where(more(row))}`;
  return { from, row, keys: keysOf(linkRow) };
}

/** The conditions stand where the far row is joined, and so remove no near row. */
function criteria(scope: Scope, relation: Relation, row: RowRef): string {
  const condition = scope.related(relation)?.condition;
  return condition ? ` and ${condition(scope, row)}` : '';
}

/**
 * The first of many rows, found again by its key:
 *
 *     … left join (lateral (select t1."id" as f0 from orders t1 where t1."customer_id" = t0."id" order by … limit 1) t2
 *       join orders t3 on t3."id" = t2.f0) on true
 */
function firstRow(
  scope: Scope,
  near: RowRef,
  { target }: Relation,
  many: FarRows,
  order: NonNullable<RowPolicy['order']>,
): FarRows {
  const key = target.key?.columns ?? [];
  const { joins, sort } = order(scope, many.row);
  const columns = key.map((column, position) => `${many.row.column(column)} as f${position}`).join(', ');
  const rows = `select ${columns} from ${many.table}${many.rest}${joins} where ${many.on} order by ${sort} limit 1`;
  const first = scope.alias();
  const alias = scope.alias();
  const row = entityRow(scope, target, alias, [near]);
  const { operators } = scope;
  const same = key.map((column, position) => {
    return `${row.column(column)} ${operators.compare('=', column.type)} ${first}.f${position}`;
  });
  return {
    table: `lateral (${rows}) ${first}`,
    on: 'true',
    rest: ` join ${scope.table(target, alias)} on ${same.join(' and ')}`,
    row,
  };
}

interface Conditioned {
  readonly table: string;
  readonly on: OnCondition;
  readonly alias: string;
}

/** Where the near row is not one of a table (keys, a subselect), its row is found again by the key. */
function conditionedRows(scope: Scope, near: RowRef, relation: Relation, far: Conditioned): FarRows {
  const { table, on, alias } = far;
  const { source, target } = relation;
  const more = criteria(scope, relation, entityRow(scope, target, alias));
  if (near.alias !== undefined) {
    const row = entityRow(scope, target, alias, [near]);
    return { table, on: conditionSql(relation, row, on, [near.alias, alias]) + more, rest: '', row };
  }
  const again = scope.alias();
  const sourceRow = entityRow(scope, source, again);
  const row = entityRow(scope, target, alias, [sourceRow]);
  return {
    table: scope.table(source, again),
    on: pairsSql(scope, near, sourceRow, relation.pairs),
    rest: ` join ${table} on ${conditionSql(relation, row, on, [again, alias])}${more}`,
    row,
  };
}

function conditionSql(
  relation: Relation,
  row: RowRef,
  on: OnCondition,
  [source, target]: readonly [source: string, target: string],
): string {
  const parts = on.map((part) => ('text' in part ? part.text : part.side === 'source' ? source : target));
  const condition = `(${parts.join('')})`;
  return isSimple(relation, on) ? condition : guarded(row, condition);
}

/** A stub has no table: its rows are the keys that refer to them. */
function stubRow(near: RowRef, row: RowRef, alias: string, pairs: readonly ColumnPair[]): FarRows {
  const keys = pairs.map((pair) => `${comparedColumn(near, pair.local)} as ${quote(pair.remote.name)}`);
  const on = pairs.map((pair) => `${row.column(pair.remote)} is not null`).join(' and ');
  return { table: `lateral (select ${keys.join(', ')}) ${alias}`, on, rest: '', row };
}

/** Every far row once: where a junction may hold a pair twice, a semi-join takes the place of the join. */
export function distinctRows(scope: Scope, near: RowRef, relation: Relation): FarRows {
  const { junction } = relation;
  if (!junction || junction.unique || relation.kind === 'one') return relatedRows(scope, near, relation);
  const alias = scope.alias();
  const row = entityRow(scope, relation.target, alias, [near]);
  const link = scope.alias();
  const linkRow = entityRow(scope, junction.entity, link);
  const linked = `${pairsSql(scope, near, linkRow, relation.pairs)} and ${pairsSql(scope, linkRow, row, junction.pairs)}`;
  const links = `select 1 from ${scope.table(junction.entity, link)} where ${linked}`;
  return {
    table: targetSql(scope, relation, alias),
    on: `exists (${links})${criteria(scope, relation, row)}`,
    rest: '',
    row,
  };
}

/** The remote side first, as an index condition reads. */
export function pairsSql(scope: Scope, local: RowRef, remote: RowRef, pairs: readonly ColumnPair[]): string {
  const compared = pairs.map((pair) => {
    const [found, given] = [comparedColumn(remote, pair.remote), comparedColumn(local, pair.local)];
    return `${found} ${scope.operators.pair(pair)} ${given}${collateSql(pair)}`;
  });
  return compared.join(' and ');
}

export interface KeysSql {
  /** `pg_catalog.unnest($1::int8[]) with ordinality as k(k0, ord)`: an array parameter per key column, the ordinal tells parents apart. */
  readonly from: string;
  readonly row: RowRef;
  readonly columns: readonly Column[];
}

/** int4: an ordinal never exceeds the chunk size. */
export const ORDINAL = 'k.ord::pg_catalog.int4';

export function keysSql(scope: Scope, relation: Relation): KeysSql {
  const columns = keyColumns(relation);
  return keysFrom(columns, columns.map((column, position) => scope.key(position, column.type)).join(', '));
}

/** The keys as the parent's own statement finds them: `unnest(array(select t0."id" from … limit $1)) with ordinality …`. */
export function derivedKeys(relation: Relation, parents: string): KeysSql {
  const columns = relation.pairs.map(({ local }) => local);
  return keysFrom(columns, `array(${parents})`);
}

function keysFrom(columns: readonly Column[], arrays: string): KeysSql {
  const names = columns.map((_, position) => `k${position}`).join(', ');
  // With several arrays it is not a function that could be looked up: PostgreSQL's grammar makes several calls of it.
  const unnest = columns.length > 1 ? 'unnest' : 'pg_catalog.unnest';
  const from = `${unnest}(${arrays}) with ordinality as k(${names}, ord)`;
  const system = (name: string): string => {
    throw new Error(`keys have no ${name}`);
  };
  const column = (of: Column): string => {
    const key = `k.k${columns.indexOf(of)}`;
    return travelsAsText(of.type) ? `${key}::${typeSql(of.type)}` : key;
  };
  return { from, row: { column, system }, columns };
}

export function where(conditions: readonly string[]): string {
  return conditions.length > 0 ? ` where ${conditions.join(' and ')}` : '';
}

export function orderBy(terms: readonly string[]): string {
  const given = terms.filter((term) => term !== '');
  return given.length > 0 ? ` order by ${given.join(', ')}` : '';
}
