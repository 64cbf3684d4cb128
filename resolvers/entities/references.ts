/** What the entries of an `_entities` list refer to. */

import type { ReferenceBatch } from './reference-batch.ts';

/** The key that a representation gives: `at` among the keys of the list's `select`. */
export interface Reference {
  readonly select: number;
  readonly index: number;
  readonly representation: Readonly<Record<string, unknown>>;
}

/** An entity that is no row. */
export interface ResolvedReference {
  readonly batch: ReferenceBatch;
  readonly index: number;
}

/** One entry per representation; an Error where it refers to nothing that can be looked for. */
export type References = readonly (Reference | ResolvedReference | Error)[];
