/** A transaction that waits for the program: by default it may wait longer than one of a request. */
import type { Transaction } from '../../loaders/database/database.ts';
import { SessionError } from '../../loaders/session/session-error.ts';
import { DatabaseError } from '../../loaders/database/database-error.ts';

export interface IdleOptions {
  /** How long the program may take between two statements before PostgreSQL ends the transaction; 0: as long as it likes. */
  readonly idleTimeoutMs?: number;
}

const IDLE_TIMEOUT_MS = 600_000;

export function idleTimeout(idleTimeoutMs = IDLE_TIMEOUT_MS): Transaction['settings'] {
  checkNumber('idleTimeoutMs', idleTimeoutMs, 0);
  return [['idle_in_transaction_session_timeout', String(idleTimeoutMs)]];
}

export function checkNumber(name: string, value: number, least: number): void {
  if (Number.isInteger(value) && value >= least && value < 2 ** 31) return;
  throw new SessionError('BAD_SELECTION', `${name} must be a whole number of at least ${least}, not ${String(value)}.`);
}

/** PostgreSQL's code for a transaction that has waited too long for its next statement. */
const IDLE_IN_TRANSACTION = '25P03';

/** The same error, in the words of a program that took its time. */
export function withIdleAdvice(error: unknown, who: string): unknown {
  if (!(error instanceof DatabaseError) || error.sqlState !== IDLE_IN_TRANSACTION) return error;
  const message = `${who} took longer than idleTimeoutMs between two statements, and PostgreSQL has ended the transaction. Be quicker, or give it more.`;
  return new DatabaseError(error.code, message, { sqlState: IDLE_IN_TRANSACTION, cause: error });
}
