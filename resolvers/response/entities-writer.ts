/**
 * Writes the list of `_entities`, or the one row of `node`: rows of several selects, in the order of the request's
 * references.
 */
import type { EntitiesShape } from '../../loaders/plan/read/select-plan.ts';
import type { References } from '../entities/references.ts';
import type { ByteBuffer } from './byte-buffer.ts';
import type { Frame } from './frame.ts';
import { type CompileObject, constant, type FieldWriter, GIVE_UP, type ObjectWriter } from './object-writer.ts';

const writeNull = constant(null);

export function entitiesWriter(
  { referenceList: list, single, objects }: EntitiesShape,
  compile: CompileObject,
): FieldWriter | null {
  const writers: { readonly id: number; readonly write: ObjectWriter }[] = [];
  for (const object of objects) {
    const write = compile(object);
    if (!write) return null;
    writers.push({ id: object.node.id, write });
  }
  const writeOne = (out: ByteBuffer, frame: Frame, reference: References[number] | undefined): void => {
    // An error has a place in the response that only graphql-js can give it, and graphql-js also waits for resolvers.
    if (!reference || reference instanceof Error || 'batch' in reference) throw GIVE_UP;
    const { select, index: at } = reference;
    const writer = writers[select];
    if (!writer) throw GIVE_UP;
    const { starts, ends } = frame.link(writer.id);
    const row = starts[at] ?? 0;
    if ((ends[at] ?? 0) > row) writer.write(out, frame, row);
    else writeNull(out);
  };
  if (single) return (out, frame) => writeOne(out, frame, frame.references[list]?.[0]);
  return (out, frame) => {
    out.byte(0x5b);
    for (const [index, reference] of (frame.references[list] ?? []).entries()) {
      if (index > 0) out.byte(0x2c);
      writeOne(out, frame, reference);
    }
    out.byte(0x5d);
  };
}
