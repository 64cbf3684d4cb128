/** Whether a row has all that is selected of it, as deep as the selection: then nothing must be read. */
import type { FieldShape, ObjectShape } from '../../../loaders/plan/read/select-plan.ts';
import { isRecord, own } from '../../../schema/util/records.ts';
import { objectsOf } from '../../objects/below-field.ts';
import { shapeOf } from '../../objects/row-json.ts';
import { isWindow } from './window-values.ts';

export function holdsShape(shapes: readonly ObjectShape[], row: unknown): boolean {
  if (!isRecord(row)) return row === null;
  const shape = shapeOf(shapes, row);
  return shape !== null && shape.fields.every((field) => holdsField(field, row));
}

/** The value that a row has in one list is not its value in another. */
function holdsField(field: FieldShape, row: Readonly<Record<string, unknown>>): boolean {
  return !isWindow(field) && Object.hasOwn(row, field.key) && holdsValue(field, own(row, field.key));
}

/** Pages, values of many rows and answers of resolvers are wholes: under one name they were selected alike. */
function holdsValue(field: FieldShape, value: unknown): boolean {
  const objects = objectsOf(field);
  if (objects.length === 0) return true;
  return Array.isArray(value) ? value.every((row: unknown) => holdsShape(objects, row)) : holdsShape(objects, value);
}
