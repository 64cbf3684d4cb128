/** The configuration's word about writing the rows of an entity. Conditions stand as the configuration has them: access reads them. `C` is a column of the model. */

/** The field that tells the versions of a row apart where no column does. */
export const ROW_VERSION = 'rowVersion';

export interface WriteRules<C> {
  /** Where the configuration says so: `entities.Order`. */
  readonly path: string;
  /** The entity has a `write` of its own. */
  readonly isListed: boolean;
  /** With null there are no such writes. */
  readonly create: KindRules<C> | null;
  readonly update: KindRules<C> | null;
  readonly delete: KindRules<C> | null;
  readonly upsert: boolean;
  /** Rows that one condition may write; with null as many as an operation may. */
  readonly atMost: number | null;
  /** Moves on with each update. */
  readonly version: C | null;
  /** Rows have a field `rowVersion`. */
  readonly rowVersion: boolean;
  /** Updates and deletes by a key must say the version that they have seen. */
  readonly requireMatch: boolean;
  /** Rows that are deleted stay, and this column says so. */
  readonly softDelete: ColumnPreset<C> | null;
}

export interface KindRules<C> {
  readonly path: string;
  /** The columns and relations that clients may give, by field or by name of the column; with null all. */
  readonly only: readonly string[] | null;
  /** Columns that the gateway sets. */
  readonly presets: readonly ColumnPreset<C>[];
  /** The rows that may be written, in the form of a client's `where`; null: all that may be seen. */
  readonly where: unknown;
  /** The condition of written rows when their field is done, in the same form; null: the policy. */
  readonly check: unknown;
}

export interface ColumnPreset<C> {
  readonly column: C;
  /** A value, `{ claim: 'sub' }` or `{ sql: 'now()' }`. */
  readonly value: unknown;
  readonly path: string;
}
