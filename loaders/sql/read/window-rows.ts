/**
 * Rows with values over all of them, whatever the page: filtered inside, paged outside.
 *
 *     (select t0."id" as c0, (rank() over (order by t0."price")) as c1 from products t0 where …) t1
 *
 * The number of a row among those that differ in nothing is such a value:
 *
 *     (select t0."a" as c0, pg_catalog.row_number() over (partition by t0."a", t0."doc"::text collate "C") as c1 from bare t0 where …) t1
 *
 * Below a parent it stands in the LATERAL subselect of each key, so that the values are over the rows of one parent.
 */
import type { Column } from '../../../schema/model/model.ts';
import { isWindow } from '../../plan/shared/called-column.ts';
import type { OrderTerm } from '../../plan/shared/filter.ts';
import { orderBySql, type OrderExpression, textSql } from '../shared/order-sql.ts';
import { type FarRows, where } from '../shared/relation-sql.ts';
import { comparedColumn, type RowRef, type Scope } from '../shared/scope.ts';

/** Where a window has partitions, PostgreSQL moves conditions on their columns inside. */
function valueOf(row: RowRef, column: Column): string {
  return isWindow(column) ? row.column(column) : comparedColumn(row, column);
}

/** A row source that carries the columns that were asked of it until it is written. */
export class WindowRows implements FarRows {
  readonly on = '';
  readonly rest = '';
  readonly row: RowRef;
  readonly #rows: FarRows;
  readonly #alias: string;
  readonly #conditions: readonly string[];
  readonly #names = new Map<string, string>();

  constructor(scope: Scope, order: readonly OrderTerm[], rows: FarRows, conditions: readonly string[]) {
    this.#rows = rows;
    this.#alias = scope.alias();
    this.#conditions = rows.on ? [rows.on, ...conditions] : conditions;
    this.row = {
      column: (column) => `${this.#alias}.${this.#name(valueOf(rows.row, column))}`,
      system: (name) => {
        const value = name === 'number' ? numberSql(order, rows.row) : rows.row.system(name);
        return `${this.#alias}.${this.#name(value)}`;
      },
    };
  }

  get table(): string {
    const values = [...this.#names].map(([expression, name]) => `${expression} as ${name}`);
    const { table, rest } = this.#rows;
    return `(select ${values.join(', ')} from ${table}${rest}${where(this.#conditions)}) ${this.#alias}`;
  }

  #name(expression: string): string {
    const name = this.#names.get(expression) ?? `c${this.#names.size}`;
    this.#names.set(expression, name);
    return name;
  }
}

/** The order compares every column that tells such rows apart, or the number does. */
function numberSql(order: readonly OrderTerm[], row: RowRef): string {
  const compared = ownTerms(order, row).map(({ expression }) => expression);
  const by = orderBySql(order.flatMap((term) => (term.by.kind === 'number' ? ownTerms(term.by.by, row) : [])));
  const parts = [compared.length > 0 ? `partition by ${compared.join(', ')}` : '', by && `order by ${by}`];
  return `pg_catalog.row_number() over (${parts.filter((part) => part !== '').join(' ')})`;
}

function ownTerms(order: readonly OrderTerm[], row: RowRef): OrderExpression[] {
  return order.flatMap((term) => {
    const { path, by } = term;
    if (by.kind === 'text') return [{ expression: textSql(row, by.column), term }];
    return by.kind === 'column' && path.length === 0 ? [{ expression: row.column(by.column), term }] : [];
  });
}
