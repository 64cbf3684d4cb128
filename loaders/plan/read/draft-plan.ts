/** A plan while the passes work on it. */
import type { Column } from '../../../schema/model/model.ts';
import type { OrderTerm, SelectArguments } from '../shared/filter.ts';
import type { LoadHint } from '../shared/load-strategy.ts';
import { PlanError } from '../shared/plan-error.ts';
import type { Decision, Estimate, RootShape, SelectNode } from './select-plan.ts';

export interface DraftNode extends SelectNode {
  readonly parent: DraftNode | null;
  readonly children: DraftNode[];
  readonly columns: Column[];
  args: SelectArguments;
  load: LoadHint | null;
  cursors: boolean;
  estimate: Estimate;
  decision: Decision;
  derived: boolean;
  readonly groupedOrders: Set<OrderTerm>;
  plannedByValues: boolean;
}

export interface DraftPlan {
  readonly nodes: DraftNode[];
  /** The rows of the root come in batches. */
  readonly streamed?: boolean;
  readonly response: RootShape;
}

export function addColumn(node: { readonly columns: Column[] }, column: Column): void {
  if (!node.columns.includes(column)) node.columns.push(column);
}

export function checkHint({ path, load }: Pick<SelectNode, 'path' | 'load'>): void {
  if (!load?.contradicts) return;
  throw new PlanError(
    `${path}: one @load asks for ${load.strategy}, another @load on the same field for ${load.contradicts}. Keep one.`,
  );
}

/** One select, several fields: their wishes must agree. A field's own wish outranks the header's. */
export function mergeHints(node: Pick<SelectNode, 'path' | 'load'>, second: LoadHint | null): LoadHint | null {
  const first = node.load;
  if (!first || !second) return first ?? second;
  if (first.required !== second.required) return first.required ? second : first;
  if (first.binding !== second.binding) return first.binding ? first : second;
  if (first.strategy === second.strategy) return first;
  throw new PlanError(
    `${node.path}: ${first.source} asks for ${first.strategy}, ${second.source} asks for ${second.strategy}, ` +
      'but both fields read the same rows. Give both the same strategy.',
  );
}
