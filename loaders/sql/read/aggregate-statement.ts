/**
 * Values of many rows together, for each parent: one row of values,
 *
 *     select count(*), sum(t0."total") from orders t0 where …
 *     select k.ord::int4, c.a0, c.a1 from unnest($1::int8[]) with ordinality as k(k0, ord)
 *       cross join lateral (select count(*) as a0, sum(t0."total") as a1 from orders t0 where t0.customer_id = k.k0 and …) c
 *
 * or one row per group. Keys are made in a subselect, so that they are written, and computed, once:
 *
 *     select b.c0, count(*) from (select date_trunc($1::text, t0."created_at", $2::text)::timestamptz as c0 from orders t0 where …) b
 *       group by b.c0 having … order by count(*) desc, b.c0 limit $2
 */
import { groupCanFail } from '../../plan/shared/can-fail.ts';
import type { Filter, Grouping, GroupTerm } from '../../plan/shared/filter.ts';
import type { SelectNode } from '../../plan/read/select-plan.ts';
import { valuesRow } from '../shared/aggregate-value.ts';
import { conditionsOf } from './count-statement.ts';
import { filterSql, isTrue } from '../shared/filter-sql.ts';
import { typeSql } from '../shared/identifiers.ts';
import { orderBySql, orderSql } from '../shared/order-sql.ts';
import { distinctRows, type FarRows, type KeysSql, orderBy, ORDINAL, where } from '../shared/relation-sql.ts';
import { parentKeys, rootRows } from './root-rows.ts';
import { guarded, type RowPolicies, type RowRef, Scope } from '../shared/scope.ts';
import { InnerSelect } from './select-list.ts';
import { type NodeColumns, type Statement, finishStatement } from '../shared/statement.ts';

export function aggregateStatement(node: SelectNode, policies: RowPolicies): Statement {
  const scope = new Scope(policies);
  const keys = node.relation ? parentKeys(scope, node, node.relation) : null;
  const source = keys && node.relation ? distinctRows(scope, keys.row, node.relation) : rootRows(scope, node);
  const { grouping } = node.args;
  const values = node.columns.map((_, index) => `a${index}`);
  const select = grouping ? groupsSql(scope, node, source, grouping) : valuesSql(scope, node, source);
  const outer = keys ? perParent(keys, values, select) : select;
  const shift = keys ? 1 : 0;
  const shape = {
    columnCount: values.length + shift,
    ordinal: keys ? 0 : null,
    rowNumbers: new Map(),
    nodes: new Map([[node, nodeColumns(node, shift)]]),
  };
  return finishStatement({
    sql: outer,
    parameters: scope.parameters,
    owner: node,
    keys: keys?.columns ?? null,
    layout: shape,
  });
}

function perParent(keys: KeysSql, values: readonly string[], select: string): string {
  const columns = [ORDINAL, ...values.map((name) => `c.${name}`)];
  return `select ${columns.join(', ')} from ${keys.from} cross join lateral (${select}) c order by k.ord`;
}

function nodeColumns({ columns, aggregates }: SelectNode, shift: number): NodeColumns {
  const size = (aggregates?.values.length ?? 0) + (aggregates?.keys.length ?? 0);
  const positions = new Int32Array(size).fill(-1);
  columns.forEach((column, at) => (positions[column.index] = at + shift));
  const count = columns.findIndex(({ index }) => aggregates?.values[index]?.function === 'count');
  return { positions, presence: null, order: [], count: count < 0 ? null : count + shift };
}

function valuesSql(scope: Scope, node: SelectNode, source: FarRows): string {
  const row = valuesRow(node.aggregates, source.row);
  const rows = `${source.table}${source.rest}${where(conditionsOf(scope, node, source))}`;
  return `select ${listSql(node, row)} from ${rows}`;
}

function groupsSql(scope: Scope, node: SelectNode, source: FarRows, { by, having }: Grouping): string {
  const { args } = node;
  const inner = new InnerSelect();
  const conditions = conditionsOf(scope, node, source);
  const keys = new Map(by.map((term) => [term.key.column, inner.expression(keySql(scope, source.row, term, having))]));
  const values = valuesRow(node.aggregates, inner.row(source.row));
  const row: RowRef = { ...values, column: (column) => keys.get(column) ?? values.column(column) };
  const output = listSql(node, row);
  const condition = isTrue(having) ? '' : ` having ${filterSql(scope, row, having)}`;
  const sort = orderBy([orderBySql(orderSql(scope, row, args.order).terms)]);
  const limit = args.limit ? ` limit ${scope.slot(args.limit)}` : '';
  const rows = `${source.table}${source.rest}${where(conditions)}`;
  const grouped = `from (select ${inner.list} from ${rows}) b group by ${[...keys.values()].join(', ')}`;
  return `select ${output} ${grouped}${condition}${sort}${limit}`;
}

function keySql(scope: Scope, row: RowRef, term: GroupTerm, having: Filter): string {
  const plain = plainKeySql(scope, row, term);
  return groupCanFail(term, having) ? guarded(row, plain) : plain;
}

function plainKeySql(scope: Scope, row: RowRef, { key, unit, zone }: GroupTerm): string {
  const plain = row.column(key.of);
  if (!unit) return plain;
  const parts = [scope.slot(unit), plain, ...(zone ? [scope.slot(zone)] : [])];
  return `pg_catalog.date_trunc(${parts.join(', ')})::${typeSql(key.of.type)}`;
}

function listSql({ columns }: SelectNode, row: RowRef): string {
  return columns.map((column, index) => `${row.column(column)} as a${index}`).join(', ');
}
