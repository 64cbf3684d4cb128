/** Order terms → expressions, with the joins that their paths need. */
import type { Column, Relation } from '../../schema/model.ts';
import { orderCanFail } from '../plan/can-fail.ts';
import { foundColumn } from '../plan/columns.ts';
import type { OrderTerm } from '../plan/filter.ts';
import { valueSql } from './aggregate-value.ts';
import { nullSql } from './null-sql.ts';
import { distinctRows, relatedRows } from './relation-sql.ts';
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

export function orderSql(scope: Scope, row: RowRef, order: readonly OrderTerm[]): OrderSql {
  const paths = new OrderPaths(scope, row);
  const terms = order.map((term) => ({ expression: paths.expression(term), term }));
  return { joins: paths.joins, terms };
}

export function isNumber({ by }: OrderTerm): boolean {
  return by.kind === 'number';
}

/** Where no cursor is asked for, rows need no number: what decides over it will do. */
export function unnumbered(order: readonly OrderTerm[]): readonly OrderTerm[] {
  return order.flatMap((term) => (term.by.kind === 'number' ? term.by.by : [term]));
}

/** The joins of order paths: apart from those that load, and each path once. To-one joins on a unique key add no rows. */
class OrderPaths {
  joins = '';
  readonly #scope: Scope;
  readonly #rows = new Map<string, RowRef>();
  readonly #root: RowRef;

  constructor(scope: Scope, root: RowRef) {
    this.#scope = scope;
    this.#root = root;
  }

  expression(term: OrderTerm): string {
    const row = this.#row(term.path);
    const plain = this.#plain(term, row);
    if (!orderCanFail(term)) return plain;
    // Of a row that is not there, something is said of its rows all the same.
    return guarded(term.by.kind === 'aggregate' ? this.#root : row, plain);
  }

  #plain({ path, by }: OrderTerm, row: RowRef): string {
    if (by.kind === 'column')
      return by.column.computed ? computedAt(row, by.column, path.at(-1)) : row.column(by.column);
    if (by.kind === 'text') return textSql(row, by.column);
    if (by.kind === 'system') return row.system(by.column);
    if (by.kind === 'depth' || by.kind === 'number') return row.system(by.kind);
    const far = distinctRows(this.#scope, row, by.relation);
    return `(select ${valueSql(by.value, far.row)} from ${far.table}${far.rest} where ${far.on})`;
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

/** Of a row that is not there nothing is computed: an expression may make a value of nulls. */
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
