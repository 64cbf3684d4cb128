/**
 * The database's own description of itself: plain rows of `pg_catalog`, resolved by oid, nothing interpreted yet.
 * `loaders/postgres/catalog/catalog-reader.ts` fills it; `schema/build-model.ts` gives it meaning.
 */

import type { ColumnWrite, ForeignKeyWrite, TableWrite } from './write.ts';

export interface Catalog {
  /** `server_version_num`, e.g. 180004. */
  readonly serverVersion: number;
  /** The role that has logged in, and the one that reads. */
  readonly ownRoles: readonly string[];
  /** Schemas asked for, in the order asked: it decides which table gets the unprefixed name. */
  readonly schemas: readonly string[];
  /** Ordered by (schema position, name). Partitions and extension-owned tables are absent. */
  readonly tables: readonly CatalogTable[];
  readonly types: ReadonlyMap<number, CatalogType>;
  /** Oids of the types that the configuration names, as PostgreSQL reads the names; null for one that it does not know. */
  readonly namedTypes: ReadonlyMap<string, number | null>;
  readonly operators: CatalogOperators;
}

/** Operators, collations: nothing of a schema can be named by a role that may not use it. */
export interface QualifiedName {
  readonly schema: string;
  readonly name: string;
}

/** The operators that PostgreSQL may find where an operator is written without its schema. */
export interface CatalogOperators {
  /** Operators outside pg_catalog that are called like one in it. */
  readonly rivals: readonly RivalOperator[];
  /** Types by oid, and those that PostgreSQL turns them into unasked. */
  readonly casts: ReadonlyMap<number, ReadonlySet<number>>;
}

export interface RivalOperator extends QualifiedName {
  readonly left: OperandType;
  readonly right: OperandType;
}

export interface OperandType {
  readonly oid: number;
  /** The element type of an array; else 0. */
  readonly element: number;
  /** It stands for many types: anyelement, record. */
  readonly isPseudo: boolean;
}

/** The operators that a type is compared with. */
export type Comparison = '=' | '<>' | '<' | '<=' | '>' | '>=';

export interface CatalogCollation extends QualifiedName {
  /** It tells all texts apart. */
  readonly deterministic: boolean;
  /** This role may use its schema. */
  readonly usable: boolean;
}

export type TableKind = 'table' | 'view' | 'materialized view' | 'foreign table' | 'partitioned table';

export interface CatalogTable {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  readonly kind: TableKind;
  readonly comment: string | null;
  /** Row security is enabled and this role is not exempt from it. */
  readonly rowSecurity: boolean;
  /** Tables inherit from it, other than partitions. */
  readonly inherited: boolean;
  /** `ctid` and `tableoid` tell its rows apart, and this role may read them. */
  readonly hasRowIds: boolean;
  /** In attnum order, dropped columns left out, only columns this role may SELECT. */
  readonly columns: readonly CatalogColumn[];
  readonly primaryKey: CatalogKey | null;
  /** Unique constraints and full (not partial, not expression, not deferrable) unique indexes, without the primary key, by name. */
  readonly uniqueKeys: readonly CatalogKey[];
  /** By constraint name. */
  readonly foreignKeys: readonly CatalogForeignKey[];
  /** Leading columns of every usable (valid, not partial) btree index, in index order. */
  readonly indexes: readonly (readonly number[])[];
  /** The columns of indexes that find rows by a value and order no list: hash, and btree over the rows that have a value in the first column. */
  readonly lookups: readonly (readonly number[])[];
  /** Columns that stand in any index, as they are or in an expression. */
  readonly indexed: readonly number[];
  /** Columns that decide which rows partial indexes have. */
  readonly conditional: readonly number[];
  /** Columns of indexes whose first has its nulls otherwise than an index has them where nobody says. */
  readonly ownNulls: readonly number[];
  /** Columns of jsonb that an index finds by what they contain. */
  readonly contained: readonly number[];
  /** Texts that an index has in lower case, and none has as they are for patterns with any beginning. */
  readonly lowered: readonly number[];
  readonly write: TableWrite<number>;
}

export interface CatalogColumn {
  readonly attnum: number;
  readonly name: string;
  readonly typeOid: number;
  /** The dimensions of an array, as declared; 0 where nothing says: a view, a function's result. */
  readonly dimensions: number;
  /** In every row, those of tables that inherit too. */
  readonly notNull: boolean;
  /** Null: its type has none. */
  readonly collation: CatalogCollation | null;
  readonly comment: string | null;
  readonly write: ColumnWrite;
}

export interface CatalogKey {
  readonly name: string;
  /** attnums in key order. */
  readonly columns: readonly number[];
  /** NULLS NOT DISTINCT, or every column NOT NULL: at most one row per value even with nulls. */
  readonly nullsDistinct: boolean;
}

export interface CatalogForeignKey {
  readonly name: string;
  readonly columns: readonly number[];
  /** oid of the referenced table; it may be outside the catalog (another schema): then no relation. */
  readonly targetOid: number;
  readonly targetColumns: readonly number[];
  /** The operators that compare a referenced column with the one that refers to it, by column. */
  readonly operators: readonly QualifiedName[];
  /** For all rows, those of tables that inherit too. */
  readonly validated: boolean;
  readonly write: ForeignKeyWrite;
}

export interface CatalogAttribute {
  readonly name: string;
  readonly typeOid: number;
  readonly dimensions: number;
}

export interface CatalogType {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  /** pg_type.typtype, with true arrays (typcategory A with typelem) told apart. */
  readonly kind: 'base' | 'array' | 'composite' | 'domain' | 'enum' | 'range' | 'multirange' | 'pseudo';
  /** The element of an array, the base of a domain, the subtype of a range; else null. */
  readonly relatedOid: number | null;
  /** The dimensions of the array that a domain is over. */
  readonly dimensions: number;
  /** `typtypmod` of a domain: the numbers of `varchar(10)` and `numeric(12, 2)`. Null: there are none. */
  readonly modifier: number | null;
  /** For a type outside pg_catalog, the operators that compare two values of it: its default operator class, or what is called so. */
  readonly operators: ReadonlyMap<Comparison, QualifiedName>;
  /** This role may use its schema, and those of its operators. */
  readonly usable: boolean;
  /** A domain's own NOT NULL. */
  readonly notNull: boolean;
  /** Enum labels in sort order. */
  readonly labels: readonly string[];
  /** Attributes of a composite type. */
  readonly attributes: readonly CatalogAttribute[];
  readonly comment: string | null;
}
