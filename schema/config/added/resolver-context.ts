/** What a resolver gets beside its row and arguments. */
export interface ResolverContext {
  /** Rows that the operation has not planned, and what `loaders` in the configuration load. */
  readonly loaders: Loaders;
  /** Aborted when the client is gone. */
  readonly signal: AbortSignal | null;
  /** What the program's own context holds. */
  readonly [name: string]: unknown;
}

/** One per entity, by its name beginning small, and one per loader of the configuration. */
export type Loaders = { readonly relation: LoadRelation } & Readonly<Record<string, EntityLoader & KeyLoader>>;

/** A row: its columns under the names of fields, decoded. */
export type LoadedRow = Readonly<Record<string, unknown>>;

/**
 * What a relation of a row leads to: a row or null, or a list, with the arguments that the field has in the API.
 * The row is one that a resolver was given or has loaded.
 */
export type LoadRelation = (
  row: object,
  field: string,
  args?: Readonly<Record<string, unknown>>,
) => Promise<LoadedRow | readonly LoadedRow[] | null>;

/**
 * Rows of one entity. Calls of one moment are one statement; a row that is held already costs none.
 * `fields` are the columns to read, all when left out.
 */
export interface EntityLoader {
  /** By a key of one column. */
  byId(id: unknown, fields?: readonly string[]): Promise<LoadedRow | null>;
  /** By the columns of any unique key. */
  byKey(key: Readonly<Record<string, unknown>>, fields?: readonly string[]): Promise<LoadedRow | null>;
  /** All rows with these values, with the arguments that lists have in the API. */
  by(
    values: Readonly<Record<string, unknown>>,
    args?: Readonly<Record<string, unknown>>,
  ): Promise<readonly LoadedRow[]>;
}

/** A loader of the configuration: keys of one moment are one call, and each is asked for once per request. */
export interface KeyLoader {
  load(key: unknown): Promise<unknown>;
}
