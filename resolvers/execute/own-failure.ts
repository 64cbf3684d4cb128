/**
 * Statements that travel together fail together. Where the failure is that of one root field alone, the others are read again without it,
 * all of them in one snapshot.
 */
import { isNonNullType } from 'graphql';
import type { CollectedField } from '../operation/collect-fields.ts';
import type { Failing } from '../plan/planner.ts';
import { DatabaseError, type DatabaseErrorCode } from '../../loaders/database/database-error.ts';

/** One root field could not be loaded; the cause says why. */
export class OwnFailure extends Error {
  override readonly name = 'OwnFailure';
  override readonly cause: DatabaseError;
  readonly key: string;

  constructor(key: string, cause: DatabaseError) {
    super(`${key} was not loaded`, { cause });
    this.cause = cause;
    this.key = key;
  }
}

/** What lies with a statement and what it reads; a database that is slow or away fails the next one too. */
const OWN = new Set<DatabaseErrorCode>(['INTERNAL', 'BAD_USER_INPUT', 'FORBIDDEN', 'LIMIT_EXCEEDED']);

/** Null where the others are lost with the field that fails: there are none, or it cannot be null. */
export function ownFailure(cause: unknown, roots: readonly CollectedField[]): OwnFailure | null {
  if (!(cause instanceof DatabaseError) || cause.path === null || !OWN.has(cause.code) || roots.length < 2) return null;
  const [key = ''] = cause.path.split('.');
  const type = roots.find((root) => root.key === key)?.definition?.type;
  return type && !isNonNullType(type) ? new OwnFailure(key, cause) : null;
}

/** Each time all others are read again. */
const MAX_FAILING = 3;
const NONE: Failing = new Map();

export async function withoutFailing<Answer>(attempt: (failing: Failing) => Promise<Answer>): Promise<Answer> {
  let failing: Failing = NONE;
  for (;;) {
    try {
      return await attempt(failing);
    } catch (error) {
      if (!(error instanceof OwnFailure) || failing.has(error.key) || failing.size === MAX_FAILING) throw error;
      failing = new Map([...failing, [error.key, error.cause]]);
    }
  }
}
