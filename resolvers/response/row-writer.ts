/** The object of a row: the kernel writes as much of it as it can, and the fields' own writers write the rest. */
import type { SelectNode } from '../../loaders/plan/read/select-plan.ts';
import { byteSource } from './byte-source.ts';
import type { KernelField } from './kernel-program.ts';
import type { FieldWriter, ObjectWriter } from './object-writer.ts';

export interface RowField {
  /** The bytes before the value. */
  readonly head: Buffer;
  readonly field: KernelField;
  readonly write: FieldWriter;
}

/** Returns the end of an object with so many fields. */
export function closing(fieldCount: number): RowField {
  const text = fieldCount === 0 ? '{}' : '}';
  const bytes = byteSource(Buffer.from(text));
  return { head: Buffer.alloc(0), field: { kind: 'constant', text }, write: (out) => out.all(bytes) };
}

/** The `run` is the address of the fields in the kernel. */
export function rowWriter({ id }: SelectNode, run: number, fields: readonly RowField[]): ObjectWriter {
  const parts = fields.map(({ head, write }) => ({ head: byteSource(head), write }));
  return (out, frame, index) => {
    const { kernel } = frame;
    const row = frame.row(id, index);
    for (let at = 0; at < parts.length; at++) {
      if (kernel) at = kernel.fields(out, run, at, id, index);
      const part = at < 0 ? null : parts[at];
      if (!part) return;
      out.all(part.head);
      part.write(out, frame, index, row);
    }
  };
}
