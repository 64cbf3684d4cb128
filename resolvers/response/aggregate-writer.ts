/** Writes aggregates of many rows, and lists of groups. */
import type { AggregateShape, GroupsShape, SelectNode, ValueShape } from '../../loaders/plan/read/select-plan.ts';
import { columnWriter } from './column-writer.ts';
import { constant, type FieldWriter, GIVE_UP, objectFrame } from './object-writer.ts';

const LIST_OPEN = 0x5b;
const LIST_CLOSE = 0x5d;
const COMMA = 0x2c;

export function aggregateWriter({ node, fields }: AggregateShape): FieldWriter | null {
  const writers: FieldWriter[] = [];
  for (const field of fields) {
    const writer = field.kind === 'groups' ? groupsWriter(field) : onRow(node, field);
    if (!writer) return null;
    writers.push(writer);
  }
  const write = objectFrame(fields, writers);
  return (out, frame, parent) => write(out, frame, parent, 0);
}

/** Writes a value of the one row that a parent has. */
function onRow(node: SelectNode | null, field: ValueShape): FieldWriter | null {
  if (field.kind === 'typename') return constant(field.typeName);
  const write = node && valueWriter(node, field);
  if (!write) return null;
  const { id } = node;
  return (out, frame, parent) => {
    const { starts, ends } = frame.link(id);
    const index = starts[parent] ?? 0;
    if ((ends[parent] ?? 0) === index) throw GIVE_UP;
    write(out, frame, index, frame.row(id, index));
  };
}

function groupsWriter({ node, fields }: GroupsShape): FieldWriter | null {
  const write = valuesWriter(node, fields);
  if (!write) return null;
  const { id } = node;
  return (out, frame, parent) => {
    const { starts, ends } = frame.link(id);
    const start = starts[parent] ?? 0;
    out.byte(LIST_OPEN);
    for (let index = start; index < (ends[parent] ?? 0); index++) {
      if (index > start) out.byte(COMMA);
      write(out, frame, index, frame.row(id, index));
    }
    out.byte(LIST_CLOSE);
  };
}

function valuesWriter(node: SelectNode, fields: readonly ValueShape[]): FieldWriter | null {
  const writers: FieldWriter[] = [];
  for (const field of fields) {
    const writer = valueWriter(node, field);
    if (!writer) return null;
    writers.push(writer);
  }
  return objectFrame(fields, writers);
}

function valueWriter(node: SelectNode, field: ValueShape): FieldWriter | null {
  switch (field.kind) {
    case 'typename':
      return constant(field.typeName);
    case 'failed':
      return null;
    case 'part':
      return valuesWriter(node, field.fields);
    case 'column':
      return columnWriter(node, field.column);
  }
}
