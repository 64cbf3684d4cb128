import type { LimitsConfig } from '../../schema/config/config.ts';
import type { Entity } from '../../schema/model/model.ts';

/** As `maxPageSize`: lists are read to their end, as streams are. It is the greatest Int. */
export const NO_PAGES = 2 ** 31 - 1;

/** Rows of a list that gives no limit, and at most: the entity's own numbers, else those of all. */
export function pageSizes(
  { pageSize }: Entity,
  limits: LimitsConfig,
): { readonly default: number; readonly max: number } {
  if (limits.maxPageSize === NO_PAGES) return { default: NO_PAGES, max: NO_PAGES };
  const max = pageSize.max ?? limits.maxPageSize;
  return { default: pageSize.default ?? Math.min(limits.defaultPageSize, max), max };
}
