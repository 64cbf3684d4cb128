/** Selects → SelectPlan: a list of small passes. The same selects and statistics give the same plan. */
import { choose } from './choose.ts';
import type { DraftPlan } from './draft-plan.ts';
import { planByValues } from './by-values.ts';
import { needColumns } from './columns.ts';
import { deriveKeys } from './derive.ts';
import { estimate, type EstimateFacts } from './estimate.ts';
import { groupConditions } from './group-conditions.ts';
import { groupOrders } from './group-orders.ts';
import { uniteOrs } from './unite-ors.ts';
import type { ChoiceFacts } from './planned-strategy.ts';
import type { SelectPlan } from './select-plan.ts';

type PlanFacts = EstimateFacts & ChoiceFacts;

/** `identified` says that resolvers or programs see the rows, for whom a row has an identity. */
export function planSelection(plan: DraftPlan, facts: PlanFacts, identified: boolean): SelectPlan {
  const { nodes, response, streamed } = plan;
  const probes = estimate(plan, facts);
  choose(plan, facts);
  if (!streamed) deriveKeys(plan, facts);
  groupConditions(plan, facts.statistics);
  groupOrders(plan, facts.statistics);
  uniteOrs(plan, facts);
  planByValues(plan, facts);
  needColumns(plan, identified);
  return { nodes, response, probes };
}

/** Plans for a program, which sees all rows. */
export function planProgram(plan: DraftPlan, facts: PlanFacts): SelectPlan {
  return planSelection(plan, facts, true);
}

/** Plans rows that come in batches: nothing may ask for the root's keys as a whole, or repeat its rows. */
export function planStream(plan: DraftPlan, facts: PlanFacts): SelectPlan {
  return planSelection({ ...plan, streamed: true }, facts, true);
}
