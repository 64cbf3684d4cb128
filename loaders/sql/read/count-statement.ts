/**
 * How many rows a connection has, without its page.
 *
 *     select count(*) as n from orders t0 where …
 *     select k.ord::int4, c.n from unnest($1::int8[]) with ordinality as k(k0, ord)
 *       cross join lateral (select count(*) as n from orders t0 where t0.customer_id = k.k0 and …) c
 *
 * Counting ends at a cap, and an estimate counts nothing: PostgreSQL says how many rows it expects. Its statistics are about all
 * rows, so where some may be hidden they are counted, and counting ends at 10,000.
 *
 *     select count(*) as n from (select from orders t0 where … limit $1) l
 *     explain (format json) select from orders t0 where …
 */
import { hasHiddenRows, isOpaque } from '../../plan/read/hidden-rows.ts';
import type { SelectNode } from '../../plan/read/select-plan.ts';
import { filterSql, isTrue } from '../shared/filter-sql.ts';
import { distinctRows, type FarRows, ORDINAL, where } from '../shared/relation-sql.ts';
import { parentKeys, rootRows } from './root-rows.ts';
import { type RowPolicies, Scope } from '../shared/scope.ts';
import { type NodeColumns, type Statement, finishStatement } from '../shared/statement.ts';

export function countStatement(node: SelectNode, policies: RowPolicies): Statement {
  const scope = new Scope(policies);
  const keys = node.relation ? parentKeys(scope, node, node.relation) : null;
  const source = keys && node.relation ? distinctRows(scope, keys.row, node.relation) : rootRows(scope, node);
  const rows = `from ${source.table}${source.rest}${where(conditionsOf(scope, node, source))}`;
  const counted = countedSql(scope, node, rows);
  const sql = keys ? `select ${ORDINAL}, c.n from ${keys.from} cross join lateral (${counted}) c` : counted;
  const position = keys ? 1 : 0;
  const columns: NodeColumns = { positions: new Int32Array(0), presence: null, order: [], count: position };
  const nodes = new Map([[node, columns]]);
  const shape = { columnCount: position + 1, ordinal: keys ? 0 : null, rowNumbers: new Map(), nodes };
  return finishStatement({
    sql,
    parameters: scope.parameters,
    owner: node,
    keys: keys?.columns ?? null,
    layout: shape,
  });
}

/** So many rows are soon counted, and are more than anybody pages through. */
const MAX_COUNTED = 10_000;

function countedSql(scope: Scope, node: SelectNode, rows: string): string {
  const { counting } = node.args;
  if (counting.mode === 'capped')
    return `select pg_catalog.count(*) as n from (select ${rows} limit ${scope.slot(counting.cap)}) l`;
  // EXPLAIN cannot be a subselect, so below a row there is none.
  if (counting.mode === 'exact' || node.relation) return `select pg_catalog.count(*) as n ${rows}`;
  if (hasHiddenRows(node) || isOpaque(node))
    return `select pg_catalog.count(*) as n from (select ${rows} limit ${MAX_COUNTED}) l`;
  return `explain (format json) select ${rows}`;
}

/** The conditions that a row must satisfy to be counted. */
export function conditionsOf(scope: Scope, { args }: SelectNode, source: FarRows): string[] {
  const conditions = source.on ? [source.on] : [];
  if (!isTrue(args.filter)) conditions.push(filterSql(scope, source.row, args.filter));
  return conditions;
}
