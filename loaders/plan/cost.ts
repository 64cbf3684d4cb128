/**
 * What a strategy costs, in milliseconds of gateway and database together.
 * The constants are fitted by `bench/strategies`; only their ratios decide.
 */
import type { Estimate } from './select-plan.ts';

/** Finding one row by an indexed key. */
const PROBE = 0.0009;
/** Sending and writing one byte of a row. */
const BYTE = 0.000004;
/** Parsing, planning and starting one more statement. */
const STATEMENT = 0.06;
/** Binding one key and matching its rows by ordinal. */
const KEY = 0.0006;

/** Rides in the parent's statement: the target's columns come once per parent. */
export function joinedCost(estimate: Estimate): number {
  return estimate.parents * (PROBE + estimate.rowBytes * BYTE);
}

/** One more statement: every distinct target comes once. `roundTripMs` is 0 when a sibling opens the wave anyway. */
export function selectinCost(estimate: Estimate, roundTripMs: number): number {
  return roundTripMs + STATEMENT + estimate.distinctParents * (PROBE + KEY + estimate.rowBytes * BYTE);
}

/** Selecting the keys of `rows` parents once more within another statement. */
export function deriveCost(rows: number): number {
  return 0.01 + rows * PROBE;
}

/** Waiting for the parents, then binding their keys. */
export function waitCost(rows: number, roundTripMs: number): number {
  return roundTripMs + rows * KEY;
}
