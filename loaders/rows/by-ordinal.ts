/** Ties the rows of a statement that was sent keys to those keys, by the ordinal that comes back with each row. */
import type { SelectNode } from '../plan/read/select-plan.ts';
import type { Carrier } from './carrier.ts';
import { instanceRows } from './instance-rows.ts';
import type { Keys } from './keys.ts';
import type { AttachedRows, ChildRanges, NodeRows } from './node-rows.ts';

/** One parent per ordinal: the rows above, or the keys that the request gave. */
export function attachByOrdinal(node: SelectNode, carrier: Carrier): AttachedRows {
  if (!carrier.keys) throw new Error(`${node.path} was loaded without keys`);
  const rows = instanceRows(node, carrier);
  return { rows, ranges: rangesByOrdinal(rows, carrier, carrier.keys) };
}

function rangesByOrdinal(rows: NodeRows, carrier: Carrier, keys: Keys): ChildRanges {
  const { firsts, lasts } = groups(rows, carrier, keys);
  const starts = new Int32Array(keys.ordinals.length);
  const ends = new Int32Array(keys.ordinals.length);
  for (let index = 0; index < keys.ordinals.length; index++) {
    const ordinal = keys.ordinals[index] ?? 0;
    starts[index] = firsts[ordinal] ?? 0;
    ends[index] = lasts[ordinal] ?? 0;
  }
  return { starts, ends };
}

/** Where the rows of each ordinal begin and end. Rows of one ordinal are adjacent; each chunk counts its ordinals from 1. */
function groups(rows: NodeRows, carrier: Carrier, keys: Keys): { firsts: Int32Array; lasts: Int32Array } {
  const { block, layout, chunks, chunkSize } = carrier;
  const firsts = new Int32Array(keys.count + 1);
  const lasts = new Int32Array(keys.count + 1);
  const position = layout.ordinal ?? 0;
  let chunk = 0;
  for (let index = 0; index < rows.count; index++) {
    const row = rows.row(index);
    while (row >= (chunks[chunk + 1] ?? Infinity)) chunk++;
    const ordinal = chunk * chunkSize + block.integer(row, position);
    if (lasts[ordinal] === 0) firsts[ordinal] = index;
    lasts[ordinal] = index + 1;
  }
  return { firsts, lasts };
}
