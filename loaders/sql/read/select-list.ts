/** The output columns of a statement, and who owns them. */
import type { Column } from '../../../schema/model/model.ts';
import type { SelectNode } from '../../plan/read/select-plan.ts';
import type { OrderExpression } from '../shared/order-sql.ts';
import type { RowRef } from '../shared/scope.ts';
import type { NodeColumns } from '../shared/statement.ts';

export class SelectList {
  readonly #expressions: string[] = [];

  get size(): number {
    return this.#expressions.length;
  }

  /** Adds an expression; answers its position. */
  add(expression: string): number {
    return this.#expressions.push(expression) - 1;
  }

  /** Every column that the node reads, and the values of its order. */
  addNode(node: SelectNode, row: RowRef, presence: Column | null, order: readonly string[]): NodeColumns {
    const size = node.columns.reduce((most, { index }) => Math.max(most, index + 1), 0);
    const positions = new Int32Array(size).fill(-1);
    for (const column of node.columns) positions[column.index] = this.add(row.column(column));
    return {
      positions,
      presence: presence ? (positions[presence.index] ?? null) : null,
      order: order.map((expression) => this.add(expression)),
      count: null,
    };
  }

  /** Everything that has been added so far comes from a subselect from now on. */
  settle(inner: InnerSelect): void {
    for (const [position, expression] of this.#expressions.entries()) {
      this.#expressions[position] = inner.expression(expression);
    }
  }

  /** PostgreSQL allows a select of no columns, and its rows still count. */
  toString(): string {
    return this.#expressions.join(', ');
  }
}

/** A subselect, `b` as a rule: whatever the outside asks of the source gets an output name there, once. */
export class InnerSelect {
  readonly #alias: string;
  readonly #names = new Map<string, string>();

  constructor(alias = 'b') {
    this.#alias = alias;
  }

  /** A row of the source as the outside sees it. */
  row(source: RowRef): RowRef {
    return {
      column: (column) => this.expression(source.column(column)),
      system: (name) => this.expression(source.system(name)),
    };
  }

  expression(inner: string): string {
    const name = this.#names.get(inner) ?? `c${this.#names.size}`;
    this.#names.set(inner, name);
    return `${this.#alias}.${name}`;
  }

  order({ expression, term }: OrderExpression): OrderExpression {
    return { expression: this.expression(expression), term };
  }

  get list(): string {
    return [...this.#names].map(([expression, name]) => `${expression} as ${name}`).join(', ');
  }
}
