/**
 * lazy: the relation is loaded when a resolver asks for it. All parents that ask in one tick share one statement,
 * the one that selectin would have sent:
 *
 *     select k.ord::int4, t0."id" from unnest($1::int8[]) with ordinality as k(k0, ord)
 *       join posts t0 on t0."author_id" = k.k0 order by k.ord, t0."id"
 */
import DataLoader from 'dataloader';

/** Loads by parent instance; `load` gets every instance asked for in one tick, once, and answers with what holds all their rows. */
export function lazyLoader<Result>(
  load: (parents: readonly number[]) => Promise<Result>,
): (parent: number) => Promise<Result> {
  return batchLoader(
    async (parents) => {
      const result = await load(parents);
      return parents.map(() => result);
    },
    (parent) => parent,
  );
}

/** Loads by key: `load` gets every key asked for in one tick, once, and answers with a value or an Error for each. */
export function batchLoader<Key, Value>(
  load: (keys: readonly Key[]) => Promise<readonly (Value | Error)[]>,
  identity: (key: Key) => unknown,
  maxBatchSize = Infinity,
): (key: Key) => Promise<Value> {
  const loader = new DataLoader<Key, Value, unknown>(load, { cacheKeyFn: identity, maxBatchSize });
  return (key) => {
    const loading = loader.load(key);
    // Who asked may be answered before, as where a sibling fails, and look no more.
    loading.catch(() => undefined);
    return loading;
  };
}
