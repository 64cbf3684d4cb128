/** Errors of the database, in our words. */
export type DatabaseErrorCode =
  | 'TIMEOUT'
  | 'POOL_TIMEOUT'
  | 'LIMIT_EXCEEDED'
  | 'BAD_USER_INPUT'
  | 'FORBIDDEN'
  | 'CONFLICT'
  | 'UNAVAILABLE'
  | 'COMMIT_UNKNOWN'
  | 'CANCELLED'
  | 'SCHEMA_CHANGED'
  | 'INTERNAL';

/** The schema, table, column and constraint that an error is about, as far as PostgreSQL names them. */
export interface Violation {
  readonly schema: string | null;
  readonly table: string | null;
  readonly column: string | null;
  readonly constraint: string | null;
}

interface ErrorContext {
  readonly sqlState?: string;
  readonly detail?: string;
  readonly hint?: string;
  readonly path?: string;
  readonly violation?: Violation;
  readonly raised?: string;
  readonly routine?: string;
  readonly cause?: unknown;
}

/** An error of the database in our words. `message` is safe for clients; `detail` and `hint` are for development only. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError';
  readonly code: DatabaseErrorCode;
  readonly sqlState: string | null;
  readonly detail: string | null;
  readonly hint: string | null;
  /** The path of the select whose statement failed; null where it is unknown. */
  readonly path: string | null;
  /** Where PostgreSQL found a row that breaks a rule; null where it does not say. */
  readonly violation: Violation | null;
  /** The message of a function that raised the error itself, written for people; null for errors of PostgreSQL. */
  readonly raised: string | null;
  /** The function in PostgreSQL's own source that reports it. */
  readonly routine: string | null;
  constructor(code: DatabaseErrorCode, message: string, context: ErrorContext = {}) {
    super(message, { cause: context.cause });
    this.code = code;
    this.sqlState = context.sqlState ?? null;
    this.detail = context.detail ?? null;
    this.hint = context.hint ?? null;
    this.path = context.path ?? null;
    this.violation = context.violation ?? null;
    this.raised = context.raised ?? null;
    this.routine = context.routine ?? null;
  }
}

/** The database is no longer what the gateway has read. */
export function isSchemaChange(error: unknown): error is DatabaseError {
  return error instanceof DatabaseError && error.code === 'SCHEMA_CHANGED';
}

/** PostgreSQL lacks something, and the catalog is still what was read: a function or view of the database asks for it. */
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

export const COMMIT_UNKNOWN =
  'The connection to the database was lost during COMMIT, so it is not known whether the changes are stored. Look before you try again.';

/** Tells of a COMMIT that was sent and not answered; an error that PostgreSQL itself reported for it stays as it is. */
export function commitUnknown(error: unknown): unknown {
  const isAnswered = error instanceof DatabaseError && error.sqlState !== null && error.code !== 'UNAVAILABLE';
  if (isAnswered) return error;
  return new DatabaseError('COMMIT_UNKNOWN', COMMIT_UNKNOWN, { cause: error });
}

/** The client has gone, or the program has aborted the request. */
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
