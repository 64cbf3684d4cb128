/** Pass: an order by an aggregate of related rows needs the aggregate of every row, whatever the page. */
import { orderCanFail } from '../shared/can-fail.ts';
import type { DraftNode, DraftPlan } from './draft-plan.ts';
import type { OrderTerm } from '../shared/filter.ts';
import { canGroup, groupedOrEach, rowsOf } from './grouped-or-each.ts';
import { hidesRows } from '../shared/hides-rows.ts';
import type { Statistics } from '../estimates/statistics.ts';

export function groupOrders(plan: DraftPlan, statistics: Statistics): void {
  for (const node of plan.nodes) {
    // Below parents only the rows of each are ordered, and an index leads to those.
    if (node.kind !== 'rows' || node.relation || node.args.call) continue;
    for (const term of node.args.order) groupOrder(node, term, statistics);
  }
}

function groupOrder(node: DraftNode, term: OrderTerm, statistics: Statistics): void {
  const { by } = term;
  // An aggregate that may fail must see no row that a policy hides.
  if (by.kind !== 'aggregate' || !canGroup(by.relation) || (orderCanFail(term) && hidesRows(node.entity))) return;
  const near = rowsOf(node.entity, statistics) * node.estimate.share;
  const { isGrouped, because } = groupedOrEach(by.relation, near, statistics);
  if (isGrouped) node.groupedOrders.add(term);
  const name = `the order by ${by.relation.field} ${by.value.function}`;
  node.decision = { ...node.decision, because: `${node.decision.because}; ${name} ${because}` };
}
