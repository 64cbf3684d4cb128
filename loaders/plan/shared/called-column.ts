/** A computed value of one select, under its arguments or over the rows of its list. */
import type { Column } from '../../../schema/model/model.ts';
import type { Slot } from './filter.ts';

export interface CalledColumn extends Column {
  readonly of: Column;
  /** Equal ids mean equal arguments. */
  readonly call: string;
  /** One slot per argument; null where none was given. */
  readonly slots: readonly (Slot | null)[];
}

export function isCalled(column: Column): column is CalledColumn {
  return 'slots' in column;
}

/** Answers whether the value is made over all rows of the list that the row is in. */
export function isWindow({ computed }: Column): boolean {
  return computed?.kind === 'window';
}

/** Gives the column under these arguments a place of its own among the columns of its select. */
export function calledColumn(
  columns: readonly Column[],
  of: Column,
  call: Pick<CalledColumn, 'call' | 'slots'>,
  free: number,
): CalledColumn {
  const existing = columns.find((each) => isCalled(each) && each.of === of && each.call === call.call);
  if (existing && isCalled(existing)) return existing;
  const taken = columns.filter(isCalled).length;
  return { ...of, of, ...call, index: free + taken };
}
