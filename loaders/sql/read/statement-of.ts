/** The statement of one select, by what it reads. */
import type { SelectNode } from '../../plan/read/select-plan.ts';
import type { RowPolicies } from '../shared/scope.ts';
import type { Statement } from '../shared/statement.ts';
import { aggregateStatement } from './aggregate-statement.ts';
import { countStatement } from './count-statement.ts';
import { selectStatement } from './select-statement.ts';

/** `riding`: the selects whose columns come with it. */
export function statementOf(node: SelectNode, riding: readonly SelectNode[], policies: RowPolicies): Statement {
  if (node.kind === 'rows') return selectStatement(node, riding, policies);
  return node.kind === 'count' ? countStatement(node, policies) : aggregateStatement(node, policies);
}
