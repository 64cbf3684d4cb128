/** The context of a resolver: it comes beside its row and arguments. */
export interface ResolverContext {
  /** Loads rows that the operation has not planned, and things by the `loaders` of the configuration. */
  readonly loaders: Loaders;
  /** Aborted when the client is gone. */
  readonly signal: AbortSignal | null;
  /** The properties of the program's own context. */
  readonly [name: string]: unknown;
}

/** One per entity, by its name with a small first letter, and one per loader of the configuration. */
export type Loaders = { readonly relation: LoadRelation } & Readonly<Record<string, EntityLoader & KeyLoader>>;

/** A row: its columns under the names of fields, decoded. */
export type LoadedRow = Readonly<Record<string, unknown>>;

/**
 * Gives the target of a relation: a row or null, or a list. The arguments are those of the field in the API.
 * The row is one that a resolver was given or has loaded.
 */
export type LoadRelation = (
  row: object,
  field: string,
  args?: Readonly<Record<string, unknown>>,
) => Promise<LoadedRow | readonly LoadedRow[] | null>;

/**
 * Loads rows of one entity. Calls of one tick are one statement; a row that is loaded already costs none.
 * `fields` names the columns to read; without it all are read.
 */
export interface EntityLoader {
  /** Finds a row by a key of one column. */
  byId(id: unknown, fields?: readonly string[]): Promise<LoadedRow | null>;
  /** Finds a row by the columns of any unique key. */
  byKey(key: Readonly<Record<string, unknown>>, fields?: readonly string[]): Promise<LoadedRow | null>;
  /** Finds all rows with these values. The arguments are those of lists in the API. */
  by(
    values: Readonly<Record<string, unknown>>,
    args?: Readonly<Record<string, unknown>>,
  ): Promise<readonly LoadedRow[]>;
}

/** A loader of the configuration. Keys of one tick are one call, and each is asked for once per request. */
export interface KeyLoader {
  load(key: unknown): Promise<unknown>;
}
