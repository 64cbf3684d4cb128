/** Operations that happen once: the key of a request is inserted before all else, and its answer is stored in the same transaction. */
import type { TableName } from '../../schema/model/model.ts';
import type { ParameterValue, StatementCall, StatementResult, Transaction } from '../database/database.ts';
import { findRequest, insertRequest, storeAnswer, TAKE_ROLE } from '../sql/write/request-statements.ts';
import type { SendCalls } from './diagnosis.ts';

export interface RequestKey {
  readonly key: string;
  /** Whose key it is. */
  readonly claims: string;
  /** By which another operation under the same key is told. */
  readonly operation: string;
}

export interface StoredRequest {
  readonly operation: string;
  readonly answer: string | null;
}

export class Requests {
  readonly #table: TableName;
  readonly #send: SendCalls;
  readonly #role: string | null;

  /** `settings` are those of the transaction: keys belong to the gateway itself, whatever role the request has. */
  constructor(table: TableName, settings: Transaction['settings'], send: SendCalls) {
    this.#table = table;
    this.#send = send;
    this.#role = settings.find(([name]) => name === 'role')?.[1] ?? null;
  }

  /** The request that had this key before; null: the key is new, and belongs to this transaction now. Waits for a transaction that has it. */
  async claim({ key, claims, operation }: RequestKey): Promise<StoredRequest | null> {
    const insert = call(insertRequest(this.#table), [key, claims, operation]);
    const find = call(findRequest(this.#table), [key, claims]);
    for (;;) {
      const [inserted, found] = await this.#sendAsOwn([insert, find]);
      if (inserted?.rows.rowCount === 1) return null;
      const rows = found?.rows;
      if (rows?.rowCount === 1) return { operation: rows.text(0, 0) ?? '', answer: rows.text(0, 1) };
      // The key was there and is deleted: its turn comes again.
    }
  }

  async store({ key, claims }: RequestKey, answer: string): Promise<void> {
    await this.#sendAsOwn([call(storeAnswer(this.#table), [key, claims, answer])]);
  }

  async #sendAsOwn(calls: readonly StatementCall[]): Promise<readonly StatementResult[]> {
    if (this.#role === null) return this.#send(calls);
    const results = await this.#send([call(TAKE_ROLE, ['none']), ...calls, call(TAKE_ROLE, [this.#role])]);
    return results.slice(1, -1);
  }
}

function call(sql: string, values: readonly ParameterValue[]): StatementCall {
  return { sql, values, maxRows: 1, prepare: true };
}
