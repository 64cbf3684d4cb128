/** SelectPlan → one Statement per select that does not ride along. */
import { ridesAlong } from '../../plan/shared/load-strategy.ts';
import type { LoadStrategy } from '../../plan/shared/load-strategy.ts';
import type { SelectNode, SelectPlan } from '../../plan/read/select-plan.ts';
import type { RowPolicies } from '../shared/scope.ts';
import type { Statement } from '../shared/statement.ts';
import { statementOf } from './statement-of.ts';

/** A loading strategy as the compiler sees it. */
export interface StrategyWriter {
  /** Writes the statement of a select with the columns of those that ride along; null: the select has none of its own. */
  readonly write: typeof statementOf | null;
}

export type StrategyWriters = Readonly<Record<LoadStrategy, StrategyWriter>>;

export function compilePlan(
  plan: SelectPlan,
  policies: RowPolicies,
  strategies: StrategyWriters,
): ReadonlyMap<SelectNode, Statement> {
  const statements = new Map<SelectNode, Statement>();
  for (const node of plan.nodes) {
    const { strategy } = node.decision;
    const write = strategy === 'root' ? statementOf : strategies[strategy].write;
    if (write) statements.set(node, write(node, ridingBelow(node), policies));
  }
  return statements;
}

/** The selects whose columns ride in the node's statement, parents first. */
function ridingBelow(node: SelectNode): SelectNode[] {
  return node.children.filter(ridesAlong).flatMap((child) => [child, ...ridingBelow(child)]);
}
