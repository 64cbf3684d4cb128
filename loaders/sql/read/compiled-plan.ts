/** A plan with its statements: what the plan cache holds. Everything in it is shared by all requests of one shape. */
import type { SelectNode, SelectPlan } from '../../plan/read/select-plan.ts';
import { arrivalOf } from '../../plan/shared/load-strategy.ts';
import type { RowPolicies } from '../shared/scope.ts';
import type { Statement } from '../shared/statement.ts';
import { compilePlan, type StrategyWriters } from './compile.ts';

export interface CompiledPlan extends SelectPlan {
  readonly statements: ReadonlyMap<SelectNode, Statement>;
  /**
   * The selects with which the waves of the first answer begin, those without a parent. Everything is delivered with them;
   * an answer in parts would have further selects to begin with.
   */
  readonly initial: readonly SelectNode[];
  /** Waves at the most: 1 needs no explicit transaction. */
  readonly depth: number;
  /** More may be loaded when a resolver asks: the transaction stays open until then. */
  readonly deferred: boolean;
}

export interface CompileOptions {
  readonly policies: RowPolicies;
  readonly strategies: StrategyWriters;
  /** Resolvers may load what is not in the plan. */
  readonly open: boolean;
}

export function compile(plan: SelectPlan, { policies, strategies, open }: CompileOptions): CompiledPlan {
  const statements = compilePlan(plan, policies, strategies);
  const depths = new Map<SelectNode, number>();
  for (const node of plan.nodes) {
    const above = node.parent ? (depths.get(node.parent) ?? 0) : 0;
    depths.set(node, statements.has(node) && !node.derived ? above + 1 : above);
  }
  const initial = plan.nodes.filter((node) => node.parent === null);
  const deferred = open || plan.nodes.some((node) => arrivalOf(node) === 'onDemand');
  return { ...plan, statements, initial, depth: Math.max(0, ...depths.values()), deferred };
}
