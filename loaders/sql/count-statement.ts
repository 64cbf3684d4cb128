/**
 * How many rows a connection has, without its page.
 *
 *     select count(*) from orders t0 where …
 *     select k.ord::int4, c.n from unnest($1::int8[]) with ordinality as k(k0, ord)
 *       cross join lateral (select count(*) as n from orders t0 where t0.customer_id = k.k0 and …) c
 */
import type { SelectNode } from '../plan/select-plan.ts';
import { filterSql, isTrue } from './filter-sql.ts';
import { tableSql } from './identifiers.ts';
import { distinctRows, ORDINAL, where } from './relation-sql.ts';
import { parentKeys } from './root-rows.ts';
import { Scope, tableRef } from './scope.ts';
import type { NodeColumns, Statement } from './statement.ts';

export function countStatement(node: SelectNode): Statement {
  const scope = new Scope();
  const columns: NodeColumns = { positions: new Int32Array(0), presence: null, order: [], count: 0 };
  if (!node.relation) {
    const alias = scope.alias();
    const row = tableRef(alias);
    const conditions = isTrue(node.list.filter) ? [] : [filterSql(scope, row, node.list.filter)];
    const sql = `select count(*) from ${tableSql(node.entity.table)} ${alias}${where(conditions)}`;
    const shape = { columnCount: 1, ordinal: null, rowNumber: null, nodes: new Map([[node, columns]]) };
    return { sql, parameters: scope.parameters, owner: node, keys: null, shape };
  }
  const keys = parentKeys(scope, node, node.relation);
  const far = distinctRows(scope, keys.row, node.relation);
  const conditions = [far.on];
  if (!isTrue(node.list.filter)) conditions.push(filterSql(scope, far.row, node.list.filter));
  const counted = `select count(*) as n from ${far.table}${far.rest}${where(conditions)}`;
  const sql = `select ${ORDINAL}, c.n from ${keys.from} cross join lateral (${counted}) c`;
  const counts = { ...columns, count: 1 };
  const shape = { columnCount: 2, ordinal: 0, rowNumber: null, nodes: new Map([[node, counts]]) };
  return { sql, parameters: scope.parameters, owner: node, keys: keys.columns, shape };
}
