/**
 * Answers that are made and not yet read. A client that does not read keeps its answer in our memory: all together may keep so much, and
 * where one more does not fit, the connections go that have stood still longest.
 */
import type { ServerResponse } from 'node:http';
import { endWith } from './node-response.ts';

/** Smaller answers fit into the buffers of the operating system, or nearly so. */
const COUNTED_BYTES = 64 * 1024;
/** Written at once: how far a client has read is known no finer. */
const SLICE_BYTES = 4 * 1024 * 1024;
/** A connection on which nothing has moved for so long stands still. */
const STILL_MS = 3_000;

interface Waiting {
  readonly response: ServerResponse;
  /** The buffer is kept whole until its last byte is sent. */
  readonly size: number;
  movedAt: number;
}

export class WaitingAnswers {
  /** Connections closed because they stood still, and answers refused because none did. */
  readonly history = { cut: 0, refused: 0 };
  readonly #limit: number;
  readonly #waiting = new Set<Waiting>();
  #bytes = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Whether an answer of this size may be sent, when there is room for it. One that is alone always may. */
  admits(size: number): boolean {
    if (size < COUNTED_BYTES) return true;
    const now = performance.now();
    for (const each of this.#bytes + size <= this.#limit ? [] : this.#byStillness()) {
      if (this.#bytes + size <= this.#limit || now - each.movedAt < STILL_MS) break;
      this.history.cut++;
      this.#forget(each);
      each.response.destroy();
    }
    const admitted = this.#waiting.size === 0 || this.#bytes + size <= this.#limit;
    if (!admitted) this.history.refused++;
    return admitted;
  }

  /** The whole body. `sent` is called when the bytes are needed no more, and not at all where the client leaves before. */
  send(bytes: Uint8Array, response: ServerResponse, sent: () => void): void {
    if (bytes.byteLength < COUNTED_BYTES) return endWith(bytes, response, sent);
    const waiting = this.#wait(bytes.byteLength, response);
    response.once('close', () => this.#forget(waiting));
    this.#write(bytes, waiting, sent);
  }

  /** A body that comes in pieces. They are counted while they wait; where one does not fit, the answer ends as one that is cut off. */
  async *pieces(body: AsyncIterable<Uint8Array>, response: ServerResponse): AsyncGenerator<Uint8Array> {
    for await (const piece of body) {
      if (piece.byteLength < COUNTED_BYTES) {
        yield piece;
        continue;
      }
      if (!this.admits(piece.byteLength)) return void response.destroy();
      const waiting = this.#wait(piece.byteLength, response);
      try {
        // Whoever writes it asks for the next one when it is written.
        yield piece;
      } finally {
        this.#forget(waiting);
      }
    }
  }

  #wait(size: number, response: ServerResponse): Waiting {
    const waiting = { response, size, movedAt: performance.now() };
    this.#waiting.add(waiting);
    this.#bytes += size;
    return waiting;
  }

  #write(bytes: Uint8Array, waiting: Waiting, sent: () => void): void {
    const { response } = waiting;
    if (bytes.byteLength <= SLICE_BYTES) return endWith(bytes, response, sent);
    response.write(bytes.subarray(0, SLICE_BYTES), (error) => {
      if (error || response.destroyed) return;
      waiting.movedAt = performance.now();
      this.#write(bytes.subarray(SLICE_BYTES), waiting, sent);
    });
  }

  #byStillness(): readonly Waiting[] {
    return [...this.#waiting].sort((a, b) => a.movedAt - b.movedAt);
  }

  #forget(waiting: Waiting): void {
    if (this.#waiting.delete(waiting)) this.#bytes -= waiting.size;
  }
}
