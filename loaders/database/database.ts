/**
 * The database as a session sees it. `loaders/postgres/` implements it; tests and other drivers may too.
 */
import type { RowBlock } from '../rows/row-block.ts';
import type { RequestInput } from '../sql/shared/statement.ts';

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
  /** How the values depend on the request, which may be to blame where PostgreSQL refuses one. Left out: not at all. */
  readonly input?: RequestInput;
  /** Where in the operation its rows belong, for people: `orders.items`. */
  readonly path?: string;
}

/** A statement without values and rows, such as a savepoint. */
export function control(sql: string): StatementCall {
  return { sql, values: [], maxRows: 0, prepare: true };
}

export interface StatementResult {
  readonly rows: RowBlock;
  /** Bytes received. */
  readonly bytes: number;
  /** Milliseconds from sending the flight to the last byte of this result. */
  readonly ms: number;
}

/**
 * All statements of a read see one snapshot. So do those of a write under `repeatable read`, which is refused where another transaction
 * has written the same row since. A write of one statement needs only `read committed`, under which it waits for the other instead.
 */
export type TransactionMode =
  { readonly mode: 'read' } | { readonly mode: 'write'; readonly isolation: WriteIsolation };

export type WriteIsolation = 'serializable' | 'repeatable read' | 'read committed';

export type Transaction = TransactionMode & TransactionBounds;

interface TransactionBounds {
  /** `begin` before the first, `commit` after the last statement of this flight, in the same write. */
  readonly begin: boolean;
  readonly commit: boolean;
  /** Settings made with `set_config(name, value, true)` right after `begin`. */
  readonly settings: readonly (readonly [name: string, value: string])[];
}

export interface DatabaseConnection {
  /**
   * Sends all calls in one write, closed by one Sync, and resolves with their results in order.
   * Without `begin` the calls form one implicit transaction, which is REPEATABLE READ, READ ONLY by the session's defaults: a write begins one.
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
