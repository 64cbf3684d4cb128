/** Reads `after` and `before` as the values of a cursor, which rows are compared with. */
import type { Keyset, OrderTerm } from '../../loaders/plan/shared/filter.ts';
import { INT8, OID, TEXT, TID } from '../../schema/model/built-in-types.ts';
import { messageOf } from '../../schema/util/message-of.ts';
import type { PgType } from '../../schema/model/model.ts';
import { ArgumentError, type SlotWriter } from './argument-reader.ts';
import { decodeCursor } from './cursor.ts';

/** Returns the keysets of the field `name`, and none without a cursor. */
export function readKeysets(
  slots: SlotWriter,
  name: string,
  args: Readonly<Record<string, unknown>>,
  order: readonly OrderTerm[],
): Keyset[] {
  return (['after', 'before'] as const).flatMap((side) => {
    const cursor = args[side];
    if (typeof cursor !== 'string') return [];
    slots.note(side);
    const values = decode(order, cursor, `${name}(${side}:)`).map((text, index) => {
      if (text !== null) return slots.text(termType(order[index]), text);
      slots.note('null');
      return null;
    });
    return [{ side, values }];
  });
}

function decode(order: readonly OrderTerm[], cursor: string, at: string): readonly (string | null)[] {
  try {
    return decodeCursor(order, cursor);
  } catch (error) {
    throw new ArgumentError(`${at} ${messageOf(error)}`);
  }
}

function termType(term: OrderTerm | undefined): PgType {
  if (term?.by.kind === 'column') return term.by.column.type;
  if (term?.by.kind === 'text') return TEXT;
  // A count is an int8 that is shown as an Int.
  if (term?.by.kind === 'aggregate') return term.by.value.column.nullable ? term.by.value.column.type : INT8;
  if (term?.by.kind === 'system') return term.by.column === 'ctid' ? TID : OID;
  return INT8;
}
