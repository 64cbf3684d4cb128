/**
 * The response writer: compiled once per plan, it copies row bytes into the response without making objects of them.
 * Whatever it cannot write exactly as graphql-js would (a null where none may be, a value that GraphQL cannot carry)
 * makes it give up before a byte is sent; graphql-js then answers over the same rows.
 */
import type { FieldShape, ObjectShape, RootFieldShape, RowsShape, SelectNode } from '../../loaders/plan/select-plan.ts';
import type { CompiledPlan } from '../../loaders/session/compiled-plan.ts';
import type { Loaded } from '../../loaders/session/loaded.ts';
import type { References } from '../references.ts';
import { aggregateWriter } from './aggregate-writer.ts';
import { ByteBuffer } from './byte-buffer.ts';
import { byteSource } from './byte-source.ts';
import { columnWriter } from './column-writer.ts';
import { connectionWriter } from './connection-writer.ts';
import { entitiesWriter } from './entities-writer.ts';
import { Frame } from './frame.ts';
import { valuesWriter } from './values-writer.ts';
import { choiceWriter, throughWriter, variantsWriter } from './variant-writer.ts';
import { constant, type FieldWriter, GIVE_UP, objectFrame, type ObjectWriter } from './object-writer.ts';

export interface ResponseWriter {
  /** The bytes of `{"data":…}`; null when graphql-js must answer. */
  write(loaded: Loaded, references: readonly References[]): Buffer | null;
}

const NULL = byteSource(Buffer.from('null'));
const HEAD = byteSource(Buffer.from('{"data":'));
const CLOSE = 0x7d;
const LIST_OPEN = 0x5b;
const LIST_CLOSE = 0x5d;
const COMMA = 0x2c;

/** Writing is synchronous, so one buffer serves all responses. */
const out = new ByteBuffer();

/** Null: something in the plan is beyond the writer. */
export function compileWriter(plan: CompiledPlan): ResponseWriter | null {
  const unplanned = plan.nodes.some(({ decision }) => decision.strategy === 'lazy' || decision.strategy === 'raise');
  const root = unplanned ? null : rootWriter(plan.response.fields);
  return root && { write: (loaded, references) => writeResponse(root, new Frame(plan, loaded, references)) };
}

function writeResponse(root: FieldWriter, frame: Frame): Buffer | null {
  out.length = 0;
  try {
    // Growing by doubling would hold the response twice.
    out.reserve(frame.byteLength);
    out.all(HEAD);
    root(out, frame, 0, 0);
    out.byte(CLOSE);
    return out.take();
  } catch {
    // Whatever went wrong with a value, graphql-js says it at the value's own place.
    out.length = 0;
    return null;
  }
}

function rootWriter(fields: readonly RootFieldShape[]): FieldWriter | null {
  const writers: FieldWriter[] = [];
  for (const field of fields) {
    const writer = rootFieldWriter(field);
    if (!writer) return null;
    writers.push(writer);
  }
  return objectFrame(fields, writers);
}

function rootFieldWriter(field: RootFieldShape): FieldWriter | null {
  if (field.kind === 'entities') return entitiesWriter(field, objectWriter);
  if (field.kind === 'values') return valuesWriter(field);
  return field.kind === 'typename' ? constant(field.typeName) : rowsWriter(field);
}

function objectWriter(shape: ObjectShape): ObjectWriter | null {
  if (shape.variants) return variantsWriter(shape.node, shape.variants, objectWriter);
  const writers: FieldWriter[] = [];
  for (const field of shape.fields) {
    const writer = fieldWriter(shape.node, field);
    if (!writer) return null;
    writers.push(writer);
  }
  const write = objectFrame(shape.fields, writers);
  const { id } = shape.node;
  return (target, frame, instance) => write(target, frame, instance, frame.row(id, instance));
}

function fieldWriter(node: SelectNode, field: FieldShape): FieldWriter | null {
  if (field.kind === 'column') return columnWriter(node, field.column);
  if (field.kind === 'through') return throughWriter(field, fieldWriter);
  if (field.kind === 'choice') return choiceWriter(node, field, rowsWriter);
  return field.kind === 'typename' ? constant(field.typeName) : rowsWriter(field);
}

type OwnRows = Exclude<
  FieldShape | RootFieldShape,
  { kind: 'values' | 'column' | 'typename' | 'through' | 'choice' | 'entities' }
>;

function rowsWriter(shape: OwnRows): FieldWriter | null {
  switch (shape.kind) {
    case 'failed':
    case 'added':
    case 'resolved':
      return null;
    case 'aggregate':
      return aggregateWriter(shape);
    case 'connection':
      return connectionWriter(shape, objectWriter);
    case 'one':
      return oneWriter(shape);
    case 'many':
      return manyWriter(shape);
  }
}

function oneWriter(shape: RowsShape): FieldWriter | null {
  const write = objectWriter(shape.object);
  if (!write) return null;
  const { id, relation } = shape.node;
  const nullable = relation?.nullable ?? true;
  return (target, frame, parent) => {
    const { starts, ends } = frame.link(id);
    const child = starts[parent] ?? 0;
    if ((ends[parent] ?? 0) > child) writeOnce(target, frame, shape, child, write);
    else if (nullable) target.all(NULL);
    else throw GIVE_UP;
  };
}

/** A target that many rows share is written once, and copied from there wherever it recurs. */
function writeOnce(target: ByteBuffer, frame: Frame, shape: RowsShape, child: number, write: ObjectWriter): void {
  const shared = frame.shared(shape);
  if (!shared) return write(target, frame, child);
  const start = shared.starts[child] ?? 0;
  if (start > 0) return target.repeat(start, (shared.ends[child] ?? 0) - start);
  const from = target.length;
  write(target, frame, child);
  shared.starts[child] = from;
  shared.ends[child] = target.length;
}

function manyWriter(shape: RowsShape): FieldWriter | null {
  const write = objectWriter(shape.object);
  if (!write) return null;
  const { id } = shape.node;
  const cap = shape.cap ?? Infinity;
  return (target, frame, parent) => {
    const { starts, ends } = frame.link(id);
    const start = starts[parent] ?? 0;
    const end = Math.min(ends[parent] ?? 0, start + cap);
    target.byte(LIST_OPEN);
    for (let instance = start; instance < end; instance++) {
      if (instance > start) target.byte(COMMA);
      write(target, frame, instance);
    }
    target.byte(LIST_CLOSE);
  };
}
