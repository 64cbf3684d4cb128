/**
 * The growing buffer that a response is written into. One buffer serves all responses, because writing never waits for
 * anything.
 */
import { giveBuffer, takeBuffer } from '../../loaders/rows/buffer-pool.ts';
import { type ByteSource, copyRun } from './byte-source.ts';

/** The owner of the bytes. */
export interface ByteStore {
  /** Returns room for an answer. */
  open(): Buffer;
  /** Returns a buffer with room for `needed` bytes and with the first `used` ones of the old buffer. */
  grow(bytes: Buffer, used: number, needed: number): Buffer;
  /** Returns the answer, whose bytes must go to the pool when it is sent. */
  close(bytes: Buffer, length: number): Buffer;
}

const INITIAL = 64 * 1024;
/** An answer below this size is copied. Above it, the buffer itself is given away, and comes back through the pool. */
const SMALL = 4 * 1024;

/** Buffers of the pool. One is kept from answer to answer, unless it is given away. */
class PooledBytes implements ByteStore {
  #kept: Buffer | null = null;

  open(): Buffer {
    return (this.#kept ??= takeBuffer(INITIAL));
  }

  grow(bytes: Buffer, used: number, needed: number): Buffer {
    const grown = takeBuffer(Math.max(needed, bytes.length * 2));
    bytes.copy(grown, 0, 0, used);
    giveBuffer(bytes);
    return (this.#kept = grown);
  }

  close(bytes: Buffer, length: number): Buffer {
    if (length <= SMALL) return copyOf(bytes, length);
    this.#kept = null;
    return bytes.subarray(0, length);
  }
}

export class ByteBuffer implements ByteSource {
  length = 0;
  bytes: Buffer;
  view: DataView;
  readonly #pool = new PooledBytes();
  #store: ByteStore;

  constructor() {
    this.#store = this.#pool;
    this.bytes = this.#pool.open();
    this.view = viewOf(this.bytes);
  }

  /** Begins an answer. If `store` is null, it is in a buffer of the pool. */
  open(store: ByteStore | null): void {
    this.length = 0;
    this.#store = store ?? this.#pool;
    this.#use(this.#store.open());
  }

  /** Makes room for `more` bytes. */
  reserve(more: number): void {
    const needed = this.length + more;
    if (needed > this.bytes.length) this.#use(this.#store.grow(this.bytes, this.length, needed));
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

  /** Writes the bytes at `start` of this very buffer again. */
  repeat(start: number, length: number): void {
    this.reserve(length);
    copyRun(this, start, this, this.length, length);
    this.length += length;
  }

  text(text: string): void {
    this.reserve(text.length * 3);
    this.length += this.bytes.write(text, this.length);
  }

  /** Returns the written bytes, which must go to the pool when they are sent. */
  close(): Buffer {
    return this.#store.close(this.bytes, this.length);
  }

  #use(bytes: Buffer): void {
    if (bytes === this.bytes) return;
    this.bytes = bytes;
    this.view = viewOf(bytes);
  }
}

/** Returns the first `length` bytes, in a buffer of the pool if that is worth it. */
export function copyOf(bytes: Buffer, length: number): Buffer {
  if (length <= SMALL) return Buffer.from(bytes.subarray(0, length));
  const copy = takeBuffer(length).subarray(0, length);
  bytes.copy(copy, 0, 0, length);
  return copy;
}

function viewOf({ buffer, byteOffset, length }: Buffer): DataView {
  return new DataView(buffer, byteOffset, length);
}
