/** Leading columns of an entity's indexes, by what they are good for. */
import type { Column, Entity } from './model.ts';

type Columns = readonly (readonly Column[])[];

/** Indexes that bring rows in the order of their columns. */
export function orderedIndexes({ indexes, uniqueKeys }: Entity): Columns {
  return [...indexes, ...uniqueKeys.map((key) => key.columns)];
}

/** Indexes that find rows by a value. */
export function lookupIndexes(entity: Entity): Columns {
  return [...orderedIndexes(entity), ...entity.lookups];
}

/** Some index finds rows by one of these columns. */
export function isLookedUp(entity: Entity, columns: readonly Column[]): boolean {
  return lookupIndexes(entity).some(([leading]) => leading !== undefined && columns.includes(leading));
}
