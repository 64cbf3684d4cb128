/** How `limits.cacheBytes` is divided. A document and its plan take about as much. */
import type { LimitsConfig } from '../schema/config.ts';
import type { LruBounds } from './lru.ts';

export function cacheBounds({
  planCacheEntries: entries,
  cacheBytes,
}: LimitsConfig): Readonly<Record<'documents' | 'plans' | 'outlines', LruBounds>> {
  const eighths = (count: number): LruBounds => ({ entries, bytes: (cacheBytes / 8) * count });
  return { documents: eighths(3), plans: eighths(4), outlines: eighths(1) };
}
