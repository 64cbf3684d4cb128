/** The settings of writing the rows of one entity. `read-write.ts` reads them. */

export interface WriteMapping {
  /** With null rows cannot be written so. */
  readonly create: WriteKindMapping | null;
  readonly update: WriteKindMapping | null;
  readonly delete: WriteKindMapping | null;
  /** Upserts need create and update too. */
  readonly upsert: boolean;
  /** The greatest `atMost` that clients may give; with null `limits.maxWrittenRows`. */
  readonly atMost: number | null;
}

export interface WriteKindMapping {
  /** The columns and relations that clients may give. With null all. */
  readonly columns: readonly string[] | null;
  /** Values that the gateway sets: `{ claim: 'sub' }`, `{ sql: 'now()' }`, or the value itself, by column. */
  readonly presets: ReadonlyMap<string, unknown>;
  /** The rows that may be changed or deleted, in the form of a client's `where`. With null all that may be seen. */
  readonly where: unknown;
  /** The condition of written rows at the end of their field. With null it is the policy. */
  readonly check: unknown;
}

export interface SoftDeleteMapping {
  readonly column: string;
  readonly value: unknown;
}

/** The form of a configuration file. */
export interface WriteOptions {
  readonly create?: boolean | Pick<WriteKindOptions, 'columns' | 'presets' | 'check'>;
  readonly update?: boolean | WriteKindOptions;
  readonly delete?: boolean | Pick<WriteKindOptions, 'where'>;
  readonly upsert?: boolean;
  /** The greatest `atMost` that clients may give. */
  readonly atMost?: number;
}

interface WriteKindOptions {
  readonly columns?: readonly string[];
  readonly presets?: Readonly<Record<string, unknown>>;
  readonly where?: object;
  readonly check?: object;
}
