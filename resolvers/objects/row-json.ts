/**
 * Rows as JSON: what was selected of them, as deep as the selection is. A row is one object in a session, so its properties may lead
 * round in circles, and hold what other loads have asked for.
 */
import type { ConnectionFieldShape, FieldShape, ObjectShape } from '../../loaders/plan/read/select-plan.ts';
import { isRecord, own } from '../../schema/util/records.ts';

type Json = Readonly<Record<string, unknown>>;

/** Gives a list its `toJSON`: rows of it that have come by other loads are written as this one has selected them. */
export function writesAs(list: object[], shape: ObjectShape): void {
  const toJSON = function (this: readonly object[]): unknown[] {
    return this.map((row) => jsonOfRow(shape, row));
  };
  Object.defineProperty(list, 'toJSON', { value: toJSON });
}

/** Of a row that stands in several places at once. */
export function jsonOfSelected(shapes: readonly ObjectShape[], row: unknown): unknown {
  if (!isRecord(row)) return row;
  const fields = shapes.flatMap((shape) => shapeOf([shape], row)?.fields ?? []);
  return fieldsOf(fields, row, jsonOfField);
}

function jsonOfRow(shape: ObjectShape, row: unknown): unknown {
  if (!isRecord(row)) return row;
  const existing = shapeOf([shape], row);
  return existing ? fieldsOf(existing.fields, row, jsonOfField) : row;
}

function jsonOfField(field: FieldShape, value: unknown): unknown {
  switch (field.kind) {
    case 'one':
      return jsonOfRow(field.object, value);
    case 'many':
      return jsonOfRows(field.object, value);
    case 'connection':
      return isRecord(value) ? fieldsOf(field.fields, value, jsonOfPart) : value;
    case 'baseField':
      return jsonOfField(field.field, value);
    case 'union': {
      const objects = [...field.rows.values()].map(({ object }) => object);
      const shape = isRecord(value) ? shapeOf(objects, value) : null;
      return shape ? jsonOfRow(shape, value) : value;
    }
    default:
      return value;
  }
}

function jsonOfPart(part: ConnectionFieldShape, value: unknown): unknown {
  if (part.kind === 'nodes') return jsonOfRows(part.object, value);
  if (part.kind !== 'edges' || !Array.isArray(value)) return value;
  return value.map((edge: unknown) =>
    isRecord(edge)
      ? fieldsOf(part.fields, edge, (each, inner) => (each.kind === 'node' ? jsonOfRow(each.object, inner) : inner))
      : edge,
  );
}

function jsonOfRows(shape: ObjectShape, value: unknown): unknown {
  return Array.isArray(value) ? value.map((row: unknown) => jsonOfRow(shape, row)) : value;
}

/** An own property whatever the name, `__proto__` too; none for what is not there. */
function fieldsOf<Field extends { readonly key: string }>(
  fields: readonly Field[],
  row: Json,
  jsonOf: (field: Field, value: unknown) => unknown,
): Json {
  const there = fields.filter(({ key }) => Object.hasOwn(row, key));
  return Object.fromEntries(there.map((field) => [field.key, jsonOf(field, own(row, field.key))]));
}

/** Of the types that a place may have, that of the row, whose class has its name. */
export function shapeOf(shapes: readonly ObjectShape[], row: object): ObjectShape | null {
  const all = shapes.flatMap((shape) => (shape.subtypes ? [...shape.subtypes.shapes.values()] : [shape]));
  const [first, ...others] = all;
  if (first && others.length === 0) return first;
  return all.find(({ typeName }) => typeName === row.constructor.name) ?? null;
}
