/** Which values of an entity can be compared, sorted and added up like columns. */
import type { Column, Entity } from './model.ts';

/** The columns, and what is computed of one row without arguments. */
export function valueColumns({ columns, computed }: Entity): readonly Column[] {
  return [...columns, ...computed.filter((column) => !isLocal(column))];
}

/** A value of one select alone: it depends on arguments, or on the list that the row is in. */
export function isLocal({ computed }: Column): boolean {
  return computed !== undefined && (computed.kind === 'window' || computed.args.length > 0);
}
