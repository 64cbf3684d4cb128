/** pg's connection and client with our own eyes on the byte stream: the rows of a flight are never turned into strings. */
import { EventEmitter } from 'node:events';
import type { Duplex } from 'node:stream';
import pg from 'pg';
import ConnectionParameters from 'pg/lib/connection-parameters.js';
import type { Watchdog } from './deadline.ts';
import { FrameSplitter } from './frame-splitter.ts';
import type { RowSink } from './frame-splitter.ts';
import { PreparedStatements } from './prepared-statements.ts';
import { SocketReader } from './socket-reader.ts';

/** The messages besides its rows of which a flight is told. */
export interface PipelineListener extends RowSink {
  /** ErrorResponse of the server. The server then ignores everything up to the Sync. */
  serverError(error: Error): void;
  /** ReadyForQuery: the flight is over. */
  readyForQuery(): void;
  /** The socket is closed; nothing more will come. */
  connectionClosed(): void;
}

export class WireConnection extends pg.Connection {
  /** The flight in progress. Without one every frame is pg's. */
  flight: PipelineListener | null = null;
  readonly statements = new PreparedStatements();
  /** The server's error outside a flight: it says why it closes the connection. (After an error of pg's own query we close it.) */
  lostBecause: Error | null = null;

  /** Null with TLS, which reads the socket itself. */
  readonly #reader: SocketReader | null;

  constructor(config: pg.ConnectionConfig) {
    const reader = config.ssl ? null : new SocketReader();
    super(reader ? { ...config, stream: () => reader.socket } : config);
    this.#reader = reader;
    this.on('errorMessage', (error: Error) => {
      if (this.flight) this.flight.serverError(error);
      else this.lostBecause = error;
    });
    this.on('readyForQuery', () => this.flight?.readyForQuery());
    this.once('end', () => this.flight?.connectionClosed());
  }

  override attachListeners(stream: Duplex): void {
    const parserInput = new EventEmitter();
    super.attachListeners(parserInput);
    const splitter = new FrameSplitter(
      () => this.flight,
      // The parser keeps what it is given of an unfinished frame.
      (bytes) => parserInput.emit('data', this.#reader ? Buffer.from(bytes) : bytes),
    );
    if (this.#reader) this.#reader.onBytes = (chunk) => splitter.push(chunk);
    else stream.on('data', (chunk: Buffer) => splitter.push(chunk));
  }
}

export class WireClient extends pg.Client {
  readonly wire: WireConnection;
  /** Over the flights of all who have this client in turn. */
  watchdog: Watchdog | null = null;
  /** Told when the connection is lost, by whoever has the client at the time. */
  onLost: (() => void) | null = null;

  constructor(config: pg.ClientConfig = {}) {
    // Read here as pg.Client reads it, because its connection has to exist before it does.
    const { ssl, sslnegotiation } = new ConnectionParameters(config.connectionString ?? config);
    const wire = new WireConnection({ ssl, sslnegotiation, keepAlive: true });
    super({ ...config, connection: wire });
    this.wire = wire;
    // A socket may break at any moment, in use or idle. Whoever waits on it hears of it through the flight; without this
    // listener the process would end.
    this.on('error', () => {});
    // Behind the listener of the flight, which is over by then.
    wire.once('end', () => this.onLost?.());
  }
}
