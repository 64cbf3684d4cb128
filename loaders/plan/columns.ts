/**
 * Last pass: every select reads its entity's key (so that a row has an identity) and
 * the columns that lead to the selects below it, beside what the client asked for.
 */
import type { Column } from '../../schema/model.ts';
import { addColumn, type DraftPlan } from './collect.ts';
import type { SelectNode } from './select-plan.ts';

export function needColumns(plan: DraftPlan): void {
  for (const node of plan.nodes) {
    if (node.kind === 'count') continue;
    for (const column of node.entity.key?.columns ?? []) addColumn(node, column);
    for (const child of node.children) {
      for (const { local } of child.relation?.pairs ?? []) addColumn(node, local);
    }
    if (node.decision.strategy === 'joined') {
      const presence = presenceColumn(node);
      if (presence) addColumn(node, presence);
    }
  }
}

/** The column that the join compares: not null exactly when a row was found. */
export function presenceColumn(node: SelectNode): Column | null {
  const { relation } = node;
  const [pair] = relation?.junction?.pairs ?? relation?.pairs ?? [];
  return pair?.remote ?? null;
}
