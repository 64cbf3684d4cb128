/**
 * `{ claim: 'role', eq: 'admin' }`: in a condition of the configuration, what is said of who asks and not of the row. A class of its own, which no input
 * of a client can be.
 */
import type { Slot } from '../../loaders/plan/shared/filter.ts';
import type { Column } from '../../schema/model/model.ts';

export class ClaimTest {
  /** The claim as a column. */
  readonly column: Column;
  /** Where its value is bound. */
  readonly slot: Slot;
  readonly operators: Readonly<Record<string, unknown>>;

  constructor(column: Column, slot: Slot, operators: Readonly<Record<string, unknown>>) {
    this.column = column;
    this.slot = slot;
    this.operators = operators;
  }
}
