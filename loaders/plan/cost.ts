/**
 * What a strategy costs, in milliseconds of gateway and database together.
 * The constants are fitted to measurements on loopback (`npm run bench:strategies`); only their ratios decide.
 */
import type { Estimate } from './select-plan.ts';

/** Joining one more row to a parent, by index or hash. */
const JOIN = 0.0004;
/** Finding a row by a key that was bound, and sending it. */
const FIND = 0.0007;
/** Reading a parent's key and tying the parent to its row. */
const TIE = 0.00028;
/** Sending and writing one byte of a row. */
const BYTE = 0.0000065;
/** Parsing, planning and starting one more statement. */
const STATEMENT = 0.06;

/** Rides in the parent's statement: the target's columns come once per parent. */
export function joinedCost(estimate: Estimate): number {
  return estimate.parents * (JOIN + estimate.rowBytes * BYTE);
}

/** One more statement: every distinct target comes once. `roundTripMs` is 0 when a sibling opens the wave anyway. */
export function selectinCost(estimate: Estimate, roundTripMs: number): number {
  const { parents, distinctParents, rowBytes } = estimate;
  return roundTripMs + STATEMENT + parents * TIE + distinctParents * (FIND + rowBytes * BYTE);
}

/** Selecting the keys of parents once more within another statement, for which so many rows are read. */
export function deriveCost(rows: number): number {
  return 0.01 + rows * JOIN;
}

/** Waiting for the parents, then binding their keys. */
export function waitCost(rows: number, roundTripMs: number): number {
  return roundTripMs + rows * TIE;
}
