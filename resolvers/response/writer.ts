/**
 * The response writer is compiled once per plan, and copies row bytes into the response without making objects of them.
 * When it cannot write exactly the same as graphql-js (a null where none is allowed, a value that GraphQL cannot
 * carry), it gives up before a byte is sent, and graphql-js answers over the same rows.
 */
import type {
  FieldShape,
  ObjectShape,
  RootFieldShape,
  RowsShape,
  SelectNode,
} from '../../loaders/plan/read/select-plan.ts';
import { arrivalOf, ridesAlong } from '../../loaders/plan/shared/load-strategy.ts';
import type { CompiledPlan } from '../../loaders/sql/read/compiled-plan.ts';
import type { LoadResult } from '../../loaders/session/load-result.ts';
import type { References } from '../entities/references.ts';
import { aggregateWriter } from './aggregate-writer.ts';
import { ByteBuffer } from './byte-buffer.ts';
import { byteSource } from './byte-source.ts';
import { columnWriter } from './column-writer.ts';
import { connectionWriter } from './connection-writer.ts';
import { entitiesWriter } from './entities-writer.ts';
import { Frame } from './frame.ts';
import { type Kernel, kernelFor, type Program } from './kernel.ts';
import { type KernelField, KernelProgram } from './kernel-program.ts';
import { valuesWriter } from './values-writer.ts';
import { unionWriter, baseFieldWriter, subtypesWriter } from './variant-writer.ts';
import { constant, type FieldWriter, GIVE_UP, headOf, objectFrame, type ObjectWriter } from './object-writer.ts';
import { closing, type RowField, rowWriter } from './row-writer.ts';

export interface ResponseWriter {
  /** Returns the bytes of `{"data":…}`, or null when graphql-js must answer. */
  write(loaded: LoadResult, references: readonly References[]): Buffer | null;
}

const NULL = byteSource(Buffer.from('null'));
const HEAD = byteSource(Buffer.from('{"data":'));
const CLOSE = 0x7d;
const LIST_OPEN = 0x5b;
const LIST_CLOSE = 0x5d;
const COMMA = 0x2c;

/** One buffer serves all responses, because writing is synchronous. */
const out = new ByteBuffer();

/**
 * Returns null if something in the plan is beyond the writer. By the size of the rows, `choose` decides whether the
 * kernel is used.
 */
export function compileWriter(plan: CompiledPlan, choose = kernelFor): ResponseWriter | null {
  // A plan that may load more keeps its connection until graphql-js has asked for everything, even if no row turns out
  // to ask.
  if (plan.deferred || plan.nodes.some((node) => arrivalOf(node) === 'never')) return null;
  const compiler = new WriterCompiler(plan.nodes.length);
  const root = compiler.root(plan.response.fields);
  const program = compiler.program.finish();
  return (
    root && {
      write: (loaded, references) => {
        const frame = new Frame(plan, loaded, references);
        return writeResponse(root, frame, { program, kernel: choose(frame.byteLength) });
      },
    }
  );
}

function writeResponse(
  root: FieldWriter,
  frame: Frame,
  { program, kernel }: { readonly program: Program; readonly kernel: Kernel | null },
): Buffer | null {
  try {
    if (kernel) frame.use(kernel, program);
    out.open(kernel);
    // Growing by doubling would hold the response twice.
    out.reserve(frame.byteLength);
    out.all(HEAD);
    root(out, frame, 0, 0);
    out.byte(CLOSE);
    return out.close();
  } catch {
    // Whatever is wrong with a value, graphql-js reports it at the value's own place.
    return null;
  }
}

type OwnRows = Exclude<
  FieldShape | RootFieldShape,
  { kind: 'values' | 'column' | 'typename' | 'baseField' | 'union' | 'entities' }
>;

/** Makes writers of shapes, or null where a shape is beyond them. */
class WriterCompiler {
  readonly program: KernelProgram;
  /** The runs of the objects that the kernel writes as a whole. */
  readonly #whole = new Map<ObjectShape, number>();

  constructor(nodeCount: number) {
    this.program = new KernelProgram(nodeCount);
  }

  root(fields: readonly RootFieldShape[]): FieldWriter | null {
    const writers: FieldWriter[] = [];
    for (const field of fields) {
      const writer = this.#rootField(field);
      if (!writer) return null;
      writers.push(writer);
    }
    return objectFrame(fields, writers);
  }

  #rootField(field: RootFieldShape): FieldWriter | null {
    if (field.kind === 'entities') return entitiesWriter(field, this.#object);
    if (field.kind === 'values') return valuesWriter(field);
    return field.kind === 'typename' ? constant(field.typeName) : this.#rows(field);
  }

  readonly #object = (shape: ObjectShape): ObjectWriter | null => {
    const { node, subtypes, fields } = shape;
    if (subtypes) return subtypesWriter(node, subtypes, this.#object);
    const row: RowField[] = [];
    for (const [index, field] of fields.entries()) {
      const write = this.#field(node, field);
      if (!write) return null;
      row.push({ head: headOf(fields, index), field: this.#kernelField(node, field), write });
    }
    row.push(closing(row.length));
    const { address, isWhole } = this.program.run(row);
    if (isWhole) this.#whole.set(shape, address);
    return rowWriter(node, address, row);
  };

  readonly #field = (node: SelectNode, field: FieldShape): FieldWriter | null => {
    if (field.kind === 'column') return columnWriter(node, field.column);
    if (field.kind === 'baseField') return baseFieldWriter(field, this.#field);
    if (field.kind === 'union') return unionWriter(node, field, this.#rows);
    return field.kind === 'typename' ? constant(field.typeName) : this.#rows(field);
  };

  #kernelField({ kind }: SelectNode, field: FieldShape): KernelField {
    if (field.kind === 'typename') return { kind: 'constant', text: JSON.stringify(field.typeName) };
    if (field.kind === 'column' && kind === 'rows') return { kind: 'column', column: field.column };
    if (field.kind !== 'one' && field.kind !== 'many') return { kind: 'other' };
    const { node, object, cap } = field;
    const run = this.#whole.get(object);
    if (run === undefined) return { kind: 'other' };
    if (field.kind === 'many') return { kind: 'many', node, run, cap };
    // A joined row belongs to its parent alone.
    return { kind: 'one', node, run, mayRecur: !ridesAlong(node) };
  }

  readonly #rows = (shape: OwnRows): FieldWriter | null => {
    switch (shape.kind) {
      case 'failed':
      case 'custom':
      case 'resolver':
        return null;
      case 'aggregate':
        return aggregateWriter(shape);
      case 'connection':
        return connectionWriter(shape, this.#object);
      case 'one':
        return this.#one(shape);
      case 'many':
        return this.#many(shape);
    }
  };

  #one(shape: RowsShape): FieldWriter | null {
    const write = this.#object(shape.object);
    return write && oneWriter(shape, write);
  }

  #many(shape: RowsShape): FieldWriter | null {
    const write = this.#object(shape.object);
    return write && manyWriter(shape, write);
  }
}

function oneWriter(shape: RowsShape, write: ObjectWriter): FieldWriter {
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

/** A target that many rows share is written once, and copied wherever it recurs. */
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

function manyWriter(shape: RowsShape, write: ObjectWriter): FieldWriter {
  const { id } = shape.node;
  const cap = shape.cap ?? Infinity;
  return (target, frame, parent) => {
    const { starts, ends } = frame.link(id);
    const start = starts[parent] ?? 0;
    const end = Math.min(ends[parent] ?? 0, start + cap);
    target.byte(LIST_OPEN);
    for (let index = start; index < end; index++) {
      if (index > start) target.byte(COMMA);
      write(target, frame, index);
    }
    target.byte(LIST_CLOSE);
  };
}
