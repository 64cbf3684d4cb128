import type { StatementResult } from '../database/database.ts';
import { DatabaseError } from '../database/database-error.ts';

/** How many rows one request may hold, whatever statements they came from. */
export class RowBudget {
  readonly #max: number;
  #held = 0;

  constructor(max: number) {
    this.#max = max;
  }

  add(results: readonly StatementResult[]): void {
    for (const { rows } of results) this.#held += rows.rowCount;
    if (this.#held > this.#max) throw tooManyRows('The request', this.#max, 'Ask for fewer.');
  }

  /** The rows so far are held no longer, as when the next batch of a stream begins. */
  clear(): void {
    this.#held = 0;
  }
}

export function tooManyRows(holder: string, max: number, advice: string): DatabaseError {
  return new DatabaseError('LIMIT_EXCEEDED', `${holder} holds more than ${max} rows. ${advice}`);
}
