/**
 * Rows with values over all of them, whatever the page: filtered inside, paged outside.
 *
 *     (select t0."id" as c0, (rank() over (order by t0."price")) as c1 from products t0 where …) t1
 *
 * Below a parent it stands in the LATERAL subselect of each key, so that the values are over the rows of one parent.
 */
import { type FarRows, where } from './relation-sql.ts';
import type { RowRef, Scope } from './scope.ts';

/** A row source that carries what was asked of it until it is written. */
export class WindowRows implements FarRows {
  readonly on = '';
  readonly rest = '';
  readonly row: RowRef;
  readonly #rows: FarRows;
  readonly #alias: string;
  readonly #conditions: readonly string[];
  readonly #names = new Map<string, string>();

  constructor(scope: Scope, rows: FarRows, conditions: readonly string[]) {
    this.#rows = rows;
    this.#alias = scope.alias();
    this.#conditions = rows.on ? [rows.on, ...conditions] : conditions;
    this.row = {
      column: (column) => `${this.#alias}.${this.#name(rows.row.column(column))}`,
      system: (name) => `${this.#alias}.${this.#name(rows.row.system(name))}`,
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
