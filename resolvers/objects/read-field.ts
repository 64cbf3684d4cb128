/** How fields of loaded rows are read, by graphql-js, by resolvers and by sessions alike. */
import type {
  AggregateShape,
  BaseFieldShape,
  ConnectionShape,
  FailedShape,
  FieldShape,
  RowsShape,
  SelectNode,
  TypenameShape,
  UnionShape,
} from '../../loaders/plan/read/select-plan.ts';
import type { LoadResult } from '../../loaders/session/load-result.ts';
import { type FieldReader, isDeferred, readRows, unknownType } from './field-reader.ts';
import { firstOf } from './page.ts';
import { readAggregate } from './read-aggregate.ts';
import { readConnection } from './read-connection.ts';

/** A field of the row `index` of `node`. */
export function readField<Call>(
  reader: FieldReader<Call>,
  field: FieldShape,
  node: SelectNode,
  index: number,
  call: Call,
): unknown {
  switch (field.kind) {
    case 'column':
      return reader.column(node, index, field.column);
    case 'union': {
      const rows = rowsOfUnion(reader.loaded, field, node, index);
      return rows && readSelected(reader, rows, index, call);
    }
    case 'baseField':
      return isDeferred(reader.loaded, field.node)
        ? readLater(reader, field, index, call, readBaseField)
        : readBaseField(reader, field, index, call);
    case 'custom':
      throw new Error(`${field.path} is a custom field, whose value its resolver gives`);
    default:
      return readSelected(reader, field, index, call);
  }
}

type SelectedShape = TypenameShape | FailedShape | RowsShape | ConnectionShape | AggregateShape;

/** A field that reads nothing of its parent's row: selects of their own have its values. The operation's root has such fields too. */
export function readSelected<Call>(
  reader: FieldReader<Call>,
  field: SelectedShape,
  parent: number,
  call: Call,
): unknown {
  switch (field.kind) {
    case 'typename':
      return field.typeName;
    case 'failed':
      throw field.error;
    case 'one':
    case 'many':
      return isDeferred(reader.loaded, field.node)
        ? readLater(reader, field, parent, call, readRows)
        : readRows(reader, field, parent, call);
    case 'connection':
      return readConnection(reader, field, parent);
    case 'aggregate':
      return readAggregate(reader, field, parent);
  }
}

/** A closure stands only here, so that reading a loaded field allocates none. */
function readLater<Call, Field extends { readonly node: SelectNode }>(
  reader: FieldReader<Call>,
  field: Field,
  parent: number,
  call: Call,
  read: (reader: FieldReader<Call>, field: Field, parent: number, call: Call) => unknown,
): Promise<unknown> {
  return reader.loadLater(field.node, parent).then((held) => read(held, field, parent, call));
}

function readBaseField<Call>(reader: FieldReader<Call>, field: BaseFieldShape, parent: number, call: Call): unknown {
  const first = firstOf(reader.loaded, field.node, parent);
  return first < 0 ? reader.noRow(field, call) : readField(reader, field.field, field.node, first, call);
}

/** Null where the discriminator is null. */
function rowsOfUnion(
  loaded: LoadResult,
  { discriminator, rows }: UnionShape,
  node: SelectNode,
  index: number,
): RowsShape | null {
  const value = loaded.rows(node).text(index, discriminator);
  if (value === null) return null;
  const shape = rows.get(value);
  if (!shape) throw unknownType(node, discriminator.field, value);
  return shape;
}
