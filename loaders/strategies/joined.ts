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
import type { SelectNode } from '../plan/read/select-plan.ts';
import type { Attached, Carrier, LoadingStrategy } from './strategy.ts';
import { type ChildRanges, NodeRows } from '../rows/node-rows.ts';
import { instanceRows } from './instance-rows.ts';

export const joined: LoadingStrategy = {
  attach(node: SelectNode, parents: NodeRows, carrier: Carrier): Attached {
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

/** The first instance, from `at` on, that begins in this block row or after it. */
function instanceAt(rows: NodeRows, index: number, blockRow: number): number {
  if (!rows.blockRows()) return blockRow;
  let instance = index;
  while (instance < rows.count && rows.row(instance) < blockRow) instance++;
  return instance;
}
