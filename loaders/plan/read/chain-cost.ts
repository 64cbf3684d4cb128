/**
 * What a to-one costs either way, with the further to-ones that hang below it: joined, each of those is found once per
 * parent, and selectin, once per distinct target.
 */
import type { DraftNode } from './draft-plan.ts';
import { type JoinPlace, joinedCost, selectinCost } from './cost.ts';
import { statementOwner } from './legality.ts';
import type { Estimate } from './select-plan.ts';
import type { Statistics } from '../estimates/statistics.ts';

export interface ToOneCosts {
  readonly joined: number;
  readonly selectin: number;
}

const EXPECTED_KEYS = 10;
/** Levels to look down: each looks at both ways, so all of a deep chain would double the work per level. */
const LEVELS = 4;

/** Where the statement of the node's parent stands when the parent has been decided. */
export function joinPlace({ parent }: DraftNode, statistics: Statistics): JoinPlace {
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

/** `roundTripMs`: what the node's own statement would wait for; those below it wait as long as it takes to the database. */
export function toOneCosts(
  node: DraftNode,
  place: JoinPlace,
  statistics: Statistics,
  roundTripMs: number,
  levels = LEVELS,
): ToOneCosts {
  const estimate = estimateAt(node, place);
  const { parents, distinctParents, rowBytes } = estimate;
  const table = statistics.table(node.entity);
  const joined = joinedCost(estimate, place, table);
  const selectin = selectinCost(estimate, roundTripMs);
  if (levels === 1) return { joined, selectin };
  const loops = table?.rows ?? parents;
  const below = (rows: JoinPlace): number =>
    node.children.reduce((sum, child) => sum + cheapest(child, rows, statistics, levels - 1), 0);
  return {
    joined: joined + below({ ...place, rows: parents, bytes: place.bytes + rowBytes, loops }),
    selectin: selectin + below({ rows: distinctParents, bytes: rowBytes, expected: EXPECTED_KEYS, loops }),
  };
}

function cheapest(node: DraftNode, place: JoinPlace, statistics: Statistics, levels: number): number {
  // Lists and counts have a statement of their own wherever their parents come from.
  if (node.cardinality === 'many' || node.kind !== 'rows') return 0;
  const { joined, selectin } = toOneCosts(node, place, statistics, statistics.roundTripMs, levels);
  return Math.min(joined, selectin);
}

/** The node's estimate, for so many rows above it. */
export function estimateAt({ estimate }: DraftNode, { rows }: JoinPlace): Estimate {
  const { parents, distinctParents } = estimate;
  return { ...estimate, parents: Math.min(parents, rows), distinctParents: Math.min(distinctParents, rows) };
}
