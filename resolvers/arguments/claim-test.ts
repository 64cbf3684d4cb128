/**
 * The test `{ claim: 'role', eq: 'admin' }` in a condition of the configuration concerns the caller and not the row. It
 * is a class of its own, which no input of a client can be.
 */
import type { Slot } from '../../loaders/plan/shared/filter.ts';
import type { Column } from '../../schema/model/model.ts';

export class ClaimTest {
  /** The claim as a column. */
  readonly column: Column;
  /** The slot of its value. */
  readonly slot: Slot;
  readonly operators: Readonly<Record<string, unknown>>;

  constructor(column: Column, slot: Slot, operators: Readonly<Record<string, unknown>>) {
    this.column = column;
    this.slot = slot;
    this.operators = operators;
  }
}
