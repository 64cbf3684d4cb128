/** Rows as PostgreSQL sent them: a sequence of DataRow frames and an index of where each value starts. */
import { giveBuffer, LEAST_BYTES, takeBuffer } from '../rows/buffer-pool.ts';
import { RowBlock } from '../rows/row-block.ts';

/** Type byte, length of four bytes, number of columns in two. */
const ROW_HEADER_LENGTH = 7;
const COLUMN_COUNT_OFFSET = 5;

/** The columns are counted in the rows themselves, so an empty result has none. */
function wireRowBlock(bytes: Buffer, rowCount: number): RowBlock {
  const columnCount = rowCount > 0 ? bytes.readUInt16BE(COLUMN_COUNT_OFFSET) : 0;
  return new RowBlock(bytes, rowCount, columnCount, (view) => indexFrames(view, rowCount, columnCount));
}

function indexFrames(view: DataView, rowCount: number, columnCount: number): Int32Array {
  const starts = offsets(rowCount * columnCount);
  let index = 0;
  for (let value = 0; value < starts.length;) {
    index += ROW_HEADER_LENGTH;
    for (const rowEnd = value + columnCount; value < rowEnd; value++) {
      const length = view.getInt32(index);
      index += 4;
      starts[value] = index;
      if (length > 0) index += length;
    }
  }
  return starts;
}

function offsets(count: number): Int32Array {
  if (count < FEW) return new Int32Array(count);
  const { buffer, byteOffset } = takeBuffer(count * Int32Array.BYTES_PER_ELEMENT);
  return new Int32Array(buffer, byteOffset, count);
}

/** Collects the frames of one statement in one growing buffer. */
export class RowBlockBuilder {
  #bytes: Buffer | null = null;
  byteLength = 0;
  rowCount = 0;

  append(chunk: Buffer, start: number, end: number, completedRows: number): void {
    const length = this.byteLength + end - start;
    if (this.#bytes === null) this.#bytes = length < LEAST_BYTES ? Buffer.allocUnsafe(length) : takeBuffer(length);
    else if (length > this.#bytes.length) {
      const grown = takeBuffer(length);
      this.#bytes.copy(grown, 0, 0, this.byteLength);
      giveBuffer(this.#bytes);
      this.#bytes = grown;
    }
    chunk.copy(this.#bytes, this.byteLength, start, end);
    this.byteLength = length;
    this.rowCount += completedRows;
  }

  finish(): RowBlock {
    return wireRowBlock(this.#bytes?.subarray(0, this.byteLength) ?? EMPTY, this.rowCount);
  }
}

const EMPTY = Buffer.alloc(0);
/** Fewer offsets are not worth a buffer of the pool. */
const FEW = 1_024;
