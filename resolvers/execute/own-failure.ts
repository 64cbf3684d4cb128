/**
 * Statements that travel together fail together. Where the failure is that of one root field alone, the others are read again without it,
 * all of them in one snapshot.
 */
import { isNonNullType } from 'graphql';
import type { CollectedField } from '../operation/collect-fields.ts';
import type { Failing } from '../plan/planner.ts';
import { DatabaseError, type DatabaseErrorCode } from '../../loaders/database/database-error.ts';

/** These failures lie with a statement and what it reads. A database that is slow or away fails the next statement too. */
const OWN = new Set<DatabaseErrorCode>(['INTERNAL', 'BAD_USER_INPUT', 'FORBIDDEN', 'LIMIT_EXCEEDED']);
/** All other fields are read again each time. */
const MAX_FAILING = 3;
export const NONE_FAILING: Failing = new Map();

/** The fields to leave out in the next attempt. Null: all fields fail with this error, for it is that of none alone, or of one that cannot be null. */
export function withoutFailing(failing: Failing, error: unknown, roots: readonly CollectedField[]): Failing | null {
  if (!(error instanceof DatabaseError) || error.path === null || !OWN.has(error.code) || roots.length < 2) return null;
  const [key = ''] = error.path.split('.');
  if (failing.has(key) || failing.size === MAX_FAILING) return null;
  const type = roots.find((root) => root.key === key)?.definition?.type;
  return type && !isNonNullType(type) ? new Map([...failing, [key, error]]) : null;
}
