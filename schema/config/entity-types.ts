/** The form of the types that `espalier types` writes. */

/** The type that `espalier types` writes for an entity: its columns, and the entities that its relations lead to. Empty parts are left out. */
export interface EntityType {
  readonly columns: object;
  /** Values that PostgreSQL computes. */
  readonly computed?: object;
  /** Values that resolvers of the configuration make. */
  readonly functions?: object;
  /** Columns and computed values whose sums and means are numbers. */
  readonly floats?: object;
  /** The entity whose fields it has too. */
  readonly base?: string;
  /** The target's name by relation, with null where there may be none. */
  readonly one: object;
  readonly many: object;
  /** The target's name by the fields for aggregates and for pages of related rows. */
  readonly aggregates?: object;
  readonly connections?: object;
  /** The targets' names by the relations that lead to one of several entities. */
  readonly choices?: object;
  /** The values of `distinctOn`. */
  readonly distinctOn?: string;
  /** Names of the configuration that are no fields: columns and relations that it hides or calls otherwise. */
  readonly configured?: string;
}

/** The names of the configuration that are no fields. */
export type ConfiguredName<Entity extends EntityType> = Entity extends {
  readonly configured: infer Names extends string;
}
  ? Names
  : never;

export type EntityTypes<Model> = { readonly [Name in keyof Model]: EntityType };
