/** Writes the value of a function at the root, or its list of values. */
import type { ValuesShape } from '../../loaders/plan/read/select-plan.ts';
import { columnWriter } from './column-writer.ts';
import { constant, type FieldWriter } from './object-writer.ts';

const writeNull = constant(null);
const LIST_OPEN = 0x5b;
const LIST_CLOSE = 0x5d;
const COMMA = 0x2c;

export function valuesWriter({ isList, node, column }: ValuesShape): FieldWriter | null {
  const write = columnWriter(node, column);
  if (!write) return null;
  const { id } = node;
  if (!isList) {
    return (target, frame) => {
      if (frame.state(id).count === 0) writeNull(target);
      else write(target, frame, 0, frame.row(id, 0));
    };
  }
  return (target, frame) => {
    target.byte(LIST_OPEN);
    const { count } = frame.state(id);
    for (let index = 0; index < count; index++) {
      if (index > 0) target.byte(COMMA);
      write(target, frame, index, frame.row(id, index));
    }
    target.byte(LIST_CLOSE);
  };
}
