/** SelectPlan → one Statement per select that does not ride along. Pure; writing one statement is `select-writer.ts`. */
import type { SelectNode, SelectPlan } from '../../plan/read/select-plan.ts';
import { aggregateStatement } from './aggregate-statement.ts';
import { countStatement } from './count-statement.ts';
import type { RowPolicies } from '../shared/scope.ts';
import { selectStatement } from './select-statement.ts';
import type { Statement } from '../shared/statement.ts';

export function compilePlan(plan: SelectPlan, policies: RowPolicies): ReadonlyMap<SelectNode, Statement> {
  const statements = new Map<SelectNode, Statement>();
  for (const node of plan.nodes) {
    const { strategy } = node.decision;
    if (strategy === 'joined' || strategy === 'raise') continue;
    statements.set(node, statementOf(node, policies));
  }
  return statements;
}

function statementOf(node: SelectNode, policies: RowPolicies): Statement {
  if (node.kind === 'rows') return selectStatement(node, joinedBelow(node), policies);
  return node.kind === 'count' ? countStatement(node, policies) : aggregateStatement(node, policies);
}

/** The selects whose columns ride in the node's statement, parents first. */
function joinedBelow(node: SelectNode): SelectNode[] {
  return node.children
    .filter((child) => child.decision.strategy === 'joined')
    .flatMap((child) => [child, ...joinedBelow(child)]);
}
