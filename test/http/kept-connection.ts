/** A kept connection as raw bytes: it tells what the server says of the connection, and whether that is true. */
import { connect, type Socket } from 'node:net';

export interface RawAnswer {
  readonly status: number;
  readonly head: string;
  readonly body: string;
  /** True if the answer says that no other request may follow. */
  readonly closes: boolean;
}

export class KeptConnection {
  readonly #socket: Socket;
  #received = '';
  #wake: () => void = () => undefined;
  #ended: string | null = null;

  constructor(origin: string) {
    this.#socket = connect(Number(new URL(origin).port), '127.0.0.1');
    this.#socket.on('data', (data) => this.#note(() => (this.#received += data.toString('latin1'))));
    this.#socket.on('error', (error) => this.#note(() => (this.#ended ??= error.message)));
    this.#socket.on('end', () => this.#note(() => (this.#ended ??= 'closed by the server')));
    this.#socket.on('close', () => this.#note(() => (this.#ended ??= 'closed')));
  }

  /** The reason why nothing more can come. */
  get ended(): string | null {
    return this.#ended;
  }

  send(text: string | Buffer): void {
    this.#socket.write(text);
  }

  /** Throws if the connection ends before an answer is complete. */
  async answer(): Promise<RawAnswer> {
    for (;;) {
      const answer = this.#take();
      if (answer) return answer;
      if (this.#ended !== null) throw new Error(`No answer: ${this.#ended}. Received: ${this.#received}`);
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  ask(text: string): Promise<RawAnswer> {
    this.send(text);
    return this.answer();
  }

  close(): void {
    this.#socket.destroy();
  }

  #end(head: string, bodyStart: number): number {
    const length = /^content-length: (\d+)/im.exec(head)?.[1];
    if (!/^transfer-encoding: chunked/im.test(head)) return bodyStart + Number(length ?? 0);
    const last = this.#received.indexOf('0\r\n\r\n', bodyStart);
    return last < 0 ? Infinity : last + 5;
  }

  #note(change: () => void): void {
    change();
    this.#wake();
  }

  #take(): RawAnswer | null {
    const headEnd = this.#received.indexOf('\r\n\r\n');
    if (headEnd < 0) return null;
    const head = this.#received.slice(0, headEnd);
    const whole = this.#end(head, headEnd + 4);
    if (this.#received.length < whole) return null;
    const body = this.#received.slice(headEnd + 4, whole);
    this.#received = this.#received.slice(whole);
    return { status: Number(head.slice(9, 12)), head, body, closes: /^connection: close/im.test(head) };
  }
}

/** A request of HTTP/1.1. The connection stays open unless a header says otherwise. */
export function request(line: string, headers: readonly string[] = [], body = ''): string {
  const length = body === '' ? [] : [`content-length: ${body.length}`];
  return [`${line} HTTP/1.1`, 'host: x', ...headers, ...length, '', body].join('\r\n');
}
