import type { LimitsConfig } from '../../schema/config/config.ts';
import type { Entity } from '../../schema/model/model.ts';

/** The page size of lists that are read to their end, as streams are. It is the greatest Int. */
export const NO_PAGES = 2 ** 31 - 1;

/**
 * Returns the number of rows of a list without a limit, and the greatest limit: those of the entity, or else those of
 * all.
 */
export function pageSizes(
  { pageSize }: Entity,
  limits: LimitsConfig,
): { readonly default: number; readonly max: number } {
  if (limits.maxPageSize === NO_PAGES) return { default: NO_PAGES, max: NO_PAGES };
  const max = pageSize.max ?? limits.maxPageSize;
  return { default: pageSize.default ?? Math.min(limits.defaultPageSize, max), max };
}
