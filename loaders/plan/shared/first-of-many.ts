import type { Relation } from '../../../schema/model/model.ts';

/** A to-one that leads to the first of many rows. */
export function isFirst(relation: Relation | null): boolean {
  return relation?.kind === 'one' && relation.orderBy !== null;
}
