/**
 * What people mean beyond what the catalog says, complete and checked for form; what makes the model checks it against the catalog.
 * Names of types, fields and columns are matched as they are written here; each map keeps the order of the file.
 */
import type { CustomFieldSettings, CustomFieldOptions } from '../added/extension-settings.ts';
import type { ComputedOptions, ComputedMapping, FunctionMapping } from '../computed/computed-settings.ts';
import type { LoadSetting } from '../../model/model.ts';

/** In `entities` and `relations`: all of them. */
export const ALL = '*';

export interface Mapping {
  /** By type name as `inspect` prints it, or by table: `Order`, `sales.orders`. */
  readonly entities: ReadonlyMap<string, EntityMapping>;
  /** Claims of a request that policies and expressions may name, with their PostgreSQL types: `userId → int8`. */
  readonly claims: ReadonlyMap<string, string>;
  /** By the name of the root field: functions of the database that give rows. */
  readonly functions: ReadonlyMap<string, FunctionMapping>;
}

export interface EntityMapping {
  /** Another name for the type and, by it, its root fields. */
  readonly name: string | null;
  /** Not served, and neither are relations to it. */
  readonly hide: boolean;
  readonly description: string | null;
  /** Columns that tell rows apart, for views and tables without a key. */
  readonly key: readonly string[] | null;
  /** The order of its lists, where a client gives none; as a client writes `orderBy`. */
  readonly orderBy: readonly unknown[];
  readonly defaultPageSize: number | null;
  readonly maxPageSize: number | null;
  /** By field or column name. */
  readonly columns: ReadonlyMap<string, ColumnMapping>;
  /** By field name: of the database's own relations, or of new ones. */
  readonly relations: ReadonlyMap<string, RelationMapping>;
  /** Its rows are of several types. */
  readonly variants: VariantsMapping | null;
  /** By field name: relations that lead to one of several types. */
  readonly unions: ReadonlyMap<string, UnionMapping>;
  /** Rows that a request may see, as a client writes `where`; an operand may be `{ claim: 'userId' }`. Null: all. */
  readonly policy: unknown;
  /** By field name: values that PostgreSQL computes. */
  readonly fields: ReadonlyMap<string, ComputedMapping>;
  /** By field name: values that functions of the program make. */
  readonly resolved: ReadonlyMap<string, CustomFieldSettings>;
}

export interface ColumnMapping {
  readonly name: string | null;
  readonly hide: boolean;
  readonly description: string | null;
  /** The PostgreSQL type that it is read as. */
  readonly type: string | null;
  /** False: what a view or a policy-free table promises. */
  readonly nullable: boolean | null;
}

export interface RelationMapping {
  readonly name: string | null;
  readonly hide: boolean;
  readonly description: string | null;
  readonly load: LoadSetting | null;
  /** All that follows makes a relation of its own; null where the field is one of the database's. */
  readonly target: string | null;
  readonly kind: 'one' | 'many' | null;
  /** Pairs of columns, here and there, or an SQL condition over `{source}` and `{target}`. */
  readonly on: readonly ColumnPairSetting[] | string | null;
  readonly through: ThroughMapping | null;
  /** Rows of the target that count, as a client writes `where`. */
  readonly where: unknown;
  /** As a client writes `orderBy`. A to-one with an order is the first of many: one row per parent by LATERAL. */
  readonly orderBy: readonly unknown[];
  readonly nullable: boolean | null;
}

export interface VariantsMapping {
  /** The GraphQL interface; null: it is called like the entity. */
  readonly interface: string | null;
  /** The column that tells the types apart. */
  readonly by: string;
  /** By type name: the entity itself, one with a table of its own, or with `columns` a new one over the same rows. */
  readonly types: ReadonlyMap<string, VariantMapping>;
}

export interface VariantMapping {
  /** The discriminator's text. */
  readonly value: string;
  /** Columns that only this type has; null: it has a table of its own, or is the entity itself. */
  readonly columns: readonly string[] | null;
}

export interface UnionMapping {
  /** The GraphQL union. */
  readonly name: string;
  readonly description: string | null;
  readonly by: string;
  /** By type name. */
  readonly types: ReadonlyMap<string, UnionTypeMapping>;
}

export interface UnionTypeMapping {
  readonly value: string;
  readonly on: readonly ColumnPairSetting[];
}

export type ColumnPairSetting = readonly [local: string, remote: string];

/** A table between the two sides. */
export interface ThroughMapping {
  readonly table: string;
  /** From here to the table, and from the table to the target. */
  readonly on: readonly ColumnPairSetting[];
  readonly then: readonly ColumnPairSetting[];
}

/** What a configuration file may say. */
export interface EntityOptions extends Partial<
  Omit<EntityMapping, 'columns' | 'relations' | 'variants' | 'unions' | 'fields' | 'resolved' | 'policy' | 'orderBy'>
> {
  readonly orderBy?: readonly object[];
  readonly columns?: Readonly<Record<string, Partial<ColumnMapping>>>;
  readonly relations?: Readonly<Record<string, RelationOptions>>;
  readonly variants?: {
    readonly interface?: string;
    readonly by: string;
    readonly types: Readonly<Record<string, { readonly value: string; readonly columns?: readonly string[] }>>;
  };
  readonly unions?: Readonly<Record<string, UnionOptions>>;
  readonly policy?: object;
  readonly fields?: Readonly<Record<string, CustomFieldOptions | ComputedOptions>>;
}

export interface RelationOptions extends Partial<Omit<RelationMapping, 'through' | 'where' | 'orderBy'>> {
  /** Without pairs: the only foreign keys to the two sides. */
  readonly through?: Pick<ThroughMapping, 'table'> & Partial<ThroughMapping>;
  readonly where?: object;
  readonly orderBy?: readonly object[];
}

export interface UnionOptions {
  readonly name: string;
  readonly description?: string;
  readonly by: string;
  readonly types: Readonly<Record<string, UnionTypeMapping>>;
}
