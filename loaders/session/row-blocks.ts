/** Row blocks that no single statement gave: none at all, or the chunks of one select in a row. */
import type { RowBlock } from '../sql/row-block.ts';

const NOTHING = new Uint8Array(0);

export const EMPTY_ROWS: RowBlock = {
  rowCount: 0,
  columnCount: 0,
  bytes: NOTHING,
  start: () => 0,
  length: () => -1,
  isNull: () => true,
  text: () => null,
  integer: () => 0,
};

export function concatRows(blocks: readonly RowBlock[]): RowBlock {
  const [first] = blocks;
  if (!first) return EMPTY_ROWS;
  return blocks.length === 1 ? first : new ConcatenatedRows(blocks);
}

class ConcatenatedRows implements RowBlock {
  readonly rowCount: number;
  readonly columnCount: number;
  readonly bytes: Uint8Array;
  readonly #blocks: readonly RowBlock[];
  /** First row and first byte of every block. */
  readonly #firstRows: number[] = [];
  readonly #firstBytes: number[] = [];

  constructor(blocks: readonly RowBlock[]) {
    let rows = 0;
    let bytes = 0;
    for (const block of blocks) {
      this.#firstRows.push(rows);
      this.#firstBytes.push(bytes);
      rows += block.rowCount;
      bytes += block.bytes.length;
    }
    this.#blocks = blocks;
    this.rowCount = rows;
    this.columnCount = blocks[0]?.columnCount ?? 0;
    this.bytes = new Uint8Array(bytes);
    blocks.forEach((block, index) => this.bytes.set(block.bytes, this.#firstBytes[index]));
  }

  start(row: number, column: number): number {
    const index = this.#blockOf(row);
    const { block, first } = this.#at(index);
    return (this.#firstBytes[index] ?? 0) + block.start(row - first, column);
  }

  length(row: number, column: number): number {
    const { block, first } = this.#at(this.#blockOf(row));
    return block.length(row - first, column);
  }

  isNull(row: number, column: number): boolean {
    return this.length(row, column) < 0;
  }

  text(row: number, column: number): string | null {
    const { block, first } = this.#at(this.#blockOf(row));
    return block.text(row - first, column);
  }

  integer(row: number, column: number): number {
    const { block, first } = this.#at(this.#blockOf(row));
    return block.integer(row - first, column);
  }

  #at(index: number): { block: RowBlock; first: number } {
    return { block: this.#blocks[index] ?? EMPTY_ROWS, first: this.#firstRows[index] ?? 0 };
  }

  /** The last block that begins at or before the row. */
  #blockOf(row: number): number {
    let low = 0;
    let high = this.#blocks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#firstRows[middle] ?? 0) <= row) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
