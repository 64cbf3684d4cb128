/** Loaders of the configuration. They get the keys of one moment in one call, and each key once per request. */
import type { Lifetime } from '../../loaders/session/lifetime.ts';
import { batchLoader } from '../../loaders/session/batch-loader.ts';
import type { LoaderSettings } from '../../schema/config/added/loader-settings.ts';
import type { KeyLoader } from '../../schema/config/added/resolver-context.ts';

export function outsideLoader(name: string, { load, batchSize }: LoaderSettings, lifetime: Lifetime): KeyLoader {
  const ask = async (keys: readonly unknown[]): Promise<readonly unknown[]> => {
    const values: unknown = await load(keys, { signal: lifetime.signal });
    if (Array.isArray(values) && values.length === keys.length) return values;
    const given = Array.isArray(values) ? `${values.length} values` : 'no list';
    throw new Error(
      `loaders.${name} gave ${given} for ${keys.length} keys; it must give one for each, in their order.`,
    );
  };
  return { load: batchLoader(ask, identity, batchSize ?? Infinity) };
}

/** Objects are the same key when they print alike. */
function identity(key: unknown): unknown {
  return typeof key === 'object' && key !== null ? JSON.stringify(key) : key;
}
