/** Merges two selections of one row, as when it is filled. Where both select a relation, its rows have the fields of both. */
import type {
  UnionShape,
  FieldShape,
  ObjectShape,
  RowsShape,
  SubtypesShape,
} from '../../../loaders/plan/read/select-plan.ts';

export function mergedShapes(existing: ObjectShape, more: ObjectShape): ObjectShape {
  const fields = new Map(existing.fields.map((field) => [field.key, field]));
  for (const field of more.fields) fields.set(field.key, mergedFields(fields.get(field.key), field));
  return { ...more, fields: [...fields.values()], subtypes: mergedSubtypes(existing.subtypes, more.subtypes) };
}

function mergedSubtypes(existing: SubtypesShape | null, more: SubtypesShape | null): SubtypesShape | null {
  if (!existing || !more) return more ?? existing;
  return { discriminator: more.discriminator, shapes: mergedMaps(existing.shapes, more.shapes, mergedShapes) };
}

/** Pages and values of many rows are not merged: one property of an entity was selected alike everywhere. */
function mergedFields(existing: FieldShape | undefined, more: FieldShape): FieldShape {
  switch (more.kind) {
    case 'one':
    case 'many':
      return existing?.kind === more.kind ? mergedRows(existing, more) : more;
    case 'baseField':
      return existing?.kind === 'baseField' ? { ...more, field: mergedFields(existing.field, more.field) } : more;
    case 'union':
      return existing?.kind === 'union' ? mergedUnions(existing, more) : more;
    default:
      return more;
  }
}

function mergedRows(existing: RowsShape, more: RowsShape): RowsShape {
  return { ...more, object: mergedShapes(existing.object, more.object) };
}

function mergedUnions(existing: UnionShape, more: UnionShape): UnionShape {
  return { ...more, rows: mergedMaps(existing.rows, more.rows, mergedRows) };
}

function mergedMaps<Value>(
  existing: ReadonlyMap<string, Value>,
  more: ReadonlyMap<string, Value>,
  merged: (known: Value, more: Value) => Value,
): ReadonlyMap<string, Value> {
  const both = [...more].map(([key, value]) => {
    const other = existing.get(key);
    return [key, other ? merged(other, value) : value] as const;
  });
  return new Map([...existing, ...both]);
}
