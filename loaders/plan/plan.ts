/**
 * Selection → SelectPlan: a list of small passes. Pure: the same selection and statistics give the same plan.
 * `identified`: functions of the program see the rows, and a row has an identity for them.
 */
import { choose } from './choose.ts';
import { collect } from './collect.ts';
import { needColumns } from './columns.ts';
import { deriveKeys } from './derive.ts';
import { estimate } from './estimate.ts';
import type { RowFilters } from './filter.ts';
import type { SelectPlan } from './select-plan.ts';
import type { Selection } from './selection.ts';
import type { Statistics } from './statistics.ts';

export function planSelection(
  selection: Selection,
  statistics: Statistics,
  filters: RowFilters,
  identified: boolean,
): SelectPlan {
  const plan = collect(selection);
  estimate(plan, statistics, filters);
  choose(plan, statistics);
  deriveKeys(plan, statistics);
  needColumns(plan, identified);
  return plan;
}

/** As above for a program, which sees all rows. */
export function planProgram(selection: Selection, statistics: Statistics, filters: RowFilters): SelectPlan {
  return planSelection(selection, statistics, filters, true);
}

/** As above for rows that come in batches: nothing may ask for the root's keys as a whole, or repeat its rows. */
export function planStream(selection: Selection, statistics: Statistics, filters: RowFilters): SelectPlan {
  const plan = collect(selection);
  estimate(plan, statistics, filters);
  choose({ ...plan, streamed: true }, statistics);
  needColumns(plan, true);
  return plan;
}
