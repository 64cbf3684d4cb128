/**
 * Pass: besides the client's columns, every select reads those that lead to the selects below it, and one that
 * tells whether a joined row is there. Columns cost time in PostgreSQL and on the way, so none is read for nothing.
 */
import type { Column, Entity, Relation } from '../../../schema/model/model.ts';
import { addColumn, type DraftNode, type DraftPlan } from './draft-plan.ts';
import { isFirst } from '../shared/first-of-many.ts';
import { ridesAlong } from '../shared/load-strategy.ts';
import type { SelectNode } from './select-plan.ts';

/**
 * The rows of a statement have their key with them. Those that ride along need none, unless they may stand in for other rows
 * of their entity, or are `identified`: functions of the program see them, for whom a row has an identity.
 */
export function needColumns({ nodes }: DraftPlan, identified: boolean): void {
  for (const node of nodes) {
    if (node.kind !== 'rows') continue;
    const rides = ridesAlong(node) && !nodes.some((other) => other !== node && isRowsOf(other, node));
    const isKnown = identified || !rides;
    for (const column of isKnown ? (node.entity.key?.columns ?? []) : []) addColumn(node, column);
    for (const child of node.children) {
      for (const column of keysToBind(child)) addColumn(node, column);
      if (child.guard) addColumn(node, child.guard.column);
    }
    const presence = ridesAlong(node) ? presenceColumn(node) : null;
    if (presence) addColumn(node, presence);
  }
}

function isRowsOf({ kind, entity }: DraftNode, node: DraftNode): boolean {
  return kind === 'rows' && entity === node.entity;
}

/** A join and derived keys need none: within the statement the columns are at hand. */
function keysToBind(node: DraftNode): readonly Column[] {
  const { relation, derived } = node;
  return !relation || derived || ridesAlong(node) ? [] : keyColumns(relation);
}

/** The columns of the near side whose values find the far rows: a tree also needs to know its start when it comes back to it. */
export function keyColumns(relation: Relation): readonly Column[] {
  const local = relation.pairs.map((pair) => pair.local);
  return relation.tree === null ? local : [...new Set([...local, ...identityColumns(relation)])];
}

/** The columns that tell the rows of a tree apart: the key, or without one those that the tree's foreign key refers to. */
export function identityColumns({ source, pairs, tree }: Relation): readonly Column[] {
  return source.key?.columns ?? pairs.map(({ local, remote }) => (tree === 'ancestors' ? remote : local));
}

/** A column that is not null exactly when a row was found: one of its key that is read anyway, else one of its relation. */
export function presenceColumn(node: SelectNode): Column | null {
  const { relation, entity, columns } = node;
  const read = entity.key?.columns.find((column) => !column.nullable && columns.includes(column));
  return read ?? (relation && foundColumn(relation, entity));
}

/** The column that the join compares, else the key's: not null exactly when a row was found. */
export function foundColumn(relation: Relation, entity: Entity): Column | null {
  if (relation.on || isFirst(relation)) return entity.key?.columns.find(({ nullable }) => !nullable) ?? null;
  const [pair] = relation.junction?.pairs ?? relation.pairs;
  return pair?.remote ?? null;
}
