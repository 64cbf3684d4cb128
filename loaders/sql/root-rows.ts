/** The rows of a root select in their order, without what is joined to them: what its children derive their keys from. */
import type { Relation } from '../../schema/model.ts';
import type { SelectNode } from '../plan/select-plan.ts';
import { filterSql, isTrue } from './filter-sql.ts';
import { tableSql } from './identifiers.ts';
import { keysetSql, orderBySql, type OrderSql, orderSql } from './order-sql.ts';
import { derivedKeys, type FarRows, type KeysSql, keysSql, orderBy, where } from './relation-sql.ts';
import { type Scope, tableRef } from './scope.ts';

export function rootRows(scope: Scope, { entity }: SelectNode): FarRows {
  const alias = scope.alias();
  return { table: `${tableSql(entity.table)} ${alias}`, on: '', rest: '', row: tableRef(alias) };
}

/** The keys of a node's parents: bound as arrays, or derived from the root above. */
export function parentKeys(scope: Scope, node: SelectNode, relation: Relation): KeysSql {
  const { parent, derived } = node;
  const [pair] = relation.pairs;
  if (!derived || !parent || !pair) return keysSql(scope, relation);
  const source = rootRows(scope, parent);
  const order = orderSql(scope, source.row, parent.list.order);
  const conditions = listConditions(scope, parent, source, order);
  const sort = orderBy([orderBySql(order.terms)]);
  const rows = `${source.table}${order.joins}${where(conditions)}${sort}`;
  return derivedKeys(relation, cutToPage(scope, parent, `select ${source.row.column(pair.local)} from ${rows}`));
}

export function listConditions(scope: Scope, { list }: SelectNode, source: FarRows, order: OrderSql): string[] {
  const conditions = isTrue(list.filter) ? [] : [filterSql(scope, source.row, list.filter)];
  for (const keyset of list.keysets) conditions.push(keysetSql(scope, order.terms, keyset));
  return conditions;
}

/**
 * A select cut to its page. PostgreSQL plans a prepared statement for good only where that costs no more than planning for the
 * values at hand, and without a value it takes a limit for a tenth of all rows. So the limit's magnitude, which the
 * plan knows (it is part of the shape), stands inside: `select * from (select … limit 65) l limit $1`.
 */
export function cutToPage(scope: Scope, { list }: SelectNode, select: string): string {
  const { limit, offset, expectedLimit } = list;
  if (offset) return `${select}${limit ? ` limit ${scope.slot(limit)}` : ''} offset ${scope.slot(offset)}`;
  if (!limit || expectedLimit === null) return select;
  // A connection reads one row more than its page.
  return `select * from (${select} limit ${expectedLimit + 1}) l limit ${scope.slot(limit)}`;
}
