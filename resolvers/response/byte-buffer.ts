/** The growing buffer that a response is written into. One serves all responses: writing never waits for anything. */
import { giveBuffer, takeBuffer } from '../../loaders/sql/buffer-pool.ts';

const INITIAL = 64 * 1024;
/** What comes out below this size is copied; above it the buffer itself is given away, and comes back through the pool. */
const SMALL = 4 * 1024;
/** Longer runs are copied by memcpy, shorter ones byte by byte: the call makes a view, and views are garbage. */
const RUN = 256;

export class ByteBuffer {
  bytes: Buffer = takeBuffer(INITIAL);
  length = 0;

  /** Makes room for `more` bytes. */
  reserve(more: number): void {
    const needed = this.length + more;
    if (needed <= this.bytes.length) return;
    const grown = takeBuffer(Math.max(needed, this.bytes.length * 2));
    this.bytes.copy(grown, 0, 0, this.length);
    giveBuffer(this.bytes);
    this.bytes = grown;
  }

  byte(value: number): void {
    if (this.length === this.bytes.length) this.reserve(1);
    this.bytes[this.length++] = value;
  }

  /** Copies `length` bytes from `start` as they are. */
  copy(source: Uint8Array, start: number, length: number): void {
    this.reserve(length);
    const { bytes } = this;
    let at = this.length;
    this.length = at + length;
    if (length > RUN) {
      bytes.set(source.subarray(start, start + length), at);
      return;
    }
    for (let from = start, end = start + length; from < end; from++) bytes[at++] = source[from] ?? 0;
  }

  all(source: Uint8Array): void {
    this.copy(source, 0, source.length);
  }

  /** Writes again what stands at `start` in this very buffer. */
  repeat(start: number, length: number): void {
    this.reserve(length);
    this.bytes.copyWithin(this.length, start, start + length);
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
    this.bytes = takeBuffer(INITIAL);
    return bytes.subarray(0, length);
  }
}
