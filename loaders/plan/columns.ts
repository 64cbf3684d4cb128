/**
 * Last pass: every select reads its entity's key (so that a row has an identity) and
 * the columns that lead to the selects below it, beside what the client asked for.
 */
import type { Column, Relation } from '../../schema/model.ts';
import { addColumn, type DraftPlan } from './collect.ts';
import { isFirst } from './first-of-many.ts';
import type { SelectNode } from './select-plan.ts';

export function needColumns(plan: DraftPlan): void {
  for (const node of plan.nodes) {
    if (node.kind !== 'rows') continue;
    for (const column of node.entity.key?.columns ?? []) addColumn(node, column);
    for (const child of node.children) {
      for (const column of child.relation ? keyColumns(child.relation) : []) addColumn(node, column);
      if (child.guard) addColumn(node, child.guard.column);
    }
    if (node.decision.strategy === 'joined') {
      const presence = presenceColumn(node);
      if (presence) addColumn(node, presence);
    }
  }
}

/** The columns of the near side whose values find the far rows: a tree also needs to know its start when it comes back to it. */
export function keyColumns(relation: Relation): readonly Column[] {
  const local = relation.pairs.map((pair) => pair.local);
  return relation.tree === null ? local : [...new Set([...local, ...identityColumns(relation)])];
}

/** What tells the rows of a tree apart: the key, or without one the columns that the tree's foreign key refers to. */
export function identityColumns({ source, pairs, tree }: Relation): readonly Column[] {
  return source.key?.columns ?? pairs.map(({ local, remote }) => (tree === 'ancestors' ? remote : local));
}

/** The column that the join compares, else the key's: not null exactly when a row was found. */
export function presenceColumn({ relation, entity }: SelectNode): Column | null {
  if (relation?.on || isFirst(relation)) return entity.key?.columns[0] ?? null;
  const [pair] = relation?.junction?.pairs ?? relation?.pairs ?? [];
  return pair?.remote ?? null;
}
