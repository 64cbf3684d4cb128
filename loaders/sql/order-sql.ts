/** Order terms → expressions, with the joins that their paths need, and the conditions of cursors. */
import { INT4, INT8, OID, TEXT, TID } from '../../schema/built-in-types.ts';
import type { Column, PgType, Relation } from '../../schema/model.ts';
import { orderCanFail } from '../plan/can-fail.ts';
import { foundColumn } from '../plan/columns.ts';
import type { Keyset, OrderTerm } from '../plan/filter.ts';
import { valueSql } from './aggregate-value.ts';
import { nullSql } from './null-sql.ts';
import type { Operators } from './operators.ts';
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

/** Rows strictly beyond a cursor. */
export function keysetSql(scope: Scope, terms: readonly OrderExpression[], keyset: Keyset): string {
  const values = keyset.values.map((slot) => (slot ? scope.slot(slot) : null));
  const before = keyset.side === 'before';
  const uniform = terms.every(({ term }) => !term.nullable && term.descending === terms[0]?.term.descending);
  if (uniform && !values.includes(null)) {
    const comparison = terms[0]?.term.descending !== before ? '<' : '>';
    const signs = new Set(terms.map(({ term }) => scope.operators.compare(comparison, typeOf(term))));
    const columns = terms.map(({ expression }) => expression).join(', ');
    // A row comparison is one index condition.
    if (signs.size === 1) return `(${columns}) ${[...signs].join()} (${values.join(', ')})`;
  }
  return lexicographic(scope.operators, terms, values, before);
}

function lexicographic(
  operators: Operators,
  terms: readonly OrderExpression[],
  values: readonly (string | null)[],
  before: boolean,
): string {
  const alternatives: string[] = [];
  const equal: string[] = [];
  terms.forEach(({ expression, term }, index) => {
    const value = values[index] ?? null;
    const beyond = beyondSql(operators, { expression, term }, value, before);
    if (beyond) alternatives.push([...equal, beyond].join(' and '));
    const equals = operators.compare('=', typeOf(term));
    equal.push(value === null ? isNullSql(expression, term, true) : `${expression} ${equals} ${value}`);
  });
  return alternatives.length === 0 ? 'false' : `(${alternatives.map((part) => `(${part})`).join(' or ')})`;
}

/** The rows after (before) a value in one column's order; null where there can be none. */
function beyondSql(
  operators: Operators,
  { expression, term }: OrderExpression,
  value: string | null,
  before: boolean,
): string | null {
  const nullsBeyond = term.nullsFirst === before;
  if (value === null) return nullsBeyond ? null : isNullSql(expression, term, false);
  const sign = operators.compare(term.descending !== before ? '<' : '>', typeOf(term));
  const compared = `${expression} ${sign} ${value}`;
  return nullsBeyond && term.nullable ? `(${compared} or ${isNullSql(expression, term, true)})` : compared;
}

function typeOf({ by }: OrderTerm): PgType {
  switch (by.kind) {
    case 'column':
      return by.column.type;
    case 'aggregate':
      return by.value.column.type;
    case 'system':
      return by.column === 'ctid' ? TID : OID;
    case 'depth':
      return INT4;
    case 'number':
      return INT8;
    case 'text':
      return TEXT;
  }
}

/** Of what is ordered by, only columns are of types that have nulls inside. */
function isNullSql(expression: string, { by }: OrderTerm, isNull: boolean): string {
  if (by.kind === 'column') return nullSql(expression, by.column.type, isNull);
  return `${expression} is ${isNull ? '' : 'not '}null`;
}
