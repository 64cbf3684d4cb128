/** Writes one column of a row from the bytes that came for it. */
import type { SelectNode } from '../../loaders/plan/read/select-plan.ts';
import type { Column } from '../../schema/model/model.ts';
import { byteSource } from './byte-source.ts';
import { copierFor } from './copiers.ts';
import { type FieldWriter, GIVE_UP } from './object-writer.ts';

const NULL = byteSource(Buffer.from('null'));
/** Every number of so many digits is a GraphQL Int. */
const SURE_DIGITS = 9;

export function columnWriter(node: SelectNode, { type, index, nullable }: Column): FieldWriter | null {
  const copy = copierFor(type);
  if (!copy) return null;
  const { id } = node;
  // A count of PostgreSQL may exceed GraphQL's Int.
  const longest = node.kind !== 'rows' && !nullable ? SURE_DIGITS : Infinity;
  return (target, frame, _instance, row) => {
    const state = frame.state(id);
    const start = state.start(row, index);
    const length = state.length(start);
    if (length > longest) throw GIVE_UP;
    if (length >= 0) copy(target, state.block, start, length);
    else if (nullable) target.all(NULL);
    else throw GIVE_UP;
  };
}
