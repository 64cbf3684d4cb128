/**
 * The model: what the database means to its clients. Built once from the catalog, deeply frozen, shared by all requests.
 * No GraphQL objects in it, and no SQL but what the configuration gave and what the catalog says of writing; names of tables and columns are as the database spells them, unquoted.
 */
import type { CatalogCollation, CatalogOperators, Comparison, QualifiedName, TableKind } from '../catalog/catalog.ts';
import type { ColumnWrite, ForeignKeyWrite, TableWrite } from '../catalog/write.ts';
import type { WriteRules } from './write-rules.ts';

export interface Model {
  /** In catalog order; names are unique. */
  readonly entities: readonly Entity[];
  /** Entities of other subgraphs that those here refer to. */
  readonly stubs: readonly Entity[];
  /** Root fields that functions of the database answer. */
  readonly functions: readonly RootFunction[];
  /** Every enum and composite type that a column uses, named for GraphQL. */
  readonly enums: readonly EnumType[];
  readonly composites: readonly CompositeType[];
  /** Roles of the gateway itself, which may see everything. */
  readonly ownRoles: readonly string[];
  readonly operators: CatalogOperators;
}

export interface TableName {
  readonly schema: string;
  readonly name: string;
}

export interface Entity {
  /** GraphQL type name: `OrderItem`. */
  readonly name: string;
  readonly table: TableName;
  readonly kind: TableKind;
  readonly description: string | null;
  /** The primary key, else the first unique key whose columns are all NOT NULL; null for a keyless table. */
  readonly key: UniqueKey | null;
  /** Every key that finds at most one row, of an inherited table among its own; `key` first. */
  readonly uniqueKeys: readonly UniqueKey[];
  /** The columns that clients see. */
  readonly columns: readonly Column[];
  /** Columns that only relations, keys and conditions of the configuration use. */
  readonly hiddenColumns: readonly Column[];
  /** Values that are no columns of the table. */
  readonly computed: readonly Column[];
  readonly relations: readonly Relation[];
  /** Relations that lead to one of several entities. */
  readonly unions: readonly UnionRelation[];
  /** Its rows are of several object types; null: of its own. */
  readonly subtypes: Subtypes | null;
  /** The entity that this one is a variant of. */
  readonly base: Base | null;
  readonly roots: EntityRoots;
  /** The order of its lists, where a client gives none; null: the key. */
  readonly orderBy: ConfiguredOrder | null;
  /** Null: what the limits say. */
  readonly pageSize: { readonly default: number | null; readonly max: number | null };
  /** Rows may be hidden from this role: nothing about presence can be taken for granted. */
  readonly rowSecurity: boolean;
  /** The rows that a request may see, as a client writes `where`, and where the configuration says so; null: all. */
  readonly policy: EntityPolicy | null;
  /** The places that tell its rows apart beside keys; none for a view or foreign table, or where the role may not read it: there all columns do. */
  readonly rowId: readonly SystemColumn[];
  /** Tables inherit from it: their rows are in its lists, but no key of its own holds for them. */
  readonly hasChildTables: boolean;
  /** It is another subgraph's: there is no table, its rows are the keys that refer to them. */
  readonly stub: boolean;
  /** Leading columns of every usable index that orders rows. */
  readonly indexes: readonly (readonly Column[])[];
  /** Leading columns of indexes that find rows by a value, and order none. */
  readonly lookups: readonly (readonly Column[])[];
  /** Columns that stand in any index, as they are or in an expression. */
  readonly indexed: readonly Column[];
  /** Columns of indexes whose first has its nulls otherwise than an index has them where nobody says: `desc nulls last`. */
  readonly ownNulls: readonly Column[];
  /** Columns that decide which rows partial indexes have. */
  readonly conditional: readonly Column[];
  /** The database's word about writing its rows; null where they are no table's. */
  readonly write: EntityWrite | null;
}

export interface EntityWrite extends TableWrite<Column> {
  /** The foreign keys whose columns this role can read, by constraint name. */
  readonly foreignKeys: readonly ForeignKeyConstraint[];
  /** Null: the configuration says nothing of it. */
  readonly configured: WriteRules<Column> | null;
}

export interface ForeignKeyConstraint extends ForeignKeyWrite {
  readonly name: string;
  readonly columns: readonly Column[];
  /** It may be hidden; null where the API has no such table. */
  readonly target: Entity | null;
  /** Parallel to `columns`; fewer where this role cannot read them. */
  readonly targetColumns: readonly Column[];
}

/** Where PostgreSQL keeps a row. A `ctid` repeats in every partition and in every table that inherits. */
export type SystemColumn = 'tableoid' | 'ctid';

export interface EntityPolicy {
  /** Said of the entity itself; null: nothing. */
  readonly where: unknown;
  /** Said elsewhere, where mistakes in it are reported: of the entity that it is a variant of, or by its soft delete; null: nothing. */
  readonly ofBase: unknown;
  readonly path: string;
}

/** As a client writes `orderBy`, and where the configuration says so. */
export interface ConfiguredOrder {
  readonly by: readonly unknown[];
  readonly path: string;
}

export interface UniqueKey {
  readonly constraint: string;
  readonly columns: readonly Column[];
}

/** Names of the root fields. */
export interface EntityRoots {
  readonly list: string;
  readonly one: readonly RootOne[];
  readonly connection: string;
  readonly aggregate: string;
}

export interface RootOne {
  readonly field: string;
  readonly key: UniqueKey;
  /** Argument names, parallel to `key.columns`. */
  readonly args: readonly string[];
}

export interface Column {
  readonly field: string;
  readonly name: string;
  readonly type: PgType;
  readonly nullable: boolean;
  readonly description: string | null;
  /** The type that the table has where it is read as another type, and where the configuration says so; null: the type itself. */
  readonly stored: { readonly type: PgType; readonly path: string } | null;
  /** Operators for enums and arrays refuse domains over enums and arrays of domains: it is read as what is underneath. */
  readonly asBase?: true;
  /** Its collation calls different texts equal, and so PostgreSQL matches no patterns in it: those are matched character by character. */
  readonly nondeterministic?: true;
  /** Left out where it is the database's, or its type has none. */
  readonly collation?: CatalogCollation;
  /** A jsonb that an index finds by what it contains, or a text that an index has in lower case. Left out: neither. */
  readonly foundBy?: 'contents' | 'lower case';
  /** Position in the entity's `columns`; hidden and computed ones go on from there. */
  readonly index: number;
  /** PostgreSQL computes it from the row; left out for a column of the table. */
  readonly computed?: Computed;
  /** The database's word about writing it; left out for what is not a column of a table. */
  readonly write?: ColumnWrite;
}

/** A function at the root, which gives rows or values. */
export interface RootFunction {
  readonly field: string;
  /** The entity of the rows. Values are rows too, of an entity that is not a table's. */
  readonly entity: Entity;
  /** The one column that values have; null: the rows are what is given. */
  readonly value: Column | null;
  /** The function returns a set. */
  readonly isList: boolean;
  readonly call: Extract<Computed, { kind: 'function' }>;
  readonly description: string | null;
}

/** A value that PostgreSQL computes. `args` are what a client calls it with. */
export type Computed =
  | {
      /** SQL of the configuration: over one row, or over all rows of the list that the row is in. */
      readonly kind: 'sql' | 'window';
      readonly parts: readonly SqlPart[];
      readonly args: readonly ComputedArgument[];
    }
  | {
      /** A function of the database that takes the row. */
      readonly kind: 'function';
      readonly function: TableName;
      readonly args: readonly ComputedArgument[];
    };

/** Text, and what takes its place in each statement: the alias of the row, the n-th argument. */
export type SqlPart = string | { readonly kind: 'row' } | { readonly kind: 'argument'; readonly index: number };

export interface ComputedArgument {
  readonly name: string;
  /** As the database calls it. */
  readonly sqlName: string;
  readonly type: PgType;
  readonly required: boolean;
  /** A list that stands for any number of arguments. */
  readonly isVariadic: boolean;
}

export interface ColumnPair {
  readonly local: Column;
  readonly remote: Column;
  /** As the constraint compares them; left out: as their types do. */
  readonly operator?: QualifiedName;
  /** Left out where both sides have the same. */
  readonly collation?: QualifiedName & Pick<CatalogCollation, 'deterministic'>;
}

/** The table between the two sides of a many-to-many relation. `pairs` of the relation lead into it, these lead out. */
export interface Junction {
  readonly entity: Entity;
  /** Null: none are needed. */
  readonly constraints: readonly [string, string] | null;
  readonly pairs: readonly ColumnPair[];
  /** A unique key covers both foreign keys: one target appears at most once per parent. */
  readonly unique: boolean;
}

/** The operator's SQL, cut where the two sides stand. */
export type OnCondition = readonly ({ readonly text: string } | { readonly side: 'source' | 'target' })[];

export interface Relation {
  readonly field: string;
  readonly source: Entity;
  readonly target: Entity;
  readonly kind: 'one' | 'many';
  /** Forward: the source holds the foreign key. */
  readonly direction: 'forward' | 'backward';
  /** Null: no constraint says so. */
  readonly constraint: string | null;
  /** Where the configuration makes the relation; null: the database does. */
  readonly configured: string | null;
  /** local: column of the source; remote: column of the target, or of the junction; with `on` the source's key and itself. */
  readonly pairs: readonly ColumnPair[];
  /** A condition in SQL in place of pairs: the source's row is found again by its key, and its target by the condition. */
  readonly on: OnCondition | null;
  readonly junction: Junction | null;
  /** As clients see it: false where a NOT NULL, validated key or the configuration promises a row. It need not be there. */
  readonly nullable: boolean;
  readonly tree: 'ancestors' | 'descendants' | null;
  /** Field names of the sibling connection and aggregate of a to-many relation. */
  readonly siblings: { readonly connection: string; readonly aggregate: string } | null;
  readonly load: LoadSetting;
  /** Rows of the target that count, as a client writes `where`, and where the configuration says so; null: all. */
  readonly criteria: { readonly where: unknown; readonly path: string } | null;
  /** The order of the list, where a client gives none; null: the target's own. For a to-one it says which of many rows is the one. */
  readonly orderBy: ConfiguredOrder | null;
  readonly description: string | null;
}

/** The types of the rows of an entity: each is an object of the type that its discriminator names. */
export interface Subtypes {
  /** The GraphQL interface of all of them. */
  readonly interface: string;
  /** The discriminator: of a type whose equal values have one text. */
  readonly discriminator: Column;
  readonly types: readonly Subtype[];
}

export interface Subtype {
  /** The discriminator's text. */
  readonly value: string;
  /** Whose object type it is: the entity itself, one of a table of its own, or one over the same rows. */
  readonly entity: Entity;
  /** Leads to the row in the table of its own; null: there is none. */
  readonly relation: Relation | null;
}

export interface Base {
  readonly entity: Entity;
  /** Leads to the base's row; null: it is the very row. */
  readonly relation: Relation | null;
}

/** A to-one that leads to one of several entities: which, its discriminator says. The field is of a GraphQL union. */
export interface UnionRelation {
  readonly field: string;
  readonly source: Entity;
  readonly union: string;
  readonly discriminator: Column;
  readonly types: readonly { readonly value: string; readonly relation: Relation }[];
  readonly description: string | null;
}

export type LoadSetting = 'auto' | 'joined' | 'selectin' | 'lazy' | 'raise';

/** Facts about types outside pg_catalog. */
export interface OutsideType {
  /** Its default operator class; left out: PostgreSQL's own operators for types of its kind. */
  readonly operators?: ReadonlyMap<Comparison, QualifiedName>;
  /** This role may not name it, or its operators: it is read and given, and no more. */
  readonly unusable?: true;
}

/** A PostgreSQL type with domains resolved to their base. */
export type PgType = OutsideType &
  (
    | {
        readonly kind: 'scalar';
        readonly oid: number;
        readonly schema: string;
        readonly name: string;
        /** Given to clients as an opaque text. */
        readonly as?: 'ID';
        /** For a type of an extension, the questions that two of its values cannot answer. */
        readonly lacks?: 'equality' | 'order';
      }
    | {
        readonly kind: 'enum';
        readonly oid: number;
        readonly schema: string;
        readonly name: string;
        readonly enum: EnumType;
      }
    | {
        readonly kind: 'array';
        readonly oid: number;
        readonly schema: string;
        readonly name: string;
        readonly element: PgType;
        /** Its elements are domains, and so it is of another type than an array of what is underneath: see `Column.asBase`. */
        readonly ofDomain?: true;
        /** As declared; PostgreSQL holds no value to it. Of two and more the values are JSON: nested lists. */
        readonly dimensions: number;
      }
    | {
        readonly kind: 'composite';
        readonly oid: number;
        readonly schema: string;
        readonly name: string;
        readonly composite: CompositeType;
      }
    | {
        readonly kind: 'range';
        readonly oid: number;
        readonly schema: string;
        readonly name: string;
        readonly subtype: PgType;
      }
  );

export interface EnumType {
  /** GraphQL name. */
  readonly name: string;
  readonly schema: string;
  readonly pgName: string;
  readonly description: string | null;
  /** GraphQL value name ↔ label, in sort order. */
  readonly values: readonly { readonly name: string; readonly label: string }[];
}

export interface CompositeType {
  readonly name: string;
  readonly schema: string;
  readonly pgName: string;
  readonly description: string | null;
  readonly attributes: readonly { readonly field: string; readonly name: string; readonly type: PgType }[];
}
