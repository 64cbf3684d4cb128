/**
 * What a session needs of a database. `loaders/postgres/` implements it; tests and other drivers may too.
 */
import type { RowBlock } from '../sql/row-block.ts';
import type { RequestInput } from '../sql/statement.ts';

/** A parameter in PostgreSQL's text form; an array becomes one array parameter (its elements escaped by the implementation). */
export type ParameterValue = string | null | readonly (string | null)[];

export interface StatementCall {
  /** SQL with `$1…$n`, every parameter cast in the text. */
  readonly sql: string;
  readonly values: readonly ParameterValue[];
  /** More rows than this end the statement with a `LIMIT_EXCEEDED` error. */
  readonly maxRows: number;
  /** Use a named prepared statement where the pool allows it: false for texts that will not recur. */
  readonly prepare: boolean;
  /** Type oids that the columns must have, 0 for any, else the statement ends with `SCHEMA_CHANGED`. Left out: any at all. */
  readonly types?: readonly number[];
  /** What of the request stands among the values, and so may be to blame where PostgreSQL refuses one. Left out: nothing. */
  readonly input?: RequestInput;
  /** Where in the operation its rows belong, for people: `orders.items`. */
  readonly path?: string;
}

export interface StatementResult {
  readonly rows: RowBlock;
  /** Bytes received. */
  readonly bytes: number;
  /** Milliseconds from sending the flight to the last byte of this result. */
  readonly ms: number;
}

export interface Transaction {
  /** `begin` before the first, `commit` after the last statement of this flight, in the same write. */
  readonly begin: boolean;
  readonly commit: boolean;
  /** Settings made with `set_config(name, value, true)` right after `begin`. */
  readonly settings: readonly (readonly [name: string, value: string])[];
}

export interface DatabaseConnection {
  /**
   * Sends all calls in one write, closed by one Sync, and resolves with their results in order.
   * Without `begin` the calls form one implicit transaction, which is REPEATABLE READ, READ ONLY by the session's defaults.
   * Rejects with a DatabaseError when any fails; the flight is then over and the transaction aborted.
   */
  send(calls: readonly StatementCall[], transaction: Transaction): Promise<StatementResult[]>;
  /** Asks PostgreSQL to cancel what runs; resolves when the flight in progress is over. Safe when nothing runs. */
  cancel(): Promise<void>;
  /** Gives the connection back. One that is inside a transaction is rolled back first, or destroyed. Idempotent. */
  release(): Promise<void>;
}

export interface Database {
  /** Waits at most the acquisition time-out, then rejects with `POOL_TIMEOUT`. An aborted signal stops waiting. */
  acquire(signal: AbortSignal | null): Promise<DatabaseConnection>;
}

export type DatabaseErrorCode =
  | 'TIMEOUT'
  | 'POOL_TIMEOUT'
  | 'LIMIT_EXCEEDED'
  | 'BAD_USER_INPUT'
  | 'FORBIDDEN'
  | 'CONFLICT'
  | 'UNAVAILABLE'
  | 'CANCELLED'
  | 'SCHEMA_CHANGED'
  | 'INTERNAL';

/** An error of the database in our words. `message` is safe for clients; `detail` and `hint` are for development only. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError';
  readonly code: DatabaseErrorCode;
  readonly sqlState: string | null;
  readonly detail: string | null;
  readonly hint: string | null;
  /** Of the select whose statement failed; null where that is not known. */
  readonly path: string | null;
  constructor(
    code: DatabaseErrorCode,
    message: string,
    context: { sqlState?: string; detail?: string; hint?: string; path?: string; cause?: unknown } = {},
  ) {
    super(message, { cause: context.cause });
    this.code = code;
    this.sqlState = context.sqlState ?? null;
    this.detail = context.detail ?? null;
    this.hint = context.hint ?? null;
    this.path = context.path ?? null;
  }
}

/** The database is no longer what the gateway has read. */
export function isSchemaChange(error: unknown): error is DatabaseError {
  return error instanceof DatabaseError && error.code === 'SCHEMA_CHANGED';
}

/** PostgreSQL lacks something, and the catalog is still what was read: it is something that the database's own functions and views ask for. */
export function notOfTheSchema(error: DatabaseError): DatabaseError {
  const { sqlState, detail, hint, path } = error;
  return new DatabaseError('INTERNAL', 'The database reported an error.', {
    ...(sqlState !== null && { sqlState }),
    ...(detail !== null && { detail }),
    ...(hint !== null && { hint }),
    ...(path !== null && { path }),
    cause: error,
  });
}

/** Whoever asked has gone, or has changed their mind. */
export function cancelled(): DatabaseError {
  return new DatabaseError('CANCELLED', 'The request was cancelled.');
}

/** No connection became free in time. */
export class PoolTimeout extends DatabaseError {
  /** Connections that the pool keeps, and how many more it may open. */
  readonly size: number;
  readonly overflow: number;
  readonly waitedMs: number;
  constructor(wait: { size: number; overflow: number; limitMs: number; waitedMs: number; waiting: number }) {
    const { size, overflow, limitMs, waitedMs, waiting } = wait;
    const more = overflow > 0 ? ` and ${overflow} more` : '';
    super(
      'POOL_TIMEOUT',
      `No database connection became free within ${limitMs} ms (pool size ${size}${more}, ${waiting} more waiting).`,
    );
    this.size = size;
    this.overflow = overflow;
    this.waitedMs = waitedMs;
  }
}
