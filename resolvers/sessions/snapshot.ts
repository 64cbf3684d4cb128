/** The transaction that a program holds over several loads: one connection, one snapshot. */
import { SessionError } from '../../loaders/session/session-error.ts';
import { withIdleAdvice } from './idle-timeout.ts';
import type { ReadTransaction } from '../../loaders/session/read-transaction.ts';
import { DatabaseError, isSchemaChange } from '../../loaders/database/database-error.ts';

export class Snapshot {
  readonly #transaction: ReadTransaction;
  #failed = false;

  constructor(transaction: ReadTransaction) {
    this.#transaction = transaction;
    transaction.lifetime.rest();
  }

  /** PostgreSQL answers nothing more in a transaction of which one statement has failed. */
  async load<Result>(read: (transaction: ReadTransaction) => Promise<Result>): Promise<Result> {
    if (this.#failed) {
      const message = 'An earlier load of this transaction failed, and the transaction with it: begin another one.';
      throw new SessionError('TRANSACTION', message);
    }
    // The session of the program counts the rows of earlier loads, and may have forgotten them.
    this.#transaction.rows.clear();
    this.#transaction.lifetime.goOn();
    try {
      return await read(this.#transaction);
    } catch (error) {
      this.#failed ||= isOfDatabase(error);
      if (!isSchemaChange(error)) throw withIdleAdvice(error, 'The transaction');
      // Another snapshot would not be that of what was loaded before.
      const message = `${error.message} The transaction has ended with it: begin another one.`;
      throw new DatabaseError('SCHEMA_CHANGED', message, { cause: error });
    } finally {
      this.#transaction.lifetime.rest();
    }
  }

  /** Gives the connection back. It was only read from: a COMMIT that fails loses nothing. Idempotent. */
  async close(): Promise<void> {
    await this.#transaction.close().catch(() => undefined);
    this.#transaction.lifetime.done();
  }
}

/** An error that a resolver throws of its own has nothing to do with the transaction. */
function isOfDatabase(error: unknown): boolean {
  return !(error instanceof SessionError) || error.cause instanceof DatabaseError;
}
