/**
 * A socket whose bytes come in one buffer, used again for every read. Node would make a new one each time, outside of V8's
 * heap, and V8 answers megabytes of those with full collections.
 */
import { Socket } from 'node:net';

/** Node reads as much at once. */
const CAPACITY = 64 * 1024;

export class SocketReader {
  readonly socket: Socket;
  /** Gets what has come; it is overwritten afterwards. */
  onBytes: (bytes: Buffer) => void = () => {};

  constructor() {
    const buffer = Buffer.allocUnsafeSlow(CAPACITY);
    const callback = (length: number): boolean => {
      this.onBytes(buffer.subarray(0, length));
      return true;
    };
    this.socket = new Socket({ onread: { buffer, callback } });
  }
}
