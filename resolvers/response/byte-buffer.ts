/** The growing buffer that a response is written into. One serves all responses: writing never waits for anything. */
import { giveBuffer, takeBuffer } from '../../loaders/sql/buffer-pool.ts';
import { type ByteSource, copyRun } from './byte-source.ts';

const INITIAL = 64 * 1024;
/** What comes out below this size is copied; above it the buffer itself is given away, and comes back through the pool. */
const SMALL = 4 * 1024;

export class ByteBuffer implements ByteSource {
  bytes: Buffer = takeBuffer(INITIAL);
  view: DataView = viewOf(this.bytes);
  length = 0;

  /** Makes room for `more` bytes. */
  reserve(more: number): void {
    const needed = this.length + more;
    if (needed <= this.bytes.length) return;
    const grown = takeBuffer(Math.max(needed, this.bytes.length * 2));
    this.bytes.copy(grown, 0, 0, this.length);
    giveBuffer(this.bytes);
    this.#use(grown);
  }

  byte(value: number): void {
    if (this.length === this.bytes.length) this.reserve(1);
    this.bytes[this.length++] = value;
  }

  /** Copies `length` bytes from `start` as they are. */
  copy(source: ByteSource, start: number, length: number): void {
    this.reserve(length);
    copyRun(source, start, this, this.length, length);
    this.length += length;
  }

  all(source: ByteSource): void {
    this.copy(source, 0, source.bytes.length);
  }

  /** Writes again what stands at `start` in this very buffer. */
  repeat(start: number, length: number): void {
    this.reserve(length);
    copyRun(this, start, this, this.length, length);
    this.length += length;
  }

  text(text: string): void {
    this.reserve(text.length * 3);
    this.length += this.bytes.write(text, this.length);
  }

  /** What was written; the buffer is empty again. Give the bytes to the pool when they are sent. */
  take(): Buffer {
    const { bytes, length } = this;
    this.length = 0;
    if (length <= SMALL) return Buffer.from(bytes.subarray(0, length));
    this.#use(takeBuffer(INITIAL));
    return bytes.subarray(0, length);
  }

  #use(bytes: Buffer): void {
    this.bytes = bytes;
    this.view = viewOf(bytes);
  }
}

function viewOf({ buffer, byteOffset, length }: Buffer): DataView {
  return new DataView(buffer, byteOffset, length);
}
