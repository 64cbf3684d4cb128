/** The statements of a mutation that write or lock, in the order in which they are sent. */
import type { Entity } from '../../schema/model/model.ts';
import type { StatementCall, StatementResult } from '../database/database.ts';
import type { PendingRow, WriteKind } from '../plan/write/pending.ts';
import type { Parameter } from '../sql/shared/statement.ts';
import type { RowLock } from '../sql/write/find-statement.ts';

/** One statement that was sent for some rows. */
export interface LoggedWrite {
  readonly entity: Entity;
  readonly kind: WriteKind;
  /** Empty where nobody names the rows. */
  readonly rows: readonly PendingRow[];
  readonly call: StatementCall;
  readonly parameters: readonly Parameter[];
  /** The purpose of a statement that is none of the usual ones. */
  readonly purpose?: 'keys' | 'cycle' | 'others' | 'where';
  /** How a statement that only finds rows locks them. */
  readonly lock?: RowLock | null;
}

export interface WriteRun {
  /** Its place among all statements of the request, from 1. */
  readonly order: number;
  /** The response key of the field of Mutation. */
  readonly field: string;
  readonly write: LoggedWrite;
  readonly result: StatementResult;
}

export class WriteLog {
  readonly runs: WriteRun[] = [];
  readonly #next: () => number;
  #field = '';

  /** `next` gives a statement its place among those that read. */
  constructor(next: () => number) {
    this.#next = next;
  }

  /** Names the field for which statements are sent from now on: fields write one after the other. */
  begin(field: string): void {
    this.#field = field;
  }

  add(write: LoggedWrite, result: StatementResult): void {
    this.runs.push({ order: this.#next(), field: this.#field, write, result });
  }
}
