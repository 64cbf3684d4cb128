/** Wishes for a strategy, of one field and of several that share a select. */
import type { LoadHint } from '../shared/load-strategy.ts';
import { PlanError } from '../shared/plan-error.ts';
import type { RowsField } from './selection.ts';

export function checkHint({ path, load }: Pick<RowsField, 'path' | 'load'>): void {
  if (!load?.contradicts) return;
  throw new PlanError(
    `${path}: one @load asks for ${load.strategy}, another @load on the same field for ${load.contradicts}. Keep one.`,
  );
}

/** One select, several fields: their wishes must agree. A field's own wish outranks the header's. */
export function mergeHints(node: Pick<RowsField, 'path' | 'load'>, second: LoadHint | null): LoadHint | null {
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
