/** Two selections of one row as one, as when it is filled: what both select of a relation is selected of its rows. */
import type {
  ChoiceShape,
  FieldShape,
  ObjectShape,
  RowsShape,
  VariantsShape,
} from '../../../loaders/plan/read/select-plan.ts';

export function mergedShapes(known: ObjectShape, more: ObjectShape): ObjectShape {
  const fields = new Map(known.fields.map((field) => [field.key, field]));
  for (const field of more.fields) fields.set(field.key, mergedFields(fields.get(field.key), field));
  return { ...more, fields: [...fields.values()], variants: mergedVariants(known.variants, more.variants) };
}

function mergedVariants(known: VariantsShape | null, more: VariantsShape | null): VariantsShape | null {
  if (!known || !more) return more ?? known;
  return { by: more.by, shapes: mergedMaps(known.shapes, more.shapes, mergedShapes) };
}

/** What is a whole was selected alike: one property of an entity holds one. */
function mergedFields(known: FieldShape | undefined, more: FieldShape): FieldShape {
  switch (more.kind) {
    case 'one':
    case 'many':
      return known?.kind === more.kind ? mergedRows(known, more) : more;
    case 'through':
      return known?.kind === 'through' ? { ...more, field: mergedFields(known.field, more.field) } : more;
    case 'choice':
      return known?.kind === 'choice' ? mergedChoices(known, more) : more;
    default:
      return more;
  }
}

function mergedRows(known: RowsShape, more: RowsShape): RowsShape {
  return { ...more, object: mergedShapes(known.object, more.object) };
}

function mergedChoices(known: ChoiceShape, more: ChoiceShape): ChoiceShape {
  return { ...more, rows: mergedMaps(known.rows, more.rows, mergedRows) };
}

function mergedMaps<Value>(
  known: ReadonlyMap<string, Value>,
  more: ReadonlyMap<string, Value>,
  merged: (known: Value, more: Value) => Value,
): ReadonlyMap<string, Value> {
  const both = [...more].map(([key, value]) => {
    const other = known.get(key);
    return [key, other ? merged(other, value) : value] as const;
  });
  return new Map([...known, ...both]);
}
