/**
 * Which strategies can load a relation at all, and if not, why, in a person's words.
 */
import { isWindow } from '../shared/called-column.ts';
import { foundColumn } from './columns.ts';
import type { DraftNode, DraftPlan } from './draft-plan.ts';

/** The select whose statement the node's columns would join. */
export function statementOwner(node: DraftNode): DraftNode {
  let owner = node;
  while (owner.parent && owner.decision.strategy === 'joined') owner = owner.parent;
  return owner;
}

export function isBelow(node: DraftNode, ancestor: DraftNode): boolean {
  let above = node.parent;
  while (above && above !== ancestor) above = above.parent;
  return above === ancestor;
}

/** PostgreSQL takes 1664 columns; keys and orders come on top of those that are asked for. */
const MAX_COLUMNS = 1_500;

/**
 * Null when the relation can ride in its parent's statement. Parents and earlier siblings are decided already. Lists one below the
 * other are a chain, which has a row for each row of the last; lists beside each other would have one for each pair.
 */
export function whyNotJoined(node: DraftNode, plan: DraftPlan): string | null {
  const { nodes, streamed } = plan;
  if (node.kind === 'count') return 'a count is one value per parent';
  if (node.kind !== 'rows') return 'an aggregate is made of all rows of a parent, a join would show them one by one';
  if (isTooWide(node, plan)) return `the statement would have more than ${MAX_COLUMNS} columns`;
  if (node.cardinality === 'one') return null;
  if (node.args.limit || node.args.offset || node.args.keysets.length > 0) {
    return 'a limited list is cut per parent, a join would cut the whole';
  }
  if (node.relation?.junction && !node.relation.junction.unique) {
    return `${node.relation.junction.entity.name} may hold a pair twice, a join would repeat the target`;
  }
  if (node.relation?.on && !foundColumn(node.relation, node.entity))
    return `${node.entity.name} has no key to tell a row from none`;
  if (node.columns.some(isWindow)) return 'its window values are over the rows of one parent, a join would take all';
  if (!node.parent) return null;
  const owner = statementOwner(node.parent);
  if (streamed && !owner.parent) return 'a stream comes in batches of rows, a joined list would repeat each of them';
  const other = nodes.find(
    (candidate) =>
      candidate.cardinality === 'many' &&
      candidate.decision.strategy === 'joined' &&
      statementOwner(candidate) === owner &&
      candidate !== node &&
      !isBelow(node, candidate),
  );
  if (other) return `the statement already joins the list ${other.path}, two would multiply`;
  return null;
}

function isTooWide(node: DraftNode, { nodes }: DraftPlan): boolean {
  const width = (all: readonly DraftNode[]): number => all.reduce((sum, { columns }) => sum + columns.length, 0);
  if (!node.parent || width(nodes) <= MAX_COLUMNS) return false;
  const owner = statementOwner(node.parent);
  const joined = nodes.filter(
    (each) => each === owner || (each.decision.strategy === 'joined' && statementOwner(each) === owner),
  );
  return width(joined.includes(node) ? joined : [...joined, node]) > MAX_COLUMNS;
}
