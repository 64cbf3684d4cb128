/**
 * Values over related rows are computed row by row, by a subquery that an index may lead, or for all rows at once, by grouping the
 * related table.
 */
import { isLookedUp } from '../../../schema/model/indexes.ts';
import type { Entity, Relation } from '../../../schema/model/model.ts';
import type { Statistics } from '../estimates/statistics.ts';
import { groupedCost, rowByRowCost } from './cost.ts';
import { rowsPerKey } from './distinct.ts';

/** Where nothing is known of the tables, an index decides. */
const UNKNOWN_ROWS = 1_000;

export interface GroupChoice {
  readonly isGrouped: boolean;
  /** Ends a sentence that names the values. */
  readonly because: string;
}

/** Rows are grouped by the key's own equality, which must be that of the constraint. */
export function canGroup({ on, tree, junction, pairs }: Relation): boolean {
  if (on || tree || (junction && !junction.unique)) return false;
  return pairs.every(({ local, remote, collation }) => !collation && local.type.oid === remote.type.oid);
}

export function rowsOf(entity: Entity, statistics: Statistics): number {
  return statistics.table(entity)?.rows ?? UNKNOWN_ROWS;
}

/** Decides for a relation whose values are asked for so many rows. */
export function groupedOrEach(relation: Relation, rows: number, statistics: Statistics): GroupChoice {
  const table = statistics.table(relation.junction?.entity ?? relation.target);
  const indexed = hasIndex(relation);
  const each = rowsPerKey(relation, statistics);
  const rowByRow = table && each !== null ? rowByRowCost(table, { rows, each, indexed }) : indexed ? 0 : Infinity;
  const grouped = table ? groupedCost(table, rows) : UNKNOWN_ROWS;
  const isGrouped = grouped < rowByRow;
  const [least, most] = isGrouped ? [grouped, rowByRow] : [rowByRow, grouped];
  const costs = table ? `, ${ms(least)} against ${ms(most)}` : '';
  const index = indexed
    ? `along an index`
    : `without an index on ${relation.pairs.map(({ remote }) => remote.name).join(', ')}`;
  const how = isGrouped
    ? `is grouped once for all rows, not asked for each ${index}`
    : `is asked for each row ${index}, not grouped once for all`;
  return { isGrouped, because: `${how}${costs}` };
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
