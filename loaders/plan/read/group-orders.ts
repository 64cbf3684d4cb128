/**
 * Pass: an order by an aggregate of related rows needs the aggregate of every row, whatever the page. It is computed row by row, by
 * a subquery that an index may lead, or for all rows at once, by a join to the grouped related table.
 */
import { isLookedUp } from '../../../schema/model/indexes.ts';
import type { Relation } from '../../../schema/model/model.ts';
import { orderCanFail } from '../shared/can-fail.ts';
import type { DraftNode, DraftPlan } from './draft-plan.ts';
import { groupedCost, rowByRowCost } from './cost.ts';
import { rowsPerKey } from './distinct.ts';
import type { OrderTerm } from '../shared/filter.ts';
import { hidesRows } from '../shared/hides-rows.ts';
import type { Statistics } from '../estimates/statistics.ts';

/** Where nothing is known of the tables, an index decides. */
const UNKNOWN_ROWS = 1_000;

export function groupOrders(plan: DraftPlan, statistics: Statistics): void {
  for (const node of plan.nodes) {
    // Below parents only the rows of each are ordered, and an index leads to those.
    if (node.kind !== 'rows' || node.relation || node.args.call) continue;
    for (const term of node.args.order) groupOrder(node, term, statistics);
  }
}

function groupOrder(node: DraftNode, term: OrderTerm, statistics: Statistics): void {
  const { by } = term;
  if (by.kind !== 'aggregate' || !canGroup(node, term, by.relation)) return;
  const { relation } = by;
  const many = relation.junction?.entity ?? relation.target;
  const table = statistics.table(many);
  const near = (statistics.table(node.entity)?.rows ?? UNKNOWN_ROWS) * node.estimate.share;
  const indexed = hasIndex(relation);
  const each = rowsPerKey(relation, statistics);
  const rowByRow = table && each !== null ? rowByRowCost(table, { rows: near, each, indexed }) : indexed ? 0 : Infinity;
  const grouped = table ? groupedCost(table, near) : UNKNOWN_ROWS;
  const isGrouped = grouped < rowByRow;
  if (isGrouped) node.groupedOrders.add(term);
  const name = `the order by ${relation.field} ${by.value.function}`;
  const index = indexed
    ? `along an index`
    : `without an index on ${relation.pairs.map(({ remote }) => remote.name).join(', ')}`;
  const costs = table ? `, ${ms(isGrouped ? grouped : rowByRow)} against ${ms(isGrouped ? rowByRow : grouped)}` : '';
  const how = isGrouped
    ? `is grouped once for all rows, not asked for each ${index}`
    : `is asked for each row ${index}, not grouped once for all`;
  node.decision = { ...node.decision, because: `${node.decision.because}; ${name} ${how}${costs}` };
}

/** Rows are grouped by the key's own equality, which must be that of the constraint; and an aggregate that may fail must see no further row. */
function canGroup({ entity }: DraftNode, term: OrderTerm, { on, tree, junction, pairs }: Relation): boolean {
  if (on || tree || (junction && !junction.unique)) return false;
  const mayFail = orderCanFail(term) && hidesRows(entity);
  return !mayFail && pairs.every(({ local, remote, collation }) => !collation && local.type.oid === remote.type.oid);
}

function hasIndex({ junction, target, pairs }: Relation): boolean {
  return isLookedUp(
    junction?.entity ?? target,
    pairs.map((pair) => pair.remote),
  );
}

function ms(value: number): string {
  return `${value.toFixed(value < 10 ? 2 : 0)} ms`;
}
