/** Writes objects and fields whose type the row itself tells: subtypes, and union relations. */
import type {
  UnionShape,
  FieldShape,
  RowsShape,
  SelectNode,
  BaseFieldShape,
  SubtypesShape,
} from '../../loaders/plan/read/select-plan.ts';
import type { Column } from '../../schema/model/model.ts';
import type { Frame } from './frame.ts';
import { type CompileObject, constant, type FieldWriter, GIVE_UP, type ObjectWriter } from './object-writer.ts';

const writeNull = constant(null);

export function subtypesWriter(
  { id }: SelectNode,
  { discriminator: by, shapes }: SubtypesShape,
  compile: CompileObject,
): ObjectWriter | null {
  const writers = compileAll(shapes, compile);
  return (
    writers &&
    ((out, frame, index) => {
      const write = writers.get(discriminator(frame, id, frame.row(id, index), by) ?? '');
      // The error has a place in the response that only graphql-js can give it.
      if (!write) throw GIVE_UP;
      write(out, frame, index);
    })
  );
}

export function unionWriter(
  { id }: SelectNode,
  { discriminator: by, rows }: UnionShape,
  compile: (shape: RowsShape) => FieldWriter | null,
): FieldWriter | null {
  const writers = compileAll(rows, compile);
  return (
    writers &&
    ((out, frame, index, row) => {
      const value = discriminator(frame, id, row, by);
      if (value === null) return writeNull(out);
      const write = writers.get(value);
      if (!write) throw GIVE_UP;
      write(out, frame, index, row);
    })
  );
}

/** Without the row there is no value, and graphql-js knows whether it may be null. */
export function baseFieldWriter(
  { node, field }: BaseFieldShape,
  compile: (node: SelectNode, field: FieldShape) => FieldWriter | null,
): FieldWriter | null {
  const write = compile(node, field);
  const { id } = node;
  return (
    write &&
    ((out, frame, parent) => {
      const { starts, ends } = frame.link(id);
      const index = starts[parent] ?? 0;
      if ((ends[parent] ?? 0) <= index) throw GIVE_UP;
      write(out, frame, index, frame.row(id, index));
    })
  );
}

/** Returns null where one of them is beyond the writer. */
function compileAll<Shape, Writer>(
  shapes: ReadonlyMap<string, Shape>,
  compile: (shape: Shape) => Writer | null,
): ReadonlyMap<string, Writer> | null {
  const writers = new Map<string, Writer>();
  for (const [value, shape] of shapes) {
    const writer = compile(shape);
    if (!writer) return null;
    writers.set(value, writer);
  }
  return writers;
}

function discriminator(frame: Frame, node: number, row: number, { index }: Column): string | null {
  return frame.state(node).text(row, index);
}
