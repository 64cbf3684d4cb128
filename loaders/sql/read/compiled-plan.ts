/** A plan with its statements: what the plan cache holds. Everything in it is shared by all requests of one shape. */
import type { SelectNode, SelectPlan } from '../../plan/read/select-plan.ts';
import { compilePlan } from './compile.ts';
import type { RowPolicies } from '../shared/scope.ts';
import type { Statement } from '../shared/statement.ts';

export interface CompiledPlan extends SelectPlan {
  readonly statements: ReadonlyMap<SelectNode, Statement>;
  /** Waves at the most: 1 needs no explicit transaction. */
  readonly depth: number;
  /** More may be loaded when a resolver asks: the transaction stays open until then. */
  readonly deferred: boolean;
}

/** `open`: resolvers may load what is not in the plan. */
export function compile(plan: SelectPlan, policies: RowPolicies, open = false): CompiledPlan {
  const statements = compilePlan(plan, policies);
  const depths = new Map<SelectNode, number>();
  for (const node of plan.nodes) {
    const above = node.parent ? (depths.get(node.parent) ?? 0) : 0;
    depths.set(node, statements.has(node) && !node.derived ? above + 1 : above);
  }
  const deferred = open || plan.nodes.some((node) => node.decision.strategy === 'lazy');
  return { ...plan, statements, depth: Math.max(0, ...depths.values()), deferred };
}
