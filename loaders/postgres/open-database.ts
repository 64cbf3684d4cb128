/** The pool: where connections come from, with the session settings already made. */
import type pg from 'pg';
import { type PoolConfig, SERVER_TIME_ZONE } from '../../schema/config/config.ts';
import type { Database } from '../database/database.ts';
import type { NamesFrom } from './run-statement.ts';
import { Canceller } from './canceller.ts';
import { within } from './deadline.ts';
import { silence, toDatabaseError } from './errors.ts';
import type { PipelineStatement } from './pipeline.ts';
import { ConnectionPool, type PoolFigures } from './pool.ts';
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
  /** The time zone of the sessions. `server` or left out: the server's own. */
  readonly timeZone?: string;
}

const ROUND_TRIP_SAMPLES = 5;

/** Opens no connection yet. @throws when the URL cannot be read. */
export function openDatabase(settings: DatabaseSettings): PostgresDatabase {
  return new PostgresDatabase(settings);
}

export class PostgresDatabase implements Database {
  readonly #pool: ConnectionPool;
  readonly #connection: ConnectionSettings;
  #closed: Promise<void> | null = null;

  constructor({ url, pool, limits, timeZone = SERVER_TIME_ZONE }: DatabaseSettings) {
    const address: pg.ClientConfig = url === null ? {} : { connectionString: url };
    // An address that cannot be read is found out now and not at the first request.
    void new WireClient(address);
    const settings = sessionSettings(limits, timeZone);
    const hasSessions = pool.pooler === 'none';
    this.#connection = {
      canceller: new Canceller(address),
      checkIn: (client, broken) => this.#pool.checkIn(client, broken),
      replace: (client) => this.#pool.replace(client),
      queryTimeoutMs: limits.queryTimeoutMs,
      prepare: hasSessions,
      localSettings: hasSessions ? null : settings,
    };
    const connect = hasSessions ? setSession(settings) : null;
    const reset = connect && pool.reset ? [DISCARD_TEMP, RESET_ALL, connect] : [];
    this.#pool = new ConnectionPool(address, pool, { connect, reset });
  }

  async acquire(signal: AbortSignal | null): Promise<PostgresConnection> {
    return new PostgresConnection(await this.#pool.checkOut(signal), this.#connection);
  }

  /** Runs one statement outside any flight: for readers of the catalog and the statistics. Rows are pg's objects. */
  async query(
    sql: string,
    values: readonly unknown[] = [],
    names: NamesFrom = 'session',
  ): Promise<readonly Readonly<Record<string, unknown>>[]> {
    const client = await this.#pool.checkOut(null);
    let failed = true;
    try {
      const asked = names === 'session' ? ask(client, sql, values) : askAmongOwn(client, sql, values);
      const { rows } = await within(asked, { ms: this.#connection.queryTimeoutMs, timeout: () => silence() });
      failed = false;
      return rows;
    } catch (error) {
      throw toDatabaseError(error);
    } finally {
      await this.#pool.checkIn(client, failed);
    }
  }

  /** @throws when PostgreSQL does not answer. */
  async ping(): Promise<void> {
    await this.query('select 1');
  }

  /** Milliseconds from here to the database and back: the fastest of several, which is the one nothing else delayed. */
  async measureRoundTrip(): Promise<number> {
    const connection = await this.acquire(null);
    const call = { sql: 'select 1', values: [], maxRows: 1, prepare: true };
    let fastest = Infinity;
    try {
      for (let sample = 0; sample < ROUND_TRIP_SAMPLES; sample++) {
        const results = await connection.send([call], { mode: 'read', begin: false, commit: false, settings: [] });
        for (const { ms } of results) fastest = Math.min(fastest, ms);
      }
    } finally {
      await connection.release();
    }
    return fastest;
  }

  /**
   * Lets no connection live longer than its use, for the catalog has changed: PostgreSQL refuses a statement that was prepared when
   * its result had other types (`cached plan must not change result type`).
   */
  renew(): void {
    this.#pool.renew();
  }

  get pool(): PoolFigures {
    return this.#pool;
  }

  /** Waits until every connection has been released. Idempotent. */
  close(): Promise<void> {
    return (this.#closed ??= this.#close());
  }

  async #close(): Promise<void> {
    await this.#pool.end();
    await this.#connection.canceller.close();
  }
}

type Rows = Promise<pg.QueryResult<Record<string, unknown>>>;

function ask(client: pg.ClientBase, sql: string, values: readonly unknown[]): Rows {
  return client.query<Record<string, unknown>>(sql, [...values]);
}

/** The user's names are out of sight. Compiling a catalog statement takes PostgreSQL longer than running it without JIT. */
async function askAmongOwn(client: pg.ClientBase, sql: string, values: readonly unknown[]): Rows {
  await client.query('begin; set local search_path = pg_catalog; set local jit = off');
  const asked = await ask(client, sql, values);
  await client.query('commit');
  return asked;
}

const DISCARD_TEMP = control('discard temp');
const RESET_ALL = control('reset all');

function control(sql: string): PipelineStatement {
  return { sql, values: [], maxRows: 0, prepare: true };
}
