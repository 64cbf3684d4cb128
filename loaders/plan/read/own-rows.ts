/**
 * A unique key of a table that others inherit from is kept among its own rows alone. So whatever finds a row by a key finds
 * one of those: PostgreSQL's `only`.
 */
import type { Relation } from '../../../schema/model/model.ts';
import type { SelectNode } from './select-plan.ts';

/** Whether a relation leads to the table's own rows where there are others: those that a key finds, and the rows of a tree. */
export function leadsToOwnRows({ target, pairs, junction, on, tree }: Relation): boolean {
  if (!target.hasChildTables || on) return false;
  const remote = (junction?.pairs ?? pairs).map((pair) => pair.remote);
  return tree !== null || target.uniqueKeys.some(({ columns }) => columns.every((column) => remote.includes(column)));
}

/** Whether all rows of a select are the table's own, where there are others. */
export function hasOwnRows({ kind, entity, relation, cardinality, args }: SelectNode): boolean {
  if (relation) return leadsToOwnRows(relation);
  return entity.hasChildTables && kind === 'rows' && cardinality === 'one' && !args.call;
}
