/** A row that a session holds, found by its primary key without asking the database. */
import { encodeInput } from '../../../schema/values/encode-input.ts';
import type { Column } from '../../../schema/model/model.ts';
import { isRecord, own } from '../../../schema/util/records.ts';
import { holdsShape } from '../selection/held-shape.ts';
import type { SessionRoot } from './materialise.ts';
import { shapeOf } from '../../objects/row-json.ts';
import type { RowObjects } from './row-objects.ts';

/** Null: it must be read, for it is not held, lacks some of the selection, or is asked for by another unique key. */
export function heldOne(objects: RowObjects, root: SessionRoot, key: unknown): object | null {
  const columns = root.kind === 'one' ? root.node.entity.key?.columns : undefined;
  if (root.kind !== 'one' || !columns || !isRecord(key) || Object.keys(key).length !== columns.length) return null;
  const texts = columns.map((column) => textOf(column, own(key, column.field)));
  const row = texts.every((text) => text !== null) ? objects.find(root.node.entity, texts) : null;
  const shape = row && shapeOf([root.object], row);
  if (!row || !shape || !holdsShape([shape], row)) return null;
  objects.select(row, { load: root, depth: 0, shapes: [shape] });
  return row;
}

/** The value as PostgreSQL writes it. Other spellings that PostgreSQL takes for the same value find no row here, and are asked for. */
function textOf({ type }: Column, value: unknown): string | null {
  try {
    return value === undefined || value === null ? null : encodeInput(type, value);
  } catch {
    return null;
  }
}
