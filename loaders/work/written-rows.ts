/** Rows that a writing statement has read back, as loads have them. */
import type { RowTexts } from '../plan/write/pending.ts';
import type { Column, Entity } from '../../schema/model/model.ts';
import { keySelect } from '../session/missing-columns.ts';
import { NodeRows } from '../rows/node-rows.ts';
import type { RowBlock } from '../rows/row-block.ts';

/** `columns` stand in the block from position `start` on. */
export function writtenRows(entity: Entity, block: RowBlock, columns: readonly Column[], start: number): NodeRows {
  const most = Math.max(0, ...columns.map(({ index }) => index + 1));
  const positions = new Int32Array(most).fill(-1);
  for (const [place, column] of columns.entries()) positions[column.index] = start + place;
  const node = keySelect(entity, [], columns);
  return new NodeRows(node, block, { positions, presence: null, order: [], count: null });
}

export function textsOf(rows: NodeRows, index: number): RowTexts {
  return new Map(rows.node.columns.map((column) => [column, rows.text(index, column)]));
}
