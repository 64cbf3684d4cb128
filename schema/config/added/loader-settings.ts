/** Reads the `loaders` section of the configuration: things outside the database that are loaded by keys. */
import type { IssueScope } from '../reader/config-issues.ts';
import { SectionReader } from '../reader/section-reader.ts';
import { isRecord } from '../../util/records.ts';

/** Gives as many values as keys, in their order, with an Error for each that failed. */
export type LoadKeys = (keys: readonly unknown[], context: { readonly signal: AbortSignal | null }) => unknown;

export interface LoaderSettings {
  readonly load: LoadKeys;
  /** The most keys of one call. With null all keys of one tick are one call. */
  readonly batchSize: number | null;
}

export interface LoaderOptions {
  load(keys: readonly never[], context: { readonly signal: AbortSignal | null }): unknown;
  readonly batchSize?: number;
}

export function readLoaders(value: unknown, issues: IssueScope): ReadonlyMap<string, LoaderSettings> {
  if (value === false) return new Map();
  if (!isRecord(value)) issues.wrong('must be an object of loaders by name');
  return new Map(
    Object.entries(isRecord(value) ? value : {}).flatMap(([name, item]) => {
      if (!isRecord(item)) {
        issues.at(name).wrong('must be an object: { load: (keys) => … }');
        return [];
      }
      const section = new SectionReader(item, issues.at(name));
      const load = section.func('load');
      const batchSize = section.integer('batchSize', 1);
      if (!section.has('load')) section.wrong('load', 'must be a function from keys to as many values');
      section.end();
      return load ? [[name, { load, batchSize }] as const] : [];
    }),
  );
}
