/**
 * The cost of a to-one under each strategy, with the further to-ones that hang below it: joined, each of those is found once per
 * parent, and selectin, once per distinct target.
 */
import type { Statistics } from '../estimates/statistics.ts';
import type { DraftNode } from './draft-plan.ts';
import type { ChoiceFacts, JoinPlace, PlannedStrategy, Standing } from './planned-strategy.ts';
import type { Estimate } from './select-plan.ts';
import { statementOwner } from '../shared/statement-owner.ts';

/** PostgreSQL takes an array that it cannot see for ten keys (`estimate_array_length`). */
export const EXPECTED_KEYS = 10;
/** Levels to look down. Each level looks at every way, so all of a deep chain would double the work per level. */
const LEVELS = 4;

/** Where the statement of the node's parent stands when the parent has been decided. */
export function standingOf(node: DraftNode, statistics: Statistics): Standing {
  return { place: joinPlace(node, statistics), waitMs: opensWave(node) ? statistics.roundTripMs : 0 };
}

function joinPlace({ parent }: DraftNode, statistics: Statistics): JoinPlace {
  if (!parent) throw new Error('a root is joined to nothing');
  const owner = statementOwner(parent);
  const { rows, distinctParents } = owner.estimate;
  let bytes = owner.estimate.rowBytes;
  for (let above = parent; above !== owner && above.parent; above = above.parent) bytes += above.estimate.rowBytes;
  // A root is a subquery of its own rows; every other relation is a table.
  const loops = parent.parent ? (statistics.table(parent.entity)?.rows ?? rows) : rows;
  if (!owner.parent) return { rows, bytes, expected: rows, loops };
  // A target that many parents share comes once.
  if (owner.cardinality === 'one') return { rows: distinctParents, bytes, expected: EXPECTED_KEYS, loops };
  return { rows, bytes, expected: (EXPECTED_KEYS * rows) / Math.max(1, distinctParents), loops };
}

/** Lists and counts beside the node open the next wave whatever is chosen for it. */
function opensWave(node: DraftNode): boolean {
  const siblings = node.parent?.children ?? [];
  return !siblings.some((sibling) => sibling !== node && (sibling.cardinality === 'many' || sibling.kind !== 'rows'));
}

/** The price of the node with the best prices of the to-ones below it, which wait as long as it takes to the database. */
export function chainCost(
  price: NonNullable<PlannedStrategy['price']>,
  node: DraftNode,
  standing: Standing,
  facts: ChoiceFacts,
  levels = LEVELS,
): number {
  const { ms, below } = price(node, standing, facts.statistics);
  if (levels === 1) return ms;
  const at = { place: below, waitMs: facts.statistics.roundTripMs };
  return ms + node.children.reduce((sum, child) => sum + cheapest(child, at, facts, levels - 1), 0);
}

function cheapest(node: DraftNode, standing: Standing, facts: ChoiceFacts, levels: number): number {
  // Lists and counts have a statement of their own wherever their parents come from.
  if (node.cardinality === 'many' || node.kind !== 'rows') return 0;
  const costs = Object.values(facts.strategies).flatMap(({ price }) =>
    price ? [chainCost(price, node, standing, facts, levels)] : [],
  );
  return Math.min(...costs);
}

/** The node's estimate, for so many rows above it. */
export function estimateAt({ estimate }: DraftNode, { rows }: JoinPlace): Estimate {
  const { parents, distinctParents } = estimate;
  return { ...estimate, parents: Math.min(parents, rows), distinctParents: Math.min(distinctParents, rows) };
}

/** The facts of a to-one that the reasons of all strategies name. */
export function describeToOne(node: DraftNode, place: JoinPlace): string {
  const { parents, distinctParents, rowBytes } = estimateAt(node, place);
  return `${parents} parents, ${distinctParents} distinct ${node.entity.name} of ${Math.round(rowBytes)} bytes`;
}

export function inMilliseconds(value: number): string {
  return `${value.toFixed(value < 1 ? 2 : 1)} ms`;
}
