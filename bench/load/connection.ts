/**
 * One keep-alive HTTP connection that sends one request after the other. It is written on the bare socket, because the
 * generator shares the machine with the measured target, and node:http's client costs more than some of the servers
 * here.
 */
import { connect, type Socket } from 'node:net';

export interface Answer {
  readonly status: number;
  /** The first bytes of the body. */
  readonly start: string;
  readonly bodyBytes: number;
}

const START_LENGTH = 40;
const HEAD_END = Buffer.from('\r\n\r\n');
/** Ends a chunked body. JSON has no bare CR LF, so no part of a body looks like it. */
const LAST_CHUNK = Buffer.from('0\r\n\r\n');

export class LoadConnection {
  readonly #socket: Socket;
  #head: Buffer = Buffer.alloc(0);
  #status = 0;
  /**
   * The body bytes that are still to come, null while the head is read, or NaN for a chunked body of unknown length.
   */
  #missing: number | null = null;
  #received = 0;
  #start = '';
  #tail: Buffer = Buffer.alloc(0);
  #resolve: (answer: Answer) => void = () => {};
  #reject: (error: Error) => void = () => {};

  static open(url: URL): Promise<LoadConnection> {
    return new Promise((resolve, reject) => {
      const socket = connect(Number(url.port), url.hostname, () => resolve(new LoadConnection(socket)));
      socket.once('error', reject);
    });
  }

  private constructor(socket: Socket) {
    this.#socket = socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#read(chunk));
    socket.on('error', (error) => this.#reject(error));
    socket.on('close', () => this.#reject(new Error('The server closed the connection.')));
  }

  ask(request: Buffer): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
      this.#socket.write(request);
    });
  }

  close(): void {
    this.#reject = () => {};
    this.#socket.destroy();
  }

  #read(chunk: Buffer): void {
    if (this.#missing === null) this.#readHead(chunk);
    else this.#readBody(chunk);
  }

  #readHead(chunk: Buffer): void {
    const bytes = this.#head.length > 0 ? Buffer.concat([this.#head, chunk]) : chunk;
    const end = bytes.indexOf(HEAD_END);
    if (end < 0) {
      this.#head = bytes;
      return;
    }
    this.#head = Buffer.alloc(0);
    const head = bytes.toString('latin1', 0, end);
    this.#status = Number(head.slice(9, 12));
    this.#missing = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? Number.NaN);
    this.#readBody(bytes.subarray(end + HEAD_END.length));
  }

  #readBody(chunk: Buffer): void {
    if (this.#start.length < START_LENGTH) this.#start += chunk.toString('latin1', 0, START_LENGTH);
    this.#received += chunk.length;
    if (Number.isNaN(this.#missing)) {
      const end = Buffer.concat([this.#tail, chunk.subarray(-LAST_CHUNK.length)]).subarray(-LAST_CHUNK.length);
      if (end.equals(LAST_CHUNK)) this.#finish();
      else this.#tail = end;
    } else if (this.#received >= (this.#missing ?? 0)) this.#finish();
  }

  #finish(): void {
    const answer = { status: this.#status, start: this.#start, bodyBytes: this.#received };
    this.#missing = null;
    this.#start = '';
    this.#received = 0;
    this.#tail = Buffer.alloc(0);
    this.#resolve(answer);
  }
}
