/** Values of many rows together, and their groups. */
import type { AggregateShape, GroupsShape, SelectNode, ValueShape } from '../../loaders/plan/read/select-plan.ts';
import { type FieldReader, isDeferred } from './field-reader.ts';
import { firstOf, rangeOf } from './page.ts';

/** Every field waits for its select by itself, so values do not wait for groups. */
export function readAggregate<Call>(
  reader: FieldReader<Call>,
  { node, fields }: AggregateShape,
  parent: number,
): unknown {
  return reader.object(fields, (field) => {
    if (field.kind === 'groups') return readGroups(reader, field, parent);
    return node ? readOwn(reader, node, field, parent) : readValue(reader, field, null, -1);
  });
}

function readGroups<Call>(reader: FieldReader<Call>, shape: GroupsShape, parent: number): unknown {
  return isDeferred(reader.loaded, shape.node)
    ? reader.loadLater(shape.node, parent).then((held) => groupsOf(held, shape, parent))
    : groupsOf(reader, shape, parent);
}

function groupsOf<Call>(reader: FieldReader<Call>, { node, fields }: GroupsShape, parent: number): unknown {
  const { start, end } = rangeOf(reader.loaded, node, parent);
  return reader.list(
    Array.from({ length: end - start }, (_, index) => {
      return reader.object(fields, (field) => readValue(reader, field, node, start + index));
    }),
  );
}

function readOwn<Call>(reader: FieldReader<Call>, node: SelectNode, field: ValueShape, parent: number): unknown {
  return isDeferred(reader.loaded, node)
    ? reader.loadLater(node, parent).then((held) => valueOf(held, node, field, parent))
    : valueOf(reader, node, field, parent);
}

function valueOf<Call>(reader: FieldReader<Call>, node: SelectNode, field: ValueShape, parent: number): unknown {
  return readValue(reader, field, node, firstOf(reader.loaded, node, parent));
}

/** `index` -1: a parent without a key has no row of values; it counts 0, and every other value is null. */
function readValue<Call>(
  reader: FieldReader<Call>,
  field: ValueShape,
  node: SelectNode | null,
  index: number,
): unknown {
  switch (field.kind) {
    case 'typename':
      return field.typeName;
    case 'failed':
      throw field.error;
    case 'part':
      return reader.object(field.fields, (inner) => readValue(reader, inner, node, index));
    case 'column':
      if (node && index >= 0) return reader.column(node, index, field.column);
      return field.column.nullable ? null : 0;
  }
}
