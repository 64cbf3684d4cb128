/** What the entries of an `_entities` list refer to. */

/** The key that a representation gives: `at` among the keys of the list's `select`. */
export interface Reference {
  readonly select: number;
  readonly at: number;
  readonly representation: Readonly<Record<string, unknown>>;
}

/** One entry per representation; an Error where it refers to nothing that can be looked for. */
export type References = readonly (Reference | Error)[];
