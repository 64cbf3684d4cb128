/**
 * Prices of what PostgreSQL and the gateway do, in milliseconds of both together, and the costs of the passes. What a strategy costs
 * stands in its file. The constants are fitted to the CPU time and to the time of every mix of strategies along the to-one chains of the
 * strategy bench (bench/grid.ts) and along relations of the bench's shop, from 30 to 5,000 parents: the lower quartile of each, in which
 * other work on the machine hardly shows. Beside a measured round trip their size decides, and not their ratios alone.
 */
import type { TableStatistics } from '../estimates/statistics.ts';

/** Finding one row by its key. */
export const LOOKUP = 0.00085;
/**
 * Reading a table whole: one page, and one row of it. A row takes PostgreSQL alone about 50 ns; by that, relations of which the
 * scan is the better way would come by their keys.
 */
export const PAGE = 0.0007;
export const SCAN = 0.000035;
/** Finding a row among those, by hash. */
export const HASH = 0.00025;
/** Reading one more row along an index. */
const FOLLOW = 0.0004;
/** Reading a parent's key and tying the parent to its row. */
export const TIE = 0.0002;
/** Sending and reading one byte of a row; it is written into the answer once per parent either way. */
export const BYTE = 0.0000008;

/** Another statement selects the keys of the parents once more, and reads so many rows for that. */
export function deriveCost(rows: number): number {
  return 0.01 + rows * FOLLOW;
}

/** A statement waits for its parents, then binds their keys. */
export function waitCost(rows: number, roundTripMs: number): number {
  return roundTripMs + rows * TIE;
}

/** The related rows of one row after the other, `each` of them: by lookups where there is an index, else by reading the whole table. */
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
