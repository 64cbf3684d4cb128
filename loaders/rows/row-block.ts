/**
 * The rows of one statement, kept as the database sent them. Every value is in PostgreSQL's text form; nothing is decoded
 * until somebody asks. Rows are addressed by number, columns by position in the statement's select list.
 */
import { giveBuffer } from './buffer-pool.ts';

const ZERO = 0x30;
/** A number of so many digits is one of V8's small integers. */
const MAX_DIGITS = 9;

export class RowBlock {
  readonly rowCount: number;
  /** 0 when there are no rows. */
  readonly columnCount: number;
  /** All rows; the four bytes before a value hold its length, big-endian, -1 for NULL, as in PostgreSQL's DataRow. */
  readonly bytes: Buffer;
  /** Over the same bytes. */
  readonly view: DataView;
  readonly #index: (view: DataView) => Int32Array;
  #starts: Int32Array | null = null;

  /** `index` finds the offset of every value, row by row; it is called once, by the first reader. */
  constructor(bytes: Buffer, rowCount: number, columnCount: number, index: (view: DataView) => Int32Array) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.rowCount = rowCount;
    this.columnCount = columnCount;
    this.#index = index;
  }

  /** Offset in `bytes` of every value, row by row. */
  get starts(): Int32Array {
    return (this.#starts ??= this.#index(this.view));
  }

  /** Gives the memory back. Reading the rows afterwards gives those of another request. */
  release(): void {
    giveBuffer(this.bytes);
    if (this.#starts) giveBuffer(this.#starts);
    this.#starts = null;
  }

  isNull(row: number, column: number): boolean {
    return this.view.getInt32(this.#start(row, column) - 4) < 0;
  }

  /** The value's text, null for NULL. */
  text(row: number, column: number): string | null {
    const start = this.#start(row, column);
    const length = this.view.getInt32(start - 4);
    if (length < 0) return null;
    const number = this.#number(start, length);
    return number < 0 ? this.bytes.toString('utf8', start, start + length) : `${number}`;
  }

  /** The value where its text is that of a whole number of few digits, else -1. */
  number(row: number, column: number): number {
    const start = this.#start(row, column);
    return this.#number(start, this.view.getInt32(start - 4));
  }

  /** Keys are whole numbers as a rule, whose text V8 makes sooner than Node reads one from bytes. -1 for any other text. */
  #number(start: number, length: number): number {
    if (length <= 0 || length > MAX_DIGITS || (length > 1 && this.view.getUint8(start) === ZERO)) return -1;
    return this.#digits(start, length);
  }

  /** A non-negative integer, without making a string of it. */
  integer(row: number, column: number): number {
    const start = this.#start(row, column);
    return this.#digits(start, this.view.getInt32(start - 4));
  }

  /** -1 when one of them is no digit. */
  #digits(start: number, length: number): number {
    let value = 0;
    for (let index = start; index < start + length; index++) {
      const digit = this.view.getUint8(index) - ZERO;
      if (digit < 0 || digit > 9) return -1;
      value = value * 10 + digit;
    }
    return value;
  }

  #start(row: number, column: number): number {
    const start = this.starts[row * this.columnCount + column];
    if (start === undefined || column >= this.columnCount) {
      throw new RangeError(`no value at row ${row}, column ${column}`);
    }
    return start;
  }
}

export const EMPTY_ROWS = new RowBlock(Buffer.alloc(0), 0, 0, () => new Int32Array(0));

/** The chunks of one select as one block. */
export function concatRows(blocks: readonly RowBlock[]): RowBlock {
  const [first = EMPTY_ROWS] = blocks;
  if (blocks.length < 2) return first;
  const bytes = Buffer.concat(blocks.map((block) => block.bytes));
  const rowCount = blocks.reduce((count, block) => count + block.rowCount, 0);
  const columnCount = Math.max(...blocks.map((block) => block.columnCount));
  return new RowBlock(bytes, rowCount, columnCount, () => concatStarts(blocks, rowCount * columnCount));
}

function concatStarts(blocks: readonly RowBlock[], count: number): Int32Array {
  const starts = new Int32Array(count);
  let index = 0;
  let base = 0;
  for (const block of blocks) {
    for (const start of block.starts) starts[index++] = base + start;
    base += block.bytes.length;
  }
  return starts;
}
