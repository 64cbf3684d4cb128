/**
 * The settings of entities. They are complete and checked for form; the build of the model checks them against the catalog. Names of
 * types, fields and columns are matched as they are written here, and each map keeps the order of the file.
 */
import type { CustomFieldSettings, CustomFieldOptions } from '../added/extension-settings.ts';
import type { ComputedOptions, ComputedMapping, FunctionMapping } from '../computed/computed-settings.ts';
import type { SoftDeleteMapping, WriteMapping, WriteOptions } from './write-settings.ts';
import type { LoadSetting } from '../../model/model.ts';

/** The name for all entities, and for all relations. */
export const ALL = '*';

export interface Mapping {
  /** Entities by type name as `inspect` prints it, or by table: `Order`, `sales.orders`. */
  readonly entities: ReadonlyMap<string, EntityMapping>;
  /** Claims of a request that policies and expressions may name, with their PostgreSQL types: `userId → int8`. */
  readonly claims: ReadonlyMap<string, string>;
  /** Functions of the database that give rows, by the name of their root field. */
  readonly functions: ReadonlyMap<string, FunctionMapping>;
}

export interface EntityMapping {
  /** Another name for the type and, by it, its root fields. */
  readonly name: string | null;
  /** A hidden entity is not served, and neither are relations to it. */
  readonly hide: boolean;
  readonly description: string | null;
  /** Columns that tell rows apart, for views and tables without a key. */
  readonly key: readonly string[] | null;
  /** The order of its lists where a client gives none, in the form of a client's `orderBy`. */
  readonly orderBy: readonly unknown[];
  readonly defaultPageSize: number | null;
  readonly maxPageSize: number | null;
  /** Columns by field or column name. */
  readonly columns: ReadonlyMap<string, ColumnMapping>;
  /** Relations by field name, the database's own and new ones. */
  readonly relations: ReadonlyMap<string, RelationMapping>;
  /** The types of its rows, where they are several. */
  readonly variants: VariantsMapping | null;
  /** Relations that lead to one of several types, by field name. */
  readonly unions: ReadonlyMap<string, UnionMapping>;
  /** The rows that a request may see, in the form of a client's `where`. An operand may be `{ claim: 'userId' }`. With null all are seen. */
  readonly policy: unknown;
  /** How rows are written. With null as the database allows. */
  readonly write: WriteMapping | null;
  /** The column that tells versions of a row apart. The gateway moves it on. */
  readonly version: string | null;
  /** The field `rowVersion` tells the versions of a row apart: PostgreSQL's number of the transaction that wrote it. */
  readonly rowVersion: boolean;
  /** Updates and deletes by a key need the version in `ifMatch`. */
  readonly requireMatch: boolean;
  /** Deleted rows stay in the table and are hidden. */
  readonly softDelete: SoftDeleteMapping | null;
  /** Values that PostgreSQL computes, by field name. */
  readonly fields: ReadonlyMap<string, ComputedMapping>;
  /** Custom fields, by field name. */
  readonly resolved: ReadonlyMap<string, CustomFieldSettings>;
}

export interface ColumnMapping {
  readonly name: string | null;
  readonly hide: boolean;
  readonly description: string | null;
  /** The PostgreSQL type that the column is read as. */
  readonly type: string | null;
  /** With false the configuration promises that a view or table has no nulls here. */
  readonly nullable: boolean | null;
}

export interface RelationMapping {
  readonly name: string | null;
  readonly hide: boolean;
  readonly description: string | null;
  readonly load: LoadSetting | null;
  /** This and the following settings define a new relation. They are null where the relation is one of the database's. */
  readonly target: string | null;
  readonly kind: 'one' | 'many' | null;
  /** Pairs of columns, here and there, or an SQL condition over `{source}` and `{target}`. */
  readonly on: readonly ColumnPairSetting[] | string | null;
  readonly through: ThroughMapping | null;
  /** The rows of the target that count, in the form of a client's `where`. */
  readonly where: unknown;
  /** The order in the form of a client's `orderBy`. A to-one with an order is the first of many: one row per parent by LATERAL. */
  readonly orderBy: readonly unknown[];
  readonly nullable: boolean | null;
}

export interface VariantsMapping {
  /** The name of the GraphQL interface. With null it is that of the entity. */
  readonly interface: string | null;
  /** The column that tells the types apart. */
  readonly by: string;
  /** Types by name: the entity itself, one with a table of its own, or with `columns` a new one over the same rows. */
  readonly types: ReadonlyMap<string, VariantMapping>;
}

export interface VariantMapping {
  /** The discriminator's text. */
  readonly value: string;
  /** The columns that only this type has. They are null where it has a table of its own, or is the entity itself. */
  readonly columns: readonly string[] | null;
}

export interface UnionMapping {
  /** The name of the GraphQL union. */
  readonly name: string;
  readonly description: string | null;
  readonly by: string;
  /** Types by name. */
  readonly types: ReadonlyMap<string, UnionTypeMapping>;
}

export interface UnionTypeMapping {
  readonly value: string;
  readonly on: readonly ColumnPairSetting[];
}

export type ColumnPairSetting = readonly [local: string, remote: string];

/** The junction between the two sides. */
export interface ThroughMapping {
  readonly table: string;
  /** The columns from here to the junction, and from the junction to the target. */
  readonly on: readonly ColumnPairSetting[];
  readonly then: readonly ColumnPairSetting[];
}

/** The form of a configuration file. */
export interface EntityOptions extends Partial<
  Omit<
    EntityMapping,
    | 'columns'
    | 'relations'
    | 'variants'
    | 'unions'
    | 'fields'
    | 'resolved'
    | 'policy'
    | 'orderBy'
    | 'write'
    | 'softDelete'
  >
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
  readonly write?: boolean | WriteOptions;
  readonly softDelete?: Pick<SoftDeleteMapping, 'column'> & Partial<SoftDeleteMapping>;
  readonly fields?: Readonly<Record<string, CustomFieldOptions | ComputedOptions>>;
}

export interface RelationOptions extends Partial<Omit<RelationMapping, 'through' | 'where' | 'orderBy'>> {
  /** Without pairs, the only foreign keys to the two sides count. */
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
