/** The pool: where connections come from, with the session settings already made. */
import pg from 'pg';
import type { PoolConfig } from '../../schema/config.ts';
import { DatabaseError } from '../session/database.ts';
import type { Database } from '../session/database.ts';
import { Canceller } from './canceller.ts';
import { within } from './deadline.ts';
import { toConnectError, toDatabaseError } from './errors.ts';
import { Flight } from './flight.ts';
import type { FlightStatement } from './flight.ts';
import { PostgresConnection } from './postgres-connection.ts';
import type { ConnectionSettings } from './postgres-connection.ts';
import { sessionSettings, setSession } from './session-settings.ts';
import type { TimeLimits } from './session-settings.ts';
import { WireClient } from './wire-connection.ts';

export interface DatabaseSettings {
  /** Null: the PG* environment variables, as psql reads them. */
  readonly url: string | null;
  readonly pool: PoolConfig;
  readonly limits: TimeLimits;
}

export interface PoolStats {
  readonly total: number;
  readonly idle: number;
  readonly waiting: number;
}

const ROUND_TRIP_SAMPLES = 5;

/** Opens no connection yet. @throws when the URL cannot be read. */
export function openDatabase(settings: DatabaseSettings): PostgresDatabase {
  return new PostgresDatabase(settings);
}

export class PostgresDatabase implements Database {
  readonly #pool: pg.Pool;
  readonly #acquireTimeoutMs: number;
  readonly #connection: ConnectionSettings;
  #closed: Promise<void> | null = null;

  constructor({ url, pool, limits }: DatabaseSettings) {
    const address: pg.ClientConfig = url === null ? {} : { connectionString: url };
    // An address that cannot be read is found out now and not at the first request.
    void new WireClient(address);
    const settings = sessionSettings(limits);
    const hasSessions = pool.pooler === 'none';
    this.#acquireTimeoutMs = pool.acquireTimeoutMs;
    this.#connection = {
      canceller: new Canceller(address),
      queryTimeoutMs: limits.queryTimeoutMs,
      prepare: hasSessions,
      localSettings: hasSessions ? null : settings,
    };
    this.#pool = new pg.Pool({
      ...address,
      Client: WireClient,
      max: pool.size,
      idleTimeoutMillis: pool.idleTimeoutMs,
      connectionTimeoutMillis: pool.acquireTimeoutMs,
      maxLifetimeSeconds: pool.maxLifetimeSeconds,
      onConnect: (client) =>
        hasSessions ? prepareSession(client, setSession(settings), pool.acquireTimeoutMs) : undefined,
    });
    // An idle connection was lost. The pool has already dropped it, and the next acquisition opens another.
    this.#pool.on('error', () => {});
  }

  async acquire(signal: AbortSignal | null): Promise<PostgresConnection> {
    return new PostgresConnection(await this.#checkOut(signal), this.#connection);
  }

  /** Runs one statement outside any flight: for readers of the catalog and the statistics. Rows are pg's objects. */
  async query(sql: string, values: readonly unknown[] = []): Promise<readonly Readonly<Record<string, unknown>>[]> {
    const client = await this.#checkOut(null);
    let failed = true;
    try {
      const asked = client.query<Record<string, unknown>>(sql, [...values]);
      const { rows } = await within(asked, { ms: this.#connection.queryTimeoutMs, timeout: silence });
      failed = false;
      return rows;
    } catch (error) {
      throw toDatabaseError(error);
    } finally {
      client.release(failed);
    }
  }

  /** Milliseconds from here to the database and back: the fastest of several, which is the one nothing else delayed. */
  async measureRoundTrip(): Promise<number> {
    const connection = await this.acquire(null);
    const call = { sql: 'select 1', values: [], maxRows: 1, prepare: true };
    let fastest = Infinity;
    try {
      for (let sample = 0; sample < ROUND_TRIP_SAMPLES; sample++) {
        const results = await connection.send([call], { begin: false, commit: false, settings: [] });
        for (const { ms } of results) fastest = Math.min(fastest, ms);
      }
    } finally {
      await connection.release();
    }
    return fastest;
  }

  stats(): PoolStats {
    const { totalCount, idleCount, waitingCount } = this.#pool;
    return { total: totalCount, idle: idleCount, waiting: waitingCount };
  }

  /** Waits until every connection has been released. Idempotent. */
  close(): Promise<void> {
    return (this.#closed ??= this.#close());
  }

  async #close(): Promise<void> {
    await this.#pool.end();
    await this.#connection.canceller.close();
  }

  async #checkOut(signal: AbortSignal | null): Promise<WireClient & pg.PoolClient> {
    if (signal?.aborted) throw cancelled();
    const connecting = this.#pool.connect();
    // The pool's own timer, set a moment earlier, ends the wait for a connection in use; this one the opening of a new one.
    const timeout = (): Error => toConnectError(new Error(`No connection within ${this.#acquireTimeoutMs} ms.`));
    try {
      const client = await within(connecting, { ms: this.#acquireTimeoutMs, timeout, signal, aborted: cancelled });
      if (!(client instanceof WireClient)) throw new TypeError('The pool made a client of another class.');
      return client;
    } catch (error) {
      // A connection that comes too late goes straight back.
      connecting.then(
        (client) => client.release(),
        () => {},
      );
      if (error instanceof Error && error.message === POOL_WAIT_EXCEEDED) throw this.#poolTimeout();
      throw toConnectError(error);
    }
  }

  #poolTimeout(): DatabaseError {
    const { waiting } = this.stats();
    const message = `No database connection became free within ${this.#acquireTimeoutMs} ms (pool size ${this.#pool.options.max}, ${waiting} more waiting).`;
    return new DatabaseError('POOL_TIMEOUT', message);
  }
}

/** How pg-pool says that every connection stayed in use; it has no code for it. */
const POOL_WAIT_EXCEEDED = 'timeout exceeded when trying to connect';

/** The pool's own time-out covers no more than connecting. */
async function prepareSession(client: pg.ClientBase, statement: FlightStatement, timeoutMs: number): Promise<void> {
  if (!(client instanceof WireClient)) return;
  const flight = new Flight(client.wire, [statement]);
  const watchdog = setTimeout(() => flight.abandon(silence()), timeoutMs);
  client.query(flight);
  await flight.finished.finally(() => clearTimeout(watchdog));
}

function cancelled(): DatabaseError {
  return new DatabaseError('CANCELLED', 'The request was cancelled.');
}

function silence(): DatabaseError {
  return new DatabaseError('TIMEOUT', 'The database did not finish in time.');
}
