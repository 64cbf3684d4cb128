/** The rows of one plan node, seen through the statement that carried them. Instances are numbered from 0. */
import type { Column } from '../../schema/model/model.ts';
import type { SelectNode } from '../plan/read/select-plan.ts';
import type { NodeColumns } from '../sql/shared/statement.ts';
import type { RowBlock } from './row-block.ts';

export class NodeRows {
  readonly node: SelectNode;
  readonly block: RowBlock;
  readonly columns: NodeColumns;
  readonly count: number;
  /** Block row of every instance; null when they are the block's rows, one for one. */
  readonly #rows: Int32Array | null;

  constructor(node: SelectNode, block: RowBlock, columns: NodeColumns, rows: Int32Array | null = null) {
    this.node = node;
    this.block = block;
    this.columns = columns;
    this.count = rows ? rows.length : block.rowCount;
    this.#rows = rows;
  }

  /** The block's row of an instance. */
  row(index: number): number {
    return this.#rows ? (this.#rows[index] ?? -1) : index;
  }

  /** The block rows of all instances; null when they are the block's rows, one for one. */
  blockRows(): Int32Array | null {
    return this.#rows;
  }

  /** Position of a column in the block's rows, -1 when it was not read. */
  position(column: Column): number {
    return this.columns.positions[column.index] ?? -1;
  }

  /** PostgreSQL's text of a column, null for NULL. A column that was not read is a mistake, never a null. */
  text(index: number, column: Column): string | null {
    return this.block.text(this.row(index), this.#loaded(column));
  }

  /** A column's value where it is a whole number of few digits, else -1. */
  number(index: number, column: Column): number {
    return this.block.number(this.row(index), this.#loaded(column));
  }

  #loaded(column: Column): number {
    const position = this.position(column);
    if (position < 0) throw new Error(`${this.node.entity.name}.${column.field} not loaded (path ${this.node.path})`);
    return position;
  }

  /** False for the place of a joined row that was not found. */
  present(index: number): boolean {
    const { presence } = this.columns;
    return presence === null || !this.block.isNull(this.row(index), presence);
  }
}

/** Which instances of a node belong to each instance of its parent: `starts[i]` up to, not including, `ends[i]`. */
export interface ChildRanges {
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

/** The rows of a node, and which of them belong to each instance of its parent. */
export interface AttachedRows {
  readonly rows: NodeRows;
  readonly ranges: ChildRanges;
}
