/** Questions to the database beside the catalog, which the configuration raises. `loaders/postgres/catalog/catalog-questions.ts` answers. */
import type { CatalogType } from '../catalog/catalog.ts';
import type { SqlPart, TableName } from './model.ts';

export interface CatalogQuestions {
  /** Types by the names that PostgreSQL knows them by; what is no type is left out. */
  namedTypes(names: readonly string[]): Promise<ReadonlyMap<string, NamedType>>;
  /** Types, and all that they are made of. */
  types(oids: readonly number[]): Promise<ReadonlyMap<number, CatalogType>>;
  /** The type of a value, or PostgreSQL's reason why it has none. */
  typeOf(value: CheckedValue): Promise<number | string>;
  /** Functions of one name: `full_name`, `public.full_name`. */
  functions(name: string): Promise<readonly CatalogFunction[]>;
  functionNames(): Promise<readonly string[]>;
  /** Among these names, those that only volatile functions have. */
  volatile(names: readonly string[]): Promise<readonly string[]>;
}

export interface NamedType {
  readonly oid: number;
  /** As PostgreSQL spells it. */
  readonly spelled: string;
}

/** A value of a row of a table, with the types of its arguments as PostgreSQL spells them. */
export interface CheckedValue {
  readonly table: TableName;
  readonly kind: 'sql' | 'window';
  readonly parts: readonly SqlPart[];
  readonly argTypes: readonly string[];
  /** Any column of the table. */
  readonly column: string;
}

export interface CatalogFunction {
  readonly schema: string;
  readonly name: string;
  readonly isVolatile: boolean;
  readonly givesSet: boolean;
  readonly mayExecute: boolean;
  readonly typeOid: number;
  /** The table whose row it gives, or a set of them. */
  readonly rowOf: TableName | null;
  /** IN arguments; unnamed ones are ''. */
  readonly args: readonly CatalogArgument[];
  /** How many of the last arguments have defaults. */
  readonly defaults: number;
}

export interface CatalogArgument {
  readonly name: string;
  readonly typeOid: number;
  readonly rowOf: TableName | null;
  readonly isVariadic: boolean;
}
