import type { LimitsConfig } from '../schema/config.ts';
import type { Entity } from '../schema/model.ts';

/** Rows of a list that gives no limit, and at most: the entity's own numbers, else those of all. */
export function pageSizes(
  { pageSize }: Entity,
  limits: LimitsConfig,
): { readonly default: number; readonly max: number } {
  const max = pageSize.max ?? limits.maxPageSize;
  return { default: pageSize.default ?? Math.min(limits.defaultPageSize, max), max };
}
