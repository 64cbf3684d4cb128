/**
 * What a strategy costs, in milliseconds of gateway and database together.
 * The constants are fitted to the CPU time and to the time of every mix of strategies along the to-one chains of the strategy
 * bench (bench/grid.ts) and along relations of the bench's shop, from 30 to 5,000 parents: the lower quartile of each, in which
 * other work on the machine hardly shows. Beside a measured round trip it is their size that decides, not their ratios alone.
 */
import type { Estimate } from './select-plan.ts';
import type { TableStatistics } from '../estimates/statistics.ts';

/** Finding one row by its key. */
const LOOKUP = 0.00085;
/**
 * Reading a table whole: one page, and one row of it. A row takes PostgreSQL alone about 50 ns; by that, relations of which the
 * scan is the better way would come by their keys.
 */
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
/**
 * PostgreSQL's own prices, for what it joins by is its choice, not ours: cpu_tuple_cost and cpu_operator_cost; the comparisons on
 * the way down an index. What a page costs, servers are told differently: it is in the statistics.
 */
const TUPLE = 0.0125;
const DESCENT = 0.3;
/** Keys on a page of a fresh index over one number: 20 bytes each, 90 % full. */
const KEYS_PER_PAGE = 366;

/** The rows that a relation would be joined to. */
export interface JoinPlace {
  readonly rows: number;
  /** Of one of them, as far as the statement has it. */
  readonly bytes: number;
  /** How many PostgreSQL will expect: it takes an array that it cannot see for ten keys (`estimate_array_length`). */
  readonly expected: number;
  /** How many the relation that holds the key has by itself: PostgreSQL prices a lookup as one of so many (`get_loop_count`). */
  readonly loops: number;
}

/** Rides in the parent's statement: the target's columns come once per parent. A table that is null was never analysed. */
export function joinedCost({ parents, rowBytes }: Estimate, place: JoinPlace, table: TableStatistics | null): number {
  const carried = parents * ((place.bytes + rowBytes) * CARRY + rowBytes * BYTE);
  // Where it expects fewer rows than come, it looks up whatever comes.
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

/** Related rows of one row after the other: `each` of them, by lookups where there is an index, by reading the whole table where there is none. */
export function rowByRowCost(
  table: TableStatistics,
  { rows, each, indexed }: { readonly rows: number; readonly each: number; readonly indexed: boolean },
): number {
  return rows * (indexed ? LOOKUP + each * FOLLOW : table.pages * PAGE + table.rows * SCAN);
}

/** Asking every row of a scan for each part of an OR, of which PostgreSQL makes hashes where it sees that they are small. */
export function scannedOrCost(
  { pages, rows }: TableStatistics,
  { read, parts }: { readonly read: number; readonly parts: number },
): number {
  return (read / Math.max(1, rows)) * pages * PAGE + read * (SCAN + parts * HASH);
}

/** Finding rows by each part of an OR, and then those by their keys. */
export function unitedOrCost(rows: number, parts: number): number {
  return parts * LOOKUP + rows * (FOLLOW + LOOKUP);
}

/** All related rows once, by hash, and then one of their groups for each row. */
export function groupedCost(table: TableStatistics, rows: number): number {
  return table.pages * PAGE + table.rows * (SCAN + HASH) + rows * HASH;
}
