import type { ColumnPair } from '../../schema/model/model.ts';

/** The types whose equal values have equal texts. */
const EXACT = new Set(['int2', 'int4', 'int8', 'uuid']);

/** True if equal values of the two columns have one text. */
export function haveOneText({ local, remote }: ColumnPair): boolean {
  return isAlike({ local, remote }) && EXACT.has(local.type.name);
}

/** True if both columns have one type and are read as that type. */
export function isAlike({ local, remote }: ColumnPair): boolean {
  return local.type.oid === remote.type.oid && !local.stored && !remote.stored;
}
