/** Order terms → expressions, with the joins that their paths need. */
import type { AggregateValue } from '../../../schema/model/aggregate-model.ts';
import type { Column, Relation } from '../../../schema/model/model.ts';
import { orderCanFail } from '../../plan/shared/can-fail.ts';
import { foundColumn } from '../../plan/read/columns.ts';
import type { OrderTerm } from '../../plan/shared/filter.ts';
import { valueSql } from './aggregate-value.ts';
import { nullSql } from './null-sql.ts';
import { distinctRows, farRowsOfAll, relatedRows } from './relation-sql.ts';
import { guarded, type RowRef, type Scope } from './scope.ts';

export interface OrderSql {
  /** ` left join … on …` for paths, '' for none. */
  readonly joins: string;
  readonly terms: readonly OrderExpression[];
}

export interface OrderExpression {
  readonly expression: string;
  readonly term: OrderTerm;
}

/** `grouped`: the terms whose aggregates are grouped for all rows at once. */
export function orderSql(
  scope: Scope,
  row: RowRef,
  order: readonly OrderTerm[],
  grouped: ReadonlySet<OrderTerm> = NONE,
): OrderSql {
  const paths = new OrderPaths(scope, row, grouped);
  const terms = order.map((term) => ({ expression: paths.expression(term), term }));
  return { joins: paths.joins, terms };
}

const NONE: ReadonlySet<OrderTerm> = new Set();

export function isNumber({ by }: OrderTerm): boolean {
  return by.kind === 'number';
}

/** Rows need no number where no cursor is asked for: the columns that decide over it suffice. */
export function unnumbered(order: readonly OrderTerm[]): readonly OrderTerm[] {
  return order.flatMap((term) => (term.by.kind === 'number' ? term.by.by : [term]));
}

/** The joins of order paths: apart from those that load, and each path once. To-one joins on a unique key add no rows. */
class OrderPaths {
  joins = '';
  readonly #scope: Scope;
  readonly #rows = new Map<string, RowRef>();
  readonly #root: RowRef;
  readonly #grouped: ReadonlySet<OrderTerm>;

  constructor(scope: Scope, root: RowRef, grouped: ReadonlySet<OrderTerm>) {
    this.#scope = scope;
    this.#root = root;
    this.#grouped = grouped;
  }

  expression(term: OrderTerm): string {
    const row = this.#row(term.path);
    const plain = this.#plain(term, row);
    if (!orderCanFail(term)) return plain;
    // An outer-joined row may be missing; a count of its rows would be 0 all the same.
    return guarded(term.by.kind === 'aggregate' ? this.#root : row, plain);
  }

  #plain(term: OrderTerm, row: RowRef): string {
    const { path, by } = term;
    if (by.kind === 'column')
      return by.column.computed ? computedAt(row, by.column, path.at(-1)) : row.column(by.column);
    if (by.kind === 'text') return textSql(row, by.column);
    if (by.kind === 'system') return row.system(by.column);
    if (by.kind === 'depth' || by.kind === 'number') return row.system(by.kind);
    if (this.#grouped.has(term)) return this.#group(row, by.relation, by.value);
    const far = distinctRows(this.#scope, row, by.relation);
    return `(select ${valueSql(by.value, far.row)} from ${far.table}${far.rest} where ${far.on})`;
  }

  /** ` left join (select t2."customer_id" as g0, count(*) as v from orders t2 group by t2."customer_id") t3 on t3.g0 = t0."id"` */
  #group(near: RowRef, relation: Relation, value: AggregateValue): string {
    const { from, row, keys } = farRowsOfAll(this.#scope, relation);
    const alias = this.#scope.alias();
    const columns = [...keys.map((key, index) => `${key} as g${index}`), `${valueSql(value, row)} as v`];
    const on = relation.pairs.map((pair, at) => {
      return `${alias}.g${at} ${this.#scope.operators.pair(pair)} ${near.column(pair.local)}`;
    });
    this.joins += ` left join (select ${columns.join(', ')} from ${from} group by ${keys.join(', ')}) ${alias} on ${on.join(' and ')}`;
    // A row without related rows is in no group: it has none of them, and no value.
    return value.column.nullable ? `${alias}.v` : `coalesce(${alias}.v, 0)`;
  }

  #row(path: readonly Relation[]): RowRef {
    let row = this.#root;
    let walked = '';
    for (const relation of path) {
      walked += `.${relation.field}`;
      row = this.#rows.get(walked) ?? this.#join(walked, row, relation);
    }
    return row;
  }

  #join(walked: string, near: RowRef, relation: Relation): RowRef {
    const { table, on, rest, row } = relatedRows(this.#scope, near, relation);
    this.joins += ` left join ${rest ? `(${table}${rest})` : table} on ${on}`;
    this.#rows.set(walked, row);
    return row;
  }
}

/** An outer-joined row may be missing; its computed value must be NULL, not the expression over NULLs. */
function computedAt(row: RowRef, column: Column, relation: Relation | undefined): string {
  const presence = relation ? foundColumn(relation, relation.target) : null;
  if (!presence) return row.column(column);
  return `case when ${nullSql(row.column(presence), presence.type, false)} then ${row.column(column)} end`;
}

/** Every type is written in some way, and texts that differ in anything differ in the C collation. */
export function textSql(row: RowRef, column: Column): string {
  return `${row.column(column)}::"pg_catalog"."text" collate "pg_catalog"."C"`;
}

/** NULLS is written only where it departs from PostgreSQL's default and nulls can occur: otherwise any index serves. */
export function orderBySql(terms: readonly OrderExpression[], reversed = false): string {
  return terms
    .map(({ expression, term }) => {
      const descending = term.descending !== reversed;
      const nullsFirst = term.nullsFirst !== reversed;
      const nulls = term.nullable && nullsFirst !== descending ? ` nulls ${nullsFirst ? 'first' : 'last'}` : '';
      return `${expression}${descending ? ' desc' : ''}${nulls}`;
    })
    .join(', ');
}
