/** Batches the loads that are asked for in one tick: deferred relations, and loads of resolvers. */
import DataLoader from 'dataloader';

/** Loads by key: `load` gets every key asked for in one tick, once, and answers with a value or an Error for each. */
export function batchLoader<Key, Value>(
  load: (keys: readonly Key[]) => Promise<readonly (Value | Error)[]>,
  identity: (key: Key) => unknown,
  maxBatchSize = Infinity,
): (key: Key) => Promise<Value> {
  const loader = new DataLoader<Key, Value, unknown>(load, { cacheKeyFn: identity, maxBatchSize });
  return (key) => {
    const loading = loader.load(key);
    // The answer may be given before it settles, as where a sibling fails, and then nobody handles its error.
    loading.catch(() => undefined);
    return loading;
  };
}
