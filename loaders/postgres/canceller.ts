/**
 * Cancels statements from connections of its own, so that a full pool cannot stand in the way. It does so in SQL: PgBouncer
 * has been seen to crash on the protocol's cancel request, and a pid read in SQL is right behind any pooler.
 */
import pg from 'pg';

/** Which backend to cancel; `transactionStart` (µs since 1970) says that it must still be in that transaction. */
export interface CancelTarget {
  readonly pid: string;
  readonly transactionStart: string | null;
}

const CANCEL = `select pg_catalog.pg_cancel_backend($1::pg_catalog.int4)`;
/** Behind a pooler the backend may serve somebody else by now. */
const CANCEL_TRANSACTION = `select pg_catalog.pg_cancel_backend(pid) from pg_catalog.pg_stat_activity
where pid operator(pg_catalog.=) $1::pg_catalog.int4
  and (extract(epoch from xact_start) operator(pg_catalog.*) 1000000)::pg_catalog.int8 operator(pg_catalog.=) $2::pg_catalog.int8`;

const CONNECTIONS = 2;
const IDLE_TIMEOUT_MS = 5_000;
/** Long enough for a busy database; when it passes, the statement's own connection is closed instead. */
export const CANCEL_TIMEOUT_MS = 3_000;

export class Canceller {
  readonly #pool: pg.Pool;

  constructor(connection: pg.ClientConfig) {
    this.#pool = new pg.Pool({
      ...connection,
      max: CONNECTIONS,
      idleTimeoutMillis: IDLE_TIMEOUT_MS,
      connectionTimeoutMillis: CANCEL_TIMEOUT_MS,
      query_timeout: CANCEL_TIMEOUT_MS,
      allowExitOnIdle: true,
    });
    this.#pool.on('error', () => {});
  }

  /** Resolves when PostgreSQL has been told, so that no later statement can be hit. */
  async cancel({ pid, transactionStart }: CancelTarget): Promise<void> {
    if (transactionStart === null) await this.#pool.query(CANCEL, [pid]);
    else await this.#pool.query(CANCEL_TRANSACTION, [pid, transactionStart]);
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }
}
