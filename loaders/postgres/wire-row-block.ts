/** Rows as PostgreSQL sent them: a sequence of DataRow frames and an index of where each value starts. */
import type { RowBlock } from '../sql/row-block.ts';

/** Type byte, length of four bytes, number of columns in two. */
const ROW_HEADER_LENGTH = 7;
const COLUMN_COUNT_OFFSET = 5;
const ZERO = 0x30;

export class WireRowBlock implements RowBlock {
  readonly rowCount: number;
  /** 0 when there are no rows: the columns are counted in the rows themselves. */
  readonly columnCount: number;
  readonly bytes: Buffer;
  #starts: Int32Array | null = null;

  constructor(bytes: Buffer, rowCount: number) {
    this.bytes = bytes;
    this.rowCount = rowCount;
    this.columnCount = rowCount > 0 ? bytes.readUInt16BE(COLUMN_COUNT_OFFSET) : 0;
  }

  start(row: number, column: number): number {
    const starts = (this.#starts ??= this.#index());
    const start = starts[row * this.columnCount + column];
    if (start === undefined || column >= this.columnCount)
      throw new RangeError(`no value at row ${row}, column ${column}`);
    return start;
  }

  /** The length stands in the four bytes before the value, -1 for NULL, just as `RowBlock` wants it. */
  length(row: number, column: number): number {
    return this.bytes.readInt32BE(this.start(row, column) - 4);
  }

  isNull(row: number, column: number): boolean {
    return this.length(row, column) < 0;
  }

  text(row: number, column: number): string | null {
    const start = this.start(row, column);
    const length = this.bytes.readInt32BE(start - 4);
    return length < 0 ? null : this.bytes.toString('utf8', start, start + length);
  }

  integer(row: number, column: number): number {
    const start = this.start(row, column);
    const end = start + this.bytes.readInt32BE(start - 4);
    let value = 0;
    for (let at = start; at < end; at++) value = value * 10 + this.bytes.readUInt8(at) - ZERO;
    return value;
  }

  #index(): Int32Array {
    const { bytes, columnCount } = this;
    const starts = new Int32Array(this.rowCount * columnCount);
    let at = 0;
    for (let value = 0; value < starts.length;) {
      at += ROW_HEADER_LENGTH;
      for (const rowEnd = value + columnCount; value < rowEnd; value++) {
        const length = bytes.readInt32BE(at);
        at += 4;
        starts[value] = at;
        if (length > 0) at += length;
      }
    }
    return starts;
  }
}

/** Collects the frames of one statement in one growing buffer. */
export class RowBlockBuilder {
  #bytes: Buffer | null = null;
  byteLength = 0;
  rowCount = 0;

  append(chunk: Buffer, start: number, end: number, completedRows: number): void {
    const length = this.byteLength + end - start;
    if (this.#bytes === null) this.#bytes = Buffer.allocUnsafe(length);
    else if (length > this.#bytes.length) {
      const grown = Buffer.allocUnsafe(Math.max(length, this.#bytes.length * 2));
      this.#bytes.copy(grown, 0, 0, this.byteLength);
      this.#bytes = grown;
    }
    chunk.copy(this.#bytes, this.byteLength, start, end);
    this.byteLength = length;
    this.rowCount += completedRows;
  }

  finish(): WireRowBlock {
    return new WireRowBlock(this.#bytes ?? EMPTY, this.rowCount);
  }
}

const EMPTY = Buffer.alloc(0);
