/** A flat form of `extensions.plan`. */

export interface Explained {
  readonly path: string;
  readonly strategy: string;
  readonly because: string;
  readonly statement: number | null;
  readonly estimatedRows: number;
  readonly estimatedFrom: readonly string[];
  readonly rows: number | null;
  readonly children: readonly Explained[];
}

interface ExplainedPlan {
  readonly roots: readonly Explained[];
}

/** Lists parents before children. */
export function explainedNodes(plan: unknown): readonly Explained[] {
  return isPlan(plan) ? plan.roots.flatMap(flat) : [];
}

function isPlan(plan: unknown): plan is ExplainedPlan {
  return typeof plan === 'object' && plan !== null && 'roots' in plan && Array.isArray(plan.roots);
}

function flat(node: Explained): readonly Explained[] {
  return [node, ...node.children.flatMap(flat)];
}
