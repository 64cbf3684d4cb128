/** The common part of all writers: objects as static bytes between the values of their fields. */
import type { ObjectShape } from '../../loaders/plan/read/select-plan.ts';
import type { ByteBuffer } from './byte-buffer.ts';
import { byteSource } from './byte-source.ts';
import type { Frame } from './frame.ts';

/**
 * Writes the value of one field, without its key. The `index` is the row's number in its node, and `row` its number in
 * the block.
 */
export type FieldWriter = (out: ByteBuffer, frame: Frame, index: number, row: number) => void;
export type ObjectWriter = (out: ByteBuffer, frame: Frame, instance: number) => void;
/** Returns null if the shape is beyond the writer. */
export type CompileObject = (shape: ObjectShape) => ObjectWriter | null;

/**
 * Thrown to give up on a value that only graphql-js treats right. It is made once, because it carries no other
 * information.
 */
export const GIVE_UP = new Error('graphql-js must answer');

const OPEN = 0x7b;
const CLOSE = 0x7d;

/** Makes `{"a":` value `,"b":` value … `}`. All bytes between the values are made beforehand. */
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

/** Returns the bytes before the value of a field. */
export function headOf(fields: readonly { readonly key: string }[], index: number): Buffer {
  return Buffer.from(`${index === 0 ? '{' : ','}${JSON.stringify(fields[index]?.key)}:`);
}

export function constant(value: unknown): (out: ByteBuffer) => void {
  const bytes = byteSource(Buffer.from(JSON.stringify(value)));
  return (out) => out.all(bytes);
}
