/** The targets of the entries of an `_entities` list. */

import type { ReferenceBatch } from './reference-batch.ts';

/** The key of a representation, as its index among the keys of the list's `select`. */
export interface Reference {
  readonly select: number;
  readonly index: number;
  readonly representation: Readonly<Record<string, unknown>>;
}

/** A reference to an entity without a row. */
export interface ResolvedReference {
  readonly batch: ReferenceBatch;
  readonly index: number;
}

/** One entry per representation, which is an Error where the representation refers to nothing that can be looked up. */
export type References = readonly (Reference | ResolvedReference | Error)[];
