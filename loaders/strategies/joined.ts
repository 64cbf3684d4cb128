/**
 * joined: the relation rides in its parent's statement.
 *
 *     select t0."id", t0."title", t1."id", t1."name" from posts t0 left join users t1 on t1."id" = t0."author_id"
 *
 * A to-one is found in the very row of its parent. A joined list repeats the parent's row, numbered by the settled subselect:
 *
 *     select b.c0, b.c1, t1."id" from (select t0."id" as c1, row_number() over (order by t0."id") as c0 from users t0 … limit $1) b
 *       left join posts t1 on t1."author_id" = b.c1 order by b.c0, t1."id"
 *
 * So does a list that is joined to a joined list, whose rows are numbered too: a chain has one row for each of its last rows.
 */
import { chainCost, describeToOne, estimateAt, inMilliseconds, standingOf } from '../plan/read/chain-cost.ts';
import { foundColumn } from '../plan/read/columns.ts';
import { BYTE, HASH, LOOKUP, PAGE, SCAN } from '../plan/read/cost.ts';
import type { DraftNode, DraftPlan } from '../plan/read/draft-plan.ts';
import type { ChoiceFacts, JoinPlace, Offer, Price, Standing } from '../plan/read/planned-strategy.ts';
import type { Estimate, SelectNode } from '../plan/read/select-plan.ts';
import { isBelow, statementOwner } from '../plan/shared/statement-owner.ts';
import { wishOf } from '../plan/shared/wish.ts';
import type { Statistics, TableStatistics } from '../plan/estimates/statistics.ts';
import { isWindow } from '../plan/shared/called-column.ts';
import { ridesAlong } from '../plan/shared/load-strategy.ts';
import type { Carrier } from '../rows/carrier.ts';
import { instanceRows } from '../rows/instance-rows.ts';
import { type AttachedRows, type ChildRanges, NodeRows } from '../rows/node-rows.ts';
import { whyWalked } from './recursive.ts';
import { whyOnePerParent } from './selectin.ts';
import type { LoadingStrategy } from './strategy.ts';

export const joined: LoadingStrategy = {
  name: 'joined',
  write: null,
  price,
  offer,

  whyNot(node, plan, wish) {
    const wrong = whyWalked(node) ?? whyWrong(node, plan);
    if (wrong !== null || wish?.binding) return wrong;
    return whyClaimed(node, plan) ?? (wish ? null : whyNotUnasked(node));
  },

  attach(node: SelectNode, parents: NodeRows, carrier: Carrier): AttachedRows {
    if (node.cardinality === 'many') {
      const rows = instanceRows(node, carrier);
      return { rows, ranges: following(parents, rows) };
    }
    const columns = carrier.layout.nodes.get(node);
    if (!columns) throw new Error(`${node.path} is not in its parent's statement`);
    const rows = new NodeRows(node, carrier.block, columns, parents.blockRows());
    return { rows, ranges: sameRow(parents, rows) };
  },
};

/** PostgreSQL takes 1664 columns; keys and orders come on top of those that are asked for. */
const MAX_COLUMNS = 1_500;

/**
 * Why the rows would be others. Lists one below the other are a chain, which has a row for each row of the last; lists beside each
 * other would have one for each pair.
 */
function whyWrong(node: DraftNode, plan: DraftPlan): string | null {
  const { args, relation, entity } = node;
  const single = whyOnePerParent(node);
  if (single !== null) return single;
  if (isTooWide(node, plan)) return `the statement would have more than ${MAX_COLUMNS} columns`;
  if (node.cardinality === 'one') return null;
  if (args.limit || args.offset || args.keysets.length > 0) {
    return 'a limited list is cut per parent, a join would cut the whole';
  }
  if (relation?.junction && !relation.junction.unique) {
    return `${relation.junction.entity.name} may hold a pair twice, a join would repeat the target`;
  }
  if (relation?.on && !foundColumn(relation, entity)) return `${entity.name} has no key to tell a row from none`;
  if (node.columns.some(isWindow)) return 'its window values are over the rows of one parent, a join would take all';
  return whyMultiplied(node, plan);
}

function whyMultiplied(node: DraftNode, { nodes, streamed }: DraftPlan): string | null {
  if (!node.parent) return null;
  const owner = statementOwner(node.parent);
  if (streamed && !owner.parent) return 'a stream comes in batches of rows, a joined list would repeat each of them';
  const other = nodes.find(
    (candidate) =>
      candidate.cardinality === 'many' &&
      ridesAlong(candidate) &&
      statementOwner(candidate) === owner &&
      candidate !== node &&
      !isBelow(node, candidate),
  );
  return other ? `the statement already joins the list ${other.path}, two would multiply` : null;
}

function isTooWide(node: DraftNode, { nodes }: DraftPlan): boolean {
  const width = (all: readonly DraftNode[]): number => all.reduce((sum, { columns }) => sum + columns.length, 0);
  if (!node.parent || width(nodes) <= MAX_COLUMNS) return false;
  const owner = statementOwner(node.parent);
  const riding = nodes.filter((each) => each === owner || (ridesAlong(each) && statementOwner(each) === owner));
  return width(riding.includes(node) ? riding : [...riding, node]) > MAX_COLUMNS;
}

/** A statement joins one chain of lists: a list gives way to one beside it, further on, that must be joined. */
function whyClaimed(node: DraftNode, { nodes }: DraftPlan): string | null {
  if (node.cardinality === 'one' || !node.parent) return null;
  const owner = statementOwner(node.parent);
  const other = nodes.find((candidate) => {
    if (candidate === node || candidate.cardinality === 'one' || !isBelow(candidate, owner)) return false;
    if (isBelow(candidate, node) || isBelow(node, candidate)) return false;
    const wish = wishOf(candidate);
    return wish?.binding && wish.strategy === 'joined';
  });
  return other ? `the statement is kept for the list ${other.path}` : null;
}

function whyNotUnasked({ cardinality, estimate }: DraftNode): string | null {
  if (cardinality === 'one') return null;
  const { rows, parents, known } = estimate;
  const repeats = known ? ` about ${Math.max(0, rows - parents)} times` : '';
  return `a joined list repeats its parents' columns${repeats}; ask with @load to have it`;
}

function offer(node: DraftNode, facts: ChoiceFacts): Offer {
  const spentOn = 'the repeats';
  if (!node.estimate.known) {
    const because = `${node.entity.name} has one row per parent (no statistics yet: run ANALYZE)`;
    return { ms: 0, spentOn, because: () => because, refusal: 'rule: one row per parent' };
  }
  const standing = standingOf(node, facts.statistics);
  const described = describeToOne(node, standing.place);
  const ms = chainCost(price, node, standing, facts);
  const refusal = `${described}: repeats cost ${inMilliseconds(ms)}`;
  const because = (other: Offer | null): string => {
    if (!other) return refusal;
    const costs = `${inMilliseconds(ms)} against ${inMilliseconds(other.ms)}`;
    return `${described}: a repeat costs less than ${other.spentOn} (${costs})`;
  };
  return { ms, spentOn, because, refusal };
}

function price(node: DraftNode, { place }: Standing, statistics: Statistics): Price {
  const estimate = estimateAt(node, place);
  const { parents, rowBytes } = estimate;
  const table = statistics.table(node.entity);
  const below = { ...place, rows: parents, bytes: place.bytes + rowBytes, loops: table?.rows ?? parents };
  return { ms: ownCost(estimate, place, table), below };
}

/** One byte in a row that grows by joining: hash, sort and buffers take the whole of it. */
const CARRY = 0.0000006;
/**
 * PostgreSQL chooses what it joins by, and by its own prices: cpu_tuple_cost and cpu_operator_cost; DESCENT is the comparisons on
 * the way down an index. Servers are told differently what a page costs, so that is in the statistics.
 */
const TUPLE = 0.0125;
const DESCENT = 0.3;
/** Keys on a page of a fresh index over one number: 20 bytes each, 90 % full. */
const KEYS_PER_PAGE = 366;

/** The columns of the target come once per parent. A table that is null was never analysed. */
function ownCost({ parents, rowBytes }: Estimate, place: JoinPlace, table: TableStatistics | null): number {
  const carried = parents * ((place.bytes + rowBytes) * CARRY + rowBytes * BYTE);
  // PostgreSQL chose lookups for the rows that it expected; more rows that arrive do not change its plan.
  if (!table || place.expected < parents || !isScanned(table, place)) return parents * LOOKUP + carried;
  return table.pages * PAGE + table.rows * SCAN + parents * HASH + carried;
}

/** Single pages of the table and its index, of which each is dearer, cost more than reading the table whole. */
function isScanned({ rows, pages, pagePrice }: TableStatistics, { expected, loops }: JoinPlace): boolean {
  const pagesEach = (touched(pages, loops) + touched(rows / KEYS_PER_PAGE, loops)) / Math.max(1, loops);
  return expected * (pagesEach * pagePrice + DESCENT) > pages + rows * TUPLE;
}

/** On how many of the pages so many rows lie: Mackert's and Lohman's formula, as in PostgreSQL's costsize.c. */
function touched(pages: number, lookups: number): number {
  return Math.min(pages, (2 * pages * lookups) / (2 * pages + lookups));
}

/** Instance i of the parent has instance i, if it is there. */
function sameRow(parents: NodeRows, rows: NodeRows): ChildRanges {
  const starts = new Int32Array(parents.count);
  const ends = new Int32Array(parents.count);
  for (let index = 0; index < parents.count; index++) {
    starts[index] = index;
    ends[index] = parents.present(index) && rows.present(index) ? index + 1 : index;
  }
  return { starts, ends };
}

/** The instances from the parent's first block row up to the next parent's first. */
function following(parents: NodeRows, rows: NodeRows): ChildRanges {
  const starts = new Int32Array(parents.count);
  const ends = new Int32Array(parents.count);
  let start = 0;
  for (let index = 0; index < parents.count; index++) {
    const next = index + 1 < parents.count ? parents.row(index + 1) : rows.block.rowCount;
    const end = instanceAt(rows, start, next);
    starts[index] = start;
    ends[index] = rows.present(start) ? end : start;
    start = end;
  }
  return { starts, ends };
}

/** The first instance, from `index` on, that begins in this block row or after it. */
function instanceAt(rows: NodeRows, index: number, blockRow: number): number {
  if (!rows.blockRows()) return blockRow;
  let instance = index;
  while (instance < rows.count && rows.row(instance) < blockRow) instance++;
  return instance;
}
