/**
 * Rows as JSON: the fields that were selected of them, as deep as the selection is. A row is one object in a session, so its properties
 * may lead round in circles, and hold what other loads have asked for.
 */
import type { ObjectShape } from '../../loaders/plan/read/select-plan.ts';
import { isRecord, own } from '../../schema/util/records.ts';
import { type AnyField, objectsOf, partsOf } from './below-field.ts';

/** How a load has selected a row. */
export interface RowSelection {
  readonly load: object;
  /** How far it was from the root; 0: a row of the root. */
  readonly depth: number;
  readonly shapes: ObjectShape[];
}

type Json = Readonly<Record<string, unknown>>;

/** Gives a list its `toJSON`: rows of it that have come by other loads are written as this one has selected them. */
export function writesAs(list: object[], shape: ObjectShape): void {
  const toJSON = function (this: readonly object[]): unknown[] {
    return this.map((row) => jsonOfRow([shape], row));
  };
  Object.defineProperty(list, 'toJSON', { value: toJSON });
}

/** A row that stands in several places at once has all that was selected of it there. */
export function jsonOfSelected(shapes: readonly ObjectShape[], row: Json): Json {
  return jsonOf(
    shapes.flatMap((shape) => shapeOf([shape], row)?.fields ?? []),
    row,
  );
}

function jsonOfRow(shapes: readonly ObjectShape[], row: unknown): unknown {
  const shape = isRecord(row) ? shapeOf(shapes, row) : null;
  return shape && isRecord(row) ? jsonOf(shape.fields, row) : row;
}

/** An own property whatever the name, `__proto__` too; none for a field that the object does not have. */
function jsonOf(fields: readonly AnyField[], object: Json): Json {
  const there = fields.filter(({ key }) => Object.hasOwn(object, key));
  return Object.fromEntries(there.map((field) => [field.key, jsonOfField(field, own(object, field.key))]));
}

function jsonOfField(field: AnyField, value: unknown): unknown {
  const objects = objectsOf(field);
  if (objects.length > 0) return each(value, (row) => jsonOfRow(objects, row));
  const parts = partsOf(field);
  return parts.length > 0 ? each(value, (part) => (isRecord(part) ? jsonOf(parts, part) : part)) : value;
}

function each(value: unknown, json: (one: unknown) => unknown): unknown {
  return Array.isArray(value) ? value.map(json) : json(value);
}

/** The shape of the row's type, whose name the class of the row has, among those that a place may have. */
export function shapeOf(shapes: readonly ObjectShape[], row: object): ObjectShape | null {
  const [only, ...others] = shapes;
  if (only && !only.subtypes && others.length === 0) return only;
  const all = shapes.flatMap((shape) => (shape.subtypes ? [...shape.subtypes.shapes.values()] : [shape]));
  return all.length === 1 ? (all[0] ?? null) : (all.find(({ typeName }) => typeName === row.constructor.name) ?? null);
}
