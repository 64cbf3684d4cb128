import type { ColumnPair } from '../../schema/model/model.ts';

/** Types whose equal values are written alike. */
const EXACT = new Set(['int2', 'int4', 'int8', 'uuid']);

/** Equal values of two columns have one text. */
export function haveOneText({ local, remote }: ColumnPair): boolean {
  return isAlike({ local, remote }) && EXACT.has(local.type.name);
}

/** Both are of one type, and read as what they are. */
export function isAlike({ local, remote }: ColumnPair): boolean {
  return local.type.oid === remote.type.oid && !local.stored && !remote.stored;
}
