/** Pass: a condition on values over related rows is asked of each row until the page is full, or of all groups of related rows at once. */
import { aggregatedCanFail, filterCanFail } from '../shared/can-fail.ts';
import type { Aggregated, Filter } from '../shared/filter.ts';
import { hidesRows } from '../shared/hides-rows.ts';
import type { Statistics } from '../estimates/statistics.ts';
import type { DraftNode, DraftPlan } from './draft-plan.ts';
import { canGroup, groupedOrEach, rowsOf } from './grouped-or-each.ts';

export function groupConditions(plan: DraftPlan, statistics: Statistics): void {
  for (const node of plan.nodes) {
    // Below parents only the rows of each are asked, and an index leads to those.
    if (node.relation || node.args.call) continue;
    node.args = { ...node.args, filter: grouped(node.args.filter, (part) => isGrouped(node, part, statistics)) };
  }
}

/** A row in no group whose values are unknown counts as one that does not satisfy the condition, but not below NOT. */
function grouped(filter: Filter, decide: (part: Aggregated) => boolean): Filter {
  if (filter.kind === 'and' || filter.kind === 'or') {
    return { ...filter, filters: filter.filters.map((part) => grouped(part, decide)) };
  }
  return filter.kind === 'aggregated' && decide(filter) ? { ...filter, grouped: true } : filter;
}

function isGrouped(node: DraftNode, part: Aggregated, statistics: Statistics): boolean {
  const { relation, filter } = part;
  const { entity, args, estimate } = node;
  // Values that may fail must see no row that a policy hides. PostgreSQL hashes a single key.
  if (!canGroup(relation) || relation.pairs.length > 1 || relation.source !== entity) return false;
  if ((aggregatedCanFail(part) || filterCanFail(filter)) && hidesRows(entity)) return false;
  // A page is full before all rows are asked; an aggregate needs them all.
  const page = node.kind === 'rows' ? (args.expectedLimit ?? Infinity) / Math.max(estimate.share, 1e-9) : Infinity;
  const choice = groupedOrEach(relation, Math.min(rowsOf(entity, statistics), page), statistics);
  const because = `the condition on values over ${relation.field} ${choice.because}`;
  node.decision = { ...node.decision, because: `${node.decision.because}; ${because}` };
  return choice.isGrouped;
}
