/**
 * What a strategy costs, in milliseconds of gateway and database together.
 * The constants are fitted to the CPU time and to the time of every mix of strategies along the to-one chains of the strategy
 * bench (bench/grid.ts) and along relations of the bench's shop, from 30 to 5,000 parents: the lower quartile of each, in which
 * other work on the machine hardly shows. Beside a measured round trip it is their size that decides, not their ratios alone.
 */
import type { Estimate } from './select-plan.ts';
import type { TableStatistics } from './statistics.ts';

/** Finding one row by its key. */
const LOOKUP = 0.00085;
/** Reading a table whole: one page, and one row of it. */
const PAGE = 0.0007;
const SCAN = 0.000035;
/** Finding a row among those, by hash. */
const HASH = 0.00025;
/** Reading one more row along an index. */
const FOLLOW = 0.0004;
/** One byte in a row that grows by joining: hash, sort and buffers take the whole of it. */
const CARRY = 0.0000006;
/** Reading a parent's key and tying the parent to its row. */
const TIE = 0.0002;
/** Sending and reading one byte of a row; it is written into the answer once per parent either way. */
const BYTE = 0.0000008;
/** Parsing, planning and starting one more statement. */
const STATEMENT = 0.1;
/** PostgreSQL's own prices (random_page_cost, cpu_tuple_cost and cpu_operator_cost): what it joins by is its choice, not ours. */
const RANDOM_PAGE = 4;
const TUPLE = 0.0125;
/** Keys on a page of a fresh index over one number: 20 bytes each, 90 % full. */
const KEYS_PER_PAGE = 366;

/** What a to-one is joined to and found in. */
export interface Join {
  /** Null: never analysed. */
  readonly table: TableStatistics | null;
  /** Bytes of a row that it is joined to. */
  readonly bytes: number;
  /** Rows that PostgreSQL will expect there. */
  readonly expected: number;
}

/** Rides in the parent's statement: the target's columns come once per parent. */
export function joinedCost({ parents, rowBytes }: Estimate, { table, bytes, expected }: Join): number {
  const carried = parents * ((bytes + rowBytes) * CARRY + rowBytes * BYTE);
  // Where it expects fewer rows than come, it looks up whatever comes.
  if (!table || expected < parents || !isScanned(table, expected)) return parents * LOOKUP + carried;
  return table.pages * PAGE + table.rows * SCAN + parents * HASH + carried;
}

/** Single pages of a table and its index, of which each is dearer, cost more than reading the table whole. */
function isScanned({ rows, pages }: TableStatistics, lookups: number): boolean {
  const single = touched(pages, lookups) + touched(rows / KEYS_PER_PAGE, lookups);
  return single * RANDOM_PAGE > pages + rows * TUPLE;
}

/** On how many of the pages so many rows lie: Mackert's and Lohman's formula, as in PostgreSQL's costsize.c. */
function touched(pages: number, lookups: number): number {
  return Math.min(pages, (2 * pages * lookups) / (2 * pages + lookups));
}

/** One more statement: every distinct target comes once. `roundTripMs` is 0 when a sibling opens the wave anyway. */
export function selectinCost(estimate: Estimate, roundTripMs: number): number {
  const { parents, distinctParents, rowBytes } = estimate;
  return roundTripMs + STATEMENT + parents * TIE + distinctParents * (LOOKUP + rowBytes * BYTE);
}

/** Selecting the keys of parents once more within another statement, for which so many rows are read. */
export function deriveCost(rows: number): number {
  return 0.01 + rows * FOLLOW;
}

/** Waiting for the parents, then binding their keys. */
export function waitCost(rows: number, roundTripMs: number): number {
  return roundTripMs + rows * TIE;
}
