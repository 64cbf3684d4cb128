/** Finds the rows of a connection's page, and whether more lie beyond it. One further row was read to tell; it is never shown. */
import type { ConnectionShape, SelectNode } from '../../loaders/plan/read/select-plan.ts';
import type { LoadResult } from '../../loaders/session/load-result.ts';

/** Instances `start` up to, not including, `end`. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

export interface Page extends Range {
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
}

/** The page of a connection that shows nothing of its rows. */
const NOTHING: Page = { start: 0, end: 0, hasNextPage: false, hasPreviousPage: false };

export function pageOf({ node, limitSlot }: ConnectionShape, loaded: LoadResult, parent: number): Page {
  if (!node) return NOTHING;
  const { keysets, backward } = node.args;
  const found = rangeOf(loaded, node, parent);
  const size = Number(loaded.values[limitSlot]) - 1;
  const more = found.end - found.start > size;
  // A cursor came from a row, so there is something on its far side.
  const after = keysets.some((keyset) => keyset.side === 'after');
  const before = keysets.some((keyset) => keyset.side === 'before');
  if (backward) {
    const start = more ? found.end - size : found.start;
    return { start, end: found.end, hasNextPage: before, hasPreviousPage: more };
  }
  const end = more ? found.start + size : found.end;
  return { start: found.start, end, hasNextPage: more, hasPreviousPage: after };
}

export function rangeOf(loaded: LoadResult, node: SelectNode, parent: number): Range {
  const { starts, ends } = loaded.link(node);
  return { start: starts[parent] ?? 0, end: ends[parent] ?? 0 };
}

/** The index of the only row of a to-one, or of values of many rows; -1 where there is none. */
export function firstOf(loaded: LoadResult, node: SelectNode, parent: number): number {
  const { starts, ends } = loaded.link(node);
  const start = starts[parent] ?? 0;
  return (ends[parent] ?? 0) > start ? start : -1;
}
