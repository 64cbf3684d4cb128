/** Divides `limits.cacheBytes`. A document and its plan take about as much. */
import type { LimitsConfig } from '../../schema/config/config.ts';
import type { LruBounds } from './lru.ts';

export interface CacheBounds {
  readonly documents: LruBounds;
  readonly plans: LruBounds;
  readonly outlineBytes: number;
}

export function cacheBounds({ planCacheEntries: entries, cacheBytes }: LimitsConfig): CacheBounds {
  const eighth = cacheBytes / 8;
  return { documents: { entries, bytes: eighth * 3 }, plans: { entries, bytes: eighth * 4 }, outlineBytes: eighth };
}
