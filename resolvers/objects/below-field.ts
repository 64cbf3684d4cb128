/** The fields and objects that stand below a field in the shape of a response, for all who walk it without rows. */
import type {
  ConnectionFieldShape,
  EdgeFieldShape,
  FieldShape,
  GroupsShape,
  ObjectShape,
  PageInfoFieldShape,
  ValueShape,
} from '../../loaders/plan/read/select-plan.ts';

export type AnyField =
  FieldShape | ConnectionFieldShape | EdgeFieldShape | PageInfoFieldShape | ValueShape | GroupsShape;

const NO_OBJECTS: readonly ObjectShape[] = [];
const NO_FIELDS: readonly AnyField[] = [];

/** The shapes that a row in the field's value may have; none where the value holds no rows. */
export function objectsOf(field: AnyField): readonly ObjectShape[] {
  switch (field.kind) {
    case 'one':
    case 'many':
    case 'nodes':
    case 'node':
      return [field.object];
    case 'union':
      return [...field.rows.values()].map(({ object }) => object);
    case 'baseField':
      return objectsOf(field.field);
    default:
      return NO_OBJECTS;
  }
}

/** The fields of an object in the field's value that is not a row: a page, an edge, values of many rows. */
export function partsOf(field: AnyField): readonly AnyField[] {
  if (field.kind === 'baseField') return partsOf(field.field);
  return 'fields' in field ? field.fields : NO_FIELDS;
}
