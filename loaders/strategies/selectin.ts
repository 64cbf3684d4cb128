/**
 * selectin: one further statement for all parents. Their keys travel as arrays, PostgreSQL matches them,
 * the ordinal that comes back tells which parents a row belongs to.
 *
 *     select k.ord::int4, t0."id", t0."score" from unnest($1::int8[]) with ordinality as k(k0, ord)
 *       join posts t0 on t0."author_id" = k.k0 order by k.ord, t0."id"
 *
 * With a limit per parent:
 *
 *     … cross join lateral (select … from posts t0 where t0."author_id" = k.k0 order by t0."score" desc, t0."id" limit $2) b
 *       order by k.ord
 */
import type { SelectNode } from '../plan/read/select-plan.ts';
import type { Attached, Carrier, LoadingStrategy } from './strategy.ts';
import type { Keys } from '../rows/keys.ts';
import type { ChildRanges, NodeRows } from '../rows/node-rows.ts';
import { instanceRows } from './instance-rows.ts';

export const selectin: LoadingStrategy = {
  attach(node: SelectNode, _parents: NodeRows, carrier: Carrier): Attached {
    return attachByOrdinal(node, carrier);
  },
};

/** One parent per ordinal of the keys: the rows above, or the keys that the request gave. */
export function attachByOrdinal(node: SelectNode, carrier: Carrier): Attached {
  if (!carrier.keys) throw new Error(`${node.path} was loaded without keys`);
  const rows = instanceRows(node, carrier);
  return { rows, ranges: byOrdinal(rows, carrier, carrier.keys) };
}

function byOrdinal(rows: NodeRows, carrier: Carrier, keys: Keys): ChildRanges {
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

/** Where the rows of each ordinal begin and end. Rows of one ordinal are adjacent; a chunk counts its ordinals from 1 again. */
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
