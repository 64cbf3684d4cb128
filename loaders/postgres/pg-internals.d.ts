/** Parts of `pg` 8 that its published types leave out and this folder builds upon. */
import type { Duplex } from 'node:stream';
import type { EventEmitter } from 'node:events';

declare module 'pg' {
  interface ClientConfig {
    connection?: Connection | undefined;
  }
  interface Pool {
    /** Connections that nobody uses; `pop` gives the next one. */
    _idle: unknown[];
  }
  interface Client {
    /** The backend's pid; behind PgBouncer a number of PgBouncer's own. */
    processID: number | null;
  }
  interface Connection {
    readonly stream: Duplex;
    /** Called with the plain socket, or after the TLS handshake with the encrypted one. */
    attachListeners(stream: EventEmitter): void;
  }
}
