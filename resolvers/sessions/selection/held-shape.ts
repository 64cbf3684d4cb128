/** Whether a row has all that is selected of it, as deep as the selection: then nothing must be read. */
import type { FieldShape, ObjectShape } from '../../../loaders/plan/read/select-plan.ts';
import { isRecord, own } from '../../../schema/util/records.ts';
import { shapeOf } from '../../objects/row-json.ts';
import { isWindow } from './window-values.ts';

export function holdsShape(shapes: readonly ObjectShape[], row: unknown): boolean {
  if (!isRecord(row)) return row === null;
  const shape = shapeOf(shapes, row);
  return shape !== null && shape.fields.every((field) => holdsField(field, row));
}

/** A value of a row in another list is none of this one. */
function holdsField(field: FieldShape, row: Readonly<Record<string, unknown>>): boolean {
  return !isWindow(field) && Object.hasOwn(row, field.key) && holdsValue(field, own(row, field.key));
}

/** Pages, values of many rows and what functions give are wholes: under one name they were selected alike. */
function holdsValue(field: FieldShape, value: unknown): boolean {
  switch (field.kind) {
    case 'one':
      return holdsShape([field.object], value);
    case 'many':
      return Array.isArray(value) && value.every((row: unknown) => holdsShape([field.object], row));
    case 'baseField':
      return holdsValue(field.field, value);
    case 'union':
      return holdsShape(
        [...field.rows.values()].map(({ object }) => object),
        value,
      );
    default:
      return true;
  }
}
