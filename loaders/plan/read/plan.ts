/**
 * Selection → SelectPlan: a list of small passes. Pure: the same selection and statistics give the same plan.
 * `identified`: functions of the program see the rows, and a row has an identity for them.
 */
import { choose } from './choose.ts';
import { collect } from './collect.ts';
import { planByValues } from './by-values.ts';
import { needColumns } from './columns.ts';
import { deriveKeys } from './derive.ts';
import { estimate, type EstimateFacts } from './estimate.ts';
import { groupOrders } from './group-orders.ts';
import { uniteOrs } from './unite-ors.ts';
import type { SelectPlan } from './select-plan.ts';
import type { Selection } from './selection.ts';

export function planSelection(selection: Selection, facts: EstimateFacts, identified: boolean): SelectPlan {
  const plan = collect(selection);
  const probes = estimate(plan, facts);
  choose(plan, facts.statistics);
  deriveKeys(plan, facts);
  groupOrders(plan, facts.statistics);
  uniteOrs(plan, facts);
  planByValues(plan, facts);
  needColumns(plan, identified);
  return { ...plan, probes };
}

/** As above for a program, which sees all rows. */
export function planProgram(selection: Selection, facts: EstimateFacts): SelectPlan {
  return planSelection(selection, facts, true);
}

/** As above for rows that come in batches: nothing may ask for the root's keys as a whole, or repeat its rows. */
export function planStream(selection: Selection, facts: EstimateFacts): SelectPlan {
  const plan = collect(selection);
  const probes = estimate(plan, facts);
  choose({ ...plan, streamed: true }, facts.statistics);
  groupOrders(plan, facts.statistics);
  uniteOrs(plan, facts);
  planByValues(plan, facts);
  needColumns(plan, true);
  return { ...plan, probes };
}
