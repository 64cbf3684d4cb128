/** PostgreSQL's and the socket's errors in our words. The words are safe for clients; PostgreSQL's own go to `detail`. */
import type { RequestInput } from '../sql/shared/statement.ts';
import { COMMIT_UNKNOWN, DatabaseError, type DatabaseErrorCode, type Violation } from '../database/database-error.ts';

/** Facts about a failure that the gateway itself knows. */
export interface FailureContext {
  /** We asked PostgreSQL to cancel. */
  readonly cancelled: boolean;
  /** The statement that makes the transaction's settings (role, claims) failed. */
  readonly settings: boolean;
  /** How the values of the statement that failed depend on the request. Left out: not at all. */
  readonly input?: RequestInput | undefined;
  /** The path of the select whose statement failed. */
  readonly path?: string | undefined;
}

const NO_CONTEXT: FailureContext = { cancelled: false, settings: false };

const MESSAGES = {
  TIMEOUT: 'The database did not finish in time.',
  POOL_TIMEOUT: 'No database connection became free in time.',
  LIMIT_EXCEEDED: 'The request needs more than the database allows.',
  BAD_USER_INPUT: 'The database refused a value of the request.',
  FORBIDDEN: 'The database denied permission.',
  CONFLICT: 'The request conflicted with another one. Try again.',
  UNAVAILABLE: 'The database is not available.',
  COMMIT_UNKNOWN,
  CANCELLED: 'The request was cancelled.',
  SCHEMA_CHANGED: 'The database schema has changed since the gateway read it.',
  INTERNAL: 'The database reported an error.',
} satisfies Record<DatabaseErrorCode, string>;

/** The server has not answered in time. */
export function silence(detail?: string): DatabaseError {
  return new DatabaseError('TIMEOUT', MESSAGES.TIMEOUT, detail === undefined ? {} : { detail });
}

/** A view or a function would write; the gateway's own statements never do. */
const READ_ONLY = '25006';
const NOTHING_WRITTEN = 'The gateway only reads, and something in the database would have written.';

/** A view that divides by zero, a text that its cast cannot read: PostgreSQL fails whatever the request is. */
const OWN_DATA = 'The database fails on data of its own; no value of the request is to blame.';

/** Texts of clients are valid; those in a database without an encoding (SQL_ASCII) may be anything. */
const BAD_ENCODING = '22021';
const NO_TEXT = 'The database holds text that is not valid UTF-8; no value of the request is to blame.';

/** A materialised view that was made WITH NO DATA. */
const NOT_READY = '55000';
const NOT_POPULATED = 'The database has not made these rows yet: a materialized view waits to be refreshed.';

/**
 * States that a value to compare with can bring about, where it is read or in the operator that takes it. The argument of a function may
 * bring about any.
 */
const CAUSED_BY_OPERANDS = new Set(
  `22001 22003 22007 22008 22009 22018 22019 22023 22025 22026 2202E 22030 22031 22032 22033 22034 22035 22036 22037
  22038 22039 2203A 2203B 2203C 2203D 2203E 2203F 2201B 22P02 22P03 22P05 22P06 42601`.split(/\s+/),
);

/** A SQLSTATE, or its class of two characters. The longest match wins. */
const CODES = new Map<string, DatabaseErrorCode>([
  ['08', 'UNAVAILABLE'],
  ['0L', 'FORBIDDEN'],
  ['0P', 'FORBIDDEN'],
  ['22', 'BAD_USER_INPUT'],
  ['23', 'BAD_USER_INPUT'],
  [READ_ONLY, 'FORBIDDEN'],
  ['25P03', 'TIMEOUT'],
  ['25P04', 'TIMEOUT'],
  ['26000', 'SCHEMA_CHANGED'],
  ['28', 'FORBIDDEN'],
  ['3D', 'UNAVAILABLE'],
  ['3F', 'SCHEMA_CHANGED'],
  ['40', 'CONFLICT'],
  ['42501', 'FORBIDDEN'],
  // Our own statements have no syntax errors; a JSON path may.
  ['42601', 'BAD_USER_INPUT'],
  ['42703', 'SCHEMA_CHANGED'],
  ['42704', 'SCHEMA_CHANGED'],
  ['42804', 'SCHEMA_CHANGED'],
  ['42883', 'SCHEMA_CHANGED'],
  ['42P01', 'SCHEMA_CHANGED'],
  ['44', 'BAD_USER_INPUT'],
  ['53', 'UNAVAILABLE'],
  ['54', 'LIMIT_EXCEEDED'],
  ['55P03', 'TIMEOUT'],
  ['57014', 'TIMEOUT'],
  ['57P01', 'UNAVAILABLE'],
  ['57P02', 'UNAVAILABLE'],
  ['57P03', 'UNAVAILABLE'],
  ['57P04', 'UNAVAILABLE'],
  ['57P05', 'TIMEOUT'],
  ['58', 'UNAVAILABLE'],
]);

/** The failures of named statements where sessions are shared. */
const POOLER_STATES = new Set(['26000', '42P05']);
const POOLER_HINT = 'Behind PgBouncer or another pooler in transaction mode, set pool.pooler to "transaction".';

const SQL_STATE = /^[0-9A-Z]{5}$/;

/** Any error that pg, the socket or this folder gives, as a DatabaseError. */
export function toDatabaseError(error: unknown, context: FailureContext = NO_CONTEXT): DatabaseError {
  if (error instanceof DatabaseError) return error;
  const { message, code, routine, detail, hint } = describe(error);
  const sqlState =
    code !== undefined && SQL_STATE.test(code) && error instanceof Error && 'severity' in error ? code : undefined;
  const kind = sqlState === undefined ? 'UNAVAILABLE' : codeOf(sqlState, routine, context);
  return new DatabaseError(kind, sentence(kind, sqlState), {
    ...(sqlState !== undefined && { sqlState }),
    detail: detail === undefined ? message : `${message} (${detail})`,
    ...hintOf(sqlState, hint),
    ...(context.path !== undefined && { path: context.path }),
    ...(routine !== undefined && { routine }),
    ...(routine === 'exec_stmt_raise' && { raised: message }),
    ...(error instanceof Error && sqlState !== undefined && { violation: violationOf(error) }),
    cause: error,
  });
}

function violationOf(error: Error): Violation {
  const named = (name: string): string | null => field(error, name) ?? null;
  return { schema: named('schema'), table: named('table'), column: named('column'), constraint: named('constraint') };
}

function sentence(kind: DatabaseErrorCode, sqlState: string | undefined): string {
  if (sqlState === READ_ONLY) return NOTHING_WRITTEN;
  if (sqlState === BAD_ENCODING && kind === 'INTERNAL') return NO_TEXT;
  if (sqlState === NOT_READY) return NOT_POPULATED;
  return kind === 'INTERNAL' && sqlState?.startsWith('22') ? OWN_DATA : MESSAGES[kind];
}

function hintOf(sqlState: string | undefined, hint: string | undefined): { hint?: string } {
  if (sqlState !== undefined && POOLER_STATES.has(sqlState)) return { hint: POOLER_HINT };
  return hint === undefined ? {} : { hint };
}

/** Why no connection could be had. To the client that is always the same: it can neither cause nor cure it. */
export function toConnectError(error: unknown): DatabaseError {
  if (error instanceof DatabaseError) return error;
  const { sqlState, detail, hint } = toDatabaseError(error);
  return new DatabaseError('UNAVAILABLE', MESSAGES.UNAVAILABLE, {
    ...(sqlState !== null && { sqlState }),
    ...(detail !== null && { detail }),
    ...(hint !== null && { hint }),
    cause: error,
  });
}

function codeOf(sqlState: string, routine: string | undefined, context: FailureContext): DatabaseErrorCode {
  if (sqlState === '57014' && context.cancelled) return 'CANCELLED';
  // set_config('role', …) of an unknown role is 22023, of a role one may not take 42501: both are about the role of the request.
  if (context.settings && sqlState.startsWith('22')) return 'FORBIDDEN';
  // "cached plan must not change result type", which has no SQLSTATE of its own.
  if (sqlState === '0A000' && routine === 'RevalidateCachedQuery') return 'SCHEMA_CHANGED';
  const code = CODES.get(sqlState) ?? CODES.get(sqlState.slice(0, 2)) ?? 'INTERNAL';
  return code === 'BAD_USER_INPUT' && !mayBeCausedBy(context.input ?? 'none', sqlState) ? 'INTERNAL' : code;
}

function mayBeCausedBy(input: RequestInput, sqlState: string): boolean {
  return input === 'arguments' || (input === 'operands' && CAUSED_BY_OPERANDS.has(sqlState));
}

interface Description {
  readonly message: string;
  readonly code?: string | undefined;
  /** The function in PostgreSQL's own source that reports it. */
  readonly routine?: string | undefined;
  readonly detail?: string | undefined;
  readonly hint?: string | undefined;
}

function describe(error: unknown): Description {
  if (!(error instanceof Error)) return { message: String(error) };
  return {
    message: error.message,
    code: field(error, 'code'),
    routine: field(error, 'routine'),
    detail: field(error, 'detail'),
    hint: field(error, 'hint'),
  };
}

/** A text property that only some errors have. */
export function field(error: object, name: string): string | undefined {
  const value: unknown = Reflect.get(error, name);
  return typeof value === 'string' ? value : undefined;
}
