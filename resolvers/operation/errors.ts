/**
 * Decides how much of an error a client may read. GraphQL errors were written for clients. Errors of the database carry
 * a code and a safe message. Anything else is a bug or a broken machine, and the client learns no more than that.
 */
import { GraphQLError } from 'graphql';
import type { ExecutionResult } from 'graphql';
import { PlanError } from '../../loaders/plan/shared/plan-error.ts';
import { DatabaseError } from '../../loaders/database/database-error.ts';

export interface ErrorSettings {
  /** If true, `details` and `hint` of PostgreSQL are shown. */
  readonly development: boolean;
}

/** Returns the error as clients see it, which is the same object when nothing must be hidden or added. */
export function toGraphQLError(error: unknown, settings: ErrorSettings): GraphQLError {
  const cause = rootCause(error);
  if (cause instanceof DatabaseError) {
    return relocate(error, cause.message, databaseExtensions(cause, settings));
  }
  if (cause instanceof PlanError) return relocate(error, cause.message, { code: 'BAD_USER_INPUT' });
  if (error instanceof GraphQLError && cause instanceof GraphQLError && !isWrongValue(error, cause)) {
    return error.extensions['code'] === undefined ? withCode(error, settings) : error;
  }
  return relocate(error, isNullViolation(cause) ? cause.message : 'Unexpected error.', { code: 'INTERNAL' });
}

/**
 * Matches graphql-js's messages for a resolver's value that does not fit its field's type. The same messages come for
 * variables before any field is answered, and for arguments with the place in the document.
 */
const WRONG_VALUE =
  /^(?:(?:\w+|Enum "\w+") cannot represent |Expected Iterable, but did not find one |Expected value of type "|Abstract type "|Runtime Object type ")/;

function isWrongValue(error: unknown, cause: GraphQLError): boolean {
  if (!(error instanceof GraphQLError) || error.path === undefined || cause.extensions['code'] !== undefined)
    return false;
  const isOfArgument = cause.nodes !== undefined && / cannot represent /.test(cause.message);
  return !isOfArgument && WRONG_VALUE.test(cause.message);
}

/** The message of graphql-js contains only names of the schema. */
function isNullViolation(cause: unknown): cause is Error {
  return cause instanceof Error && /^Cannot return null for non-nullable field \w+\.\w+\.$/.test(cause.message);
}

/** Returns the error that was first thrown, under any GraphQLErrors that locate it. */
function rootCause(error: unknown): unknown {
  let cause = error;
  while (cause instanceof GraphQLError && cause.originalError !== undefined) cause = cause.originalError;
  return cause;
}

function databaseExtensions(error: DatabaseError, settings: ErrorSettings): Record<string, unknown> {
  if (!settings.development) return { code: error.code };
  return {
    code: error.code,
    ...(error.detail === null ? {} : { details: error.detail }),
    ...(error.hint === null ? {} : { hint: error.hint }),
  };
}

/**
 * Adds a code, because graphql-js gives none. The errors of its own while executing concern the client's variables and
 * arguments.
 */
function withCode(error: GraphQLError, settings: ErrorSettings): GraphQLError {
  // GraphQL 16 suggests names for the values of variables, and has no option against it.
  const message = settings.development ? error.message : error.message.replace(/ Did you mean .*\?$/s, '');
  return relocate(error, message, { ...error.extensions, code: 'BAD_USER_INPUT' });
}

function relocate(error: unknown, message: string, extensions: Record<string, unknown>): GraphQLError {
  if (!(error instanceof GraphQLError)) return new GraphQLError(message, { extensions });
  const { nodes, source, positions, path } = error;
  return new GraphQLError(message, { nodes, source, positions, path, extensions });
}

const concernsOwner = new Set<string>([
  'INTERNAL',
  'UNAVAILABLE',
  'POOL_TIMEOUT',
  'TIMEOUT',
  'SCHEMA_CHANGED',
  'COMMIT_UNKNOWN',
]);

/**
 * Returns an error that the owner of the server should know: a bug, or a database in trouble. For mistakes of clients
 * it is null.
 */
export function ownersError(error: unknown): { readonly code: string; readonly cause: unknown } | null {
  const cause = rootCause(error);
  if (cause instanceof GraphQLError && !isWrongValue(error, cause)) return null;
  const code = cause instanceof DatabaseError ? cause.code : 'INTERNAL';
  return concernsOwner.has(code) ? { code, cause } : null;
}

interface Failure {
  readonly status: number;
  readonly headers?: Record<string, string>;
}

const failures = new Map<string, Failure>([
  ['POOL_TIMEOUT', { status: 503, headers: { 'retry-after': '1' } }],
  ['UNAVAILABLE', { status: 503, headers: { 'retry-after': '1' } }],
  // Without retry-after: it may be done already.
  ['COMMIT_UNKNOWN', { status: 503 }],
  ['TIMEOUT', { status: 504 }],
  ['FORBIDDEN', { status: 403 }],
  ['INTERNAL', { status: 500 }],
]);

/**
 * Returns the HTTP status of a failed operation, which tells proxies and clients when to retry. An operation with some
 * data is a success, as GraphQL over HTTP has it. Null leaves the status to the errors themselves.
 */
export function failureStatus(result: ExecutionResult): Failure | null {
  if (result.data == null) return firstFailure(result.errors);
  return isEmpty(result.data, result.errors) ? firstFailure(result.errors?.filter(lacksDatabase)) : null;
}

function firstFailure(errors: readonly GraphQLError[] = []): Failure | null {
  for (const error of errors) {
    const failure = failures.get(String(error.extensions['code']));
    if (failure !== undefined) return failure;
  }
  return null;
}

/** A database that is away takes every root field with it, even a nullable one. */
function isEmpty(data: Readonly<Record<string, unknown>>, errors: readonly GraphQLError[] = []): boolean {
  const failed = new Set(errors.filter(lacksDatabase).map(({ path }) => path?.[0]));
  return failed.size > 0 && Object.entries(data).every(([field, value]) => value === null && failed.has(field));
}

const databaseIsAway = new Set<unknown>(['POOL_TIMEOUT', 'UNAVAILABLE', 'TIMEOUT']);

function lacksDatabase(error: GraphQLError): boolean {
  return databaseIsAway.has(error.extensions['code']);
}

/**
 * Marks the errors of an operation that never ran as the client's: 400, or 200 for clients that accept only plain JSON.
 */
export function markRequestErrors(result: ExecutionResult): ExecutionResult {
  if (result.data !== undefined || result.errors === undefined) return result;
  const http = { spec: true, status: 400 };
  const errors = result.errors.map((error) => relocate(error, error.message, { http, ...error.extensions }));
  return { ...result, errors };
}
