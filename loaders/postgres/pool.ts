/** The pool of connections. It adds to pg's pool: overflow, pings before use, replacement of all that may be lost, figures. */
import pg from 'pg';
import type { PoolConfig } from '../../schema/config/config.ts';
import { within } from './deadline.ts';
import { silence, toConnectError } from './errors.ts';
import { Pipeline, type PipelineStatement } from './pipeline.ts';
import { WireClient } from './wire-connection.ts';
import { cancelled, PoolTimeout } from '../database/database-error.ts';

export type PooledClient = WireClient & pg.PoolClient;

/** The state of the pool now, and its history since it was opened. */
export interface PoolFigures {
  /** Connections that the pool keeps. */
  readonly size: number;
  /** Open connections. */
  readonly total: number;
  readonly idle: number;
  /** Open connections beyond `size`. */
  readonly overflow: number;
  /** Whoever waits for a connection. */
  readonly waiting: number;
  /** Connections closed for their age. */
  readonly recycled: number;
  /** Connections closed because another one was found to be lost. */
  readonly invalidated: number;
  readonly pingFailures: number;
  /** Is told the seconds from asking for a connection to having it, each time. */
  waited: (seconds: number) => void;
}

/** Statements that make and clean the sessions of the pool. */
interface SessionStatements {
  /** After connecting; null: nothing. */
  readonly connect: PipelineStatement | null;
  /** Before the next use. */
  readonly reset: readonly PipelineStatement[];
}

const PING: PipelineStatement = { sql: 'select', values: [], maxRows: 1, prepare: true };
/** How pg-pool says that every connection stayed in use; it has no code for it. */
const POOL_WAIT_EXCEEDED = 'timeout exceeded when trying to connect';

export class ConnectionPool implements PoolFigures {
  recycled = 0;
  invalidated = 0;
  pingFailures = 0;
  waited: (seconds: number) => void = () => undefined;
  readonly #pool: pg.Pool;
  readonly #settings: PoolConfig;
  readonly #statements: SessionStatements;
  readonly #connectedAt = new WeakMap<object, number>();
  /** The clients that were idle before they were checked out. */
  readonly #reused = new WeakSet<object>();
  /** Connections older than this may be lost as one of them was. */
  #validSince = 0;
  /** Connections older than this are not used again. */
  #renewedAt = 0;

  constructor(address: pg.ClientConfig, settings: PoolConfig, statements: SessionStatements) {
    this.#settings = settings;
    this.#statements = statements;
    const { connect } = statements;
    this.#pool = new pg.Pool({
      ...address,
      Client: WireClient,
      max: settings.size + settings.maxOverflow,
      idleTimeoutMillis: settings.idleTimeoutMs,
      connectionTimeoutMillis: settings.acquireTimeoutMs,
      maxLifetimeSeconds: settings.maxLifetimeSeconds,
      onConnect: (client) => (connect ? this.#run(client, [connect]) : undefined),
    });
    if (settings.order === 'fifo') this.#pool._idle = new Queue();
    this.#pool.on('connect', (client) => this.#connectedAt.set(client, performance.now()));
    this.#pool.on('remove', (client) => this.#countRecycled(client));
    // An idle connection was lost. The pool has already dropped it, and the next acquisition opens another.
    this.#pool.on('error', () => {});
  }

  get size(): number {
    return this.#settings.size;
  }

  get total(): number {
    return this.#pool.totalCount;
  }

  get idle(): number {
    return this.#pool.idleCount;
  }

  get overflow(): number {
    return Math.max(0, this.total - this.size);
  }

  get waiting(): number {
    return this.#pool.waitingCount;
  }

  async checkOut(signal: AbortSignal | null): Promise<PooledClient> {
    if (signal?.aborted) throw cancelled();
    const askedAt = performance.now();
    let client = await this.#connect(signal);
    while (this.#isOutdated(client) || (this.#settings.prePing && !(await this.#isFit(client, askedAt)))) {
      client.release(true);
      client = await this.#connect(signal);
    }
    if ((this.#connectedAt.get(client) ?? askedAt) < askedAt) this.#reused.add(client);
    this.waited((performance.now() - askedAt) / 1_000);
    return client;
  }

  /**
   * Takes back a connection that turned out to be lost and gives one that was opened after. Null where the lost one
   * was new itself: then it is not idleness that has cut it.
   */
  async replace(client: PooledClient): Promise<PooledClient | null> {
    if (!this.#reused.has(client)) return null;
    const lostAt = performance.now();
    this.#validSince = lostAt;
    client.release(true);
    for (;;) {
      const other = await this.#connect(null);
      if ((this.#connectedAt.get(other) ?? lostAt) >= lostAt) return other;
      this.invalidated++;
      other.release(true);
    }
  }

  /** Takes a connection back; one that is not fit for another use is closed, and so is one beyond the pool's size. */
  async checkIn(client: PooledClient, broken: boolean): Promise<void> {
    const { reset } = this.#statements;
    const spare = this.overflow > 0 && this.waiting === 0;
    const isOver = broken || spare || this.#isOutdated(client);
    if (isOver || reset.length === 0) return client.release(isOver);
    const failed = await this.#run(client, reset).then(
      () => false,
      () => true,
    );
    client.release(failed);
  }

  /** From now on only connections are used that are opened after this; those in use end when they come back. */
  renew(): void {
    this.#renewedAt = performance.now();
  }

  async end(): Promise<void> {
    await this.#pool.end();
  }

  #isOutdated(client: object): boolean {
    return (this.#connectedAt.get(client) ?? Infinity) < this.#renewedAt;
  }

  async #connect(signal: AbortSignal | null): Promise<PooledClient> {
    const { acquireTimeoutMs } = this.#settings;
    const askedAt = performance.now();
    const atOnce = this.#pool.idleCount > this.#pool.waitingCount;
    const connecting = this.#pool.connect();
    // The pool's own timer, set a moment earlier, ends the wait for a connection in use; this one the opening of a new one.
    const timeout = (): Error => toConnectError(new Error(`No connection within ${acquireTimeoutMs} ms.`));
    const deadline = { ms: acquireTimeoutMs, timeout, signal, aborted: cancelled };
    try {
      const client = await (atOnce ? connecting : within(connecting, deadline));
      if (!(client instanceof WireClient)) throw new TypeError('The pool made a client of another class.');
      return client;
    } catch (error) {
      // A connection that comes too late goes straight back.
      connecting.then(
        (client) => client.release(),
        () => {},
      );
      if (error instanceof Error && error.message === POOL_WAIT_EXCEEDED) throw this.#timeout(askedAt);
      throw toConnectError(error);
    }
  }

  /** Whether a connection that has been idle can still be used. */
  async #isFit(client: PooledClient, askedAt: number): Promise<boolean> {
    const connectedAt = this.#connectedAt.get(client) ?? askedAt;
    if (connectedAt >= askedAt) return true;
    if (connectedAt < this.#validSince) {
      this.invalidated++;
      return false;
    }
    try {
      await this.#run(client, [PING]);
      return true;
    } catch {
      this.pingFailures++;
      this.#validSince = performance.now();
      return false;
    }
  }

  async #run(client: pg.ClientBase, statements: readonly PipelineStatement[]): Promise<void> {
    if (!(client instanceof WireClient)) return;
    const pipeline = new Pipeline(client.wire, statements);
    const watchdog = setTimeout(() => pipeline.abandon(silence()), this.#settings.acquireTimeoutMs);
    client.query(pipeline);
    await pipeline.finished.finally(() => clearTimeout(watchdog));
  }

  #countRecycled(client: object): void {
    const lifetime = this.#settings.maxLifetimeSeconds * 1_000;
    const age = performance.now() - (this.#connectedAt.get(client) ?? Infinity);
    if (lifetime > 0 && age >= lifetime) this.recycled++;
  }

  #timeout(askedAt: number): PoolTimeout {
    const { size, maxOverflow, acquireTimeoutMs: limitMs } = this.#settings;
    const waitedMs = Math.round(performance.now() - askedAt);
    return new PoolTimeout({ size, overflow: maxOverflow, limitMs, waitedMs, waiting: this.#pool.waitingCount });
  }
}

/**
 * pg's pool takes the connection that came back last, by `pop`; from this queue it takes the one that came back first. It has no option for the order, and a queue
 * of ours would have to repeat all else that it does: waiting, time-outs, idleness, age.
 */
class Queue extends Array<unknown> {
  override pop(): unknown {
    return this.shift();
  }
}
