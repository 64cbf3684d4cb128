/** The instances of a node among the rows of the statement that carried it. */
import type { SelectNode } from '../plan/read/select-plan.ts';
import type { Carrier } from './carrier.ts';
import { NodeRows } from './node-rows.ts';

/** Every row of the block; where a joined list repeats the node's rows, the first row of each. */
export function instanceRows(node: SelectNode, { block, layout, chunks }: Carrier): NodeRows {
  const columns = layout.nodes.get(node);
  if (!columns) throw new Error(`${node.path} is not in this statement`);
  const number = layout.rowNumbers.get(node);
  if (number === undefined) return new NodeRows(node, block, columns);
  const firsts: number[] = [];
  let previous = '';
  for (let row = 0; row < block.rowCount; row++) {
    const ordinal = layout.ordinal === null ? '' : block.text(row, layout.ordinal);
    const identity = `${ordinal}/${block.text(row, number)}`;
    if (identity !== previous || chunks.includes(row)) firsts.push(row);
    previous = identity;
  }
  return new NodeRows(node, block, columns, Int32Array.from(firsts));
}
