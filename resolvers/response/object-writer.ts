/** What all parts of the writer share: objects as static bytes between the values of their fields. */
import type { ObjectShape } from '../../loaders/plan/read/select-plan.ts';
import type { ByteBuffer } from './byte-buffer.ts';
import { byteSource } from './byte-source.ts';
import type { Frame } from './frame.ts';

/** Writes one field's value, without its key. `instance` is the row's number in its node, `row` its number in the block. */
export type FieldWriter = (out: ByteBuffer, frame: Frame, index: number, row: number) => void;
export type ObjectWriter = (out: ByteBuffer, frame: Frame, instance: number) => void;
/** Null: the shape is beyond the writer. */
export type CompileObject = (shape: ObjectShape) => ObjectWriter | null;

/** Thrown to give up: there is a value that only graphql-js treats right. Made once, for it tells nothing but that. */
export const GIVE_UP = new Error('graphql-js must answer');

const OPEN = 0x7b;
const CLOSE = 0x7d;

/** `{"a":` value `,"b":` value … `}`; all that stands between the values is made beforehand. */
export function objectFrame<Subject, Detail>(
  fields: readonly { readonly key: string }[],
  writers: readonly ((out: ByteBuffer, frame: Frame, subject: Subject, detail: Detail) => void)[],
): (out: ByteBuffer, frame: Frame, subject: Subject, detail: Detail) => void {
  const parts = writers.map((write, index) => ({ head: byteSource(headOf(fields, index)), write }));
  return (out, frame, subject, detail) => {
    if (parts.length === 0) out.byte(OPEN);
    for (const { head, write } of parts) {
      out.all(head);
      write(out, frame, subject, detail);
    }
    out.byte(CLOSE);
  };
}

/** All that stands before the value of a field. */
export function headOf(fields: readonly { readonly key: string }[], index: number): Buffer {
  return Buffer.from(`${index === 0 ? '{' : ','}${JSON.stringify(fields[index]?.key)}:`);
}

export function constant(value: unknown): (out: ByteBuffer) => void {
  const bytes = byteSource(Buffer.from(JSON.stringify(value)));
  return (out) => out.all(bytes);
}
