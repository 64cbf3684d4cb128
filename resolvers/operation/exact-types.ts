import { pgScalar } from '../../schema/catalog/pg-scalars.ts';
import type { ColumnPair } from '../../schema/model/model.ts';

/** True if equal values of the two columns have one text. */
export function haveOneText({ local, remote }: ColumnPair): boolean {
  return isAlike({ local, remote }) && pgScalar(local.type)?.texts === 'exact';
}

/** True if both columns have one type and are read as that type. */
export function isAlike({ local, remote }: ColumnPair): boolean {
  return local.type.oid === remote.type.oid && !local.stored && !remote.stored;
}
