/** Counts the statements that clients send, by reading PostgreSQL's wire protocol (version 3, without TLS). */

/** Transaction control is sent with other statements and costs almost nothing. */
const CONTROL = /^\s*(begin|start transaction|commit|end|rollback|set|reset|discard|deallocate)\b/i;
const TYPE_BYTES = 1;
const LENGTH_BYTES = 4;

export class StatementCounter {
  /** The executed statements, without transaction control. */
  statements = 0;

  /** Returns the watcher of a new connection. */
  watch(): (bytes: Buffer) => void {
    const frames = new ClientFrames((type, body) => this.#see(type, body, texts, portals));
    const texts = new Map<string, string>();
    const portals = new Map<string, string>();
    return (bytes) => frames.read(bytes);
  }

  #see(type: string, body: Buffer, texts: Map<string, string>, portals: Map<string, string>): void {
    const [first = '', second = ''] = body.toString('latin1').split('\0', 2);
    if (type === 'P') texts.set(first, second);
    else if (type === 'B') portals.set(first, texts.get(second) ?? '');
    else if (type === 'E') this.#count(portals.get(first) ?? '');
    else if (type === 'Q') this.#count(first);
  }

  #count(text: string): void {
    if (!CONTROL.test(text)) this.statements += 1;
  }
}

/** Cuts the bytes of a client into messages. The first message, which starts the session, has no type. */
class ClientFrames {
  readonly #see: (type: string, body: Buffer) => void;
  #rest: Buffer = Buffer.alloc(0);
  #hasStarted = false;

  constructor(see: (type: string, body: Buffer) => void) {
    this.#see = see;
  }

  read(bytes: Buffer): void {
    let rest = this.#rest.length > 0 ? Buffer.concat([this.#rest, bytes]) : bytes;
    for (;;) {
      const typeBytes = this.#hasStarted ? TYPE_BYTES : 0;
      if (rest.length < typeBytes + LENGTH_BYTES) break;
      const end = typeBytes + rest.readInt32BE(typeBytes);
      if (rest.length < end) break;
      if (this.#hasStarted)
        this.#see(rest.toString('latin1', 0, typeBytes), rest.subarray(typeBytes + LENGTH_BYTES, end));
      this.#hasStarted = true;
      rest = rest.subarray(end);
    }
    this.#rest = rest;
  }
}
