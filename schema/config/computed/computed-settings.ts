/** The settings of values that PostgreSQL computes. They are complete and checked for form. */
import type { SqlPart } from '../../model/model.ts';

export interface ComputedMapping {
  readonly source:
    | { readonly kind: 'sql' | 'window'; readonly parts: readonly SqlPart[] }
    /** `public.full_name` */
    | { readonly kind: 'function'; readonly name: string };
  /** Types of arguments by name, null where the configuration does not declare them. */
  readonly args: ReadonlyMap<string, TypeMapping> | null;
  readonly type: TypeMapping;
  readonly description: string | null;
  /** The place in the configuration: `entities.Order.fields.total`. */
  readonly path: string;
  /** It is of a system column, which tables alone have. Left out: any row will do. */
  readonly isOfTables?: true;
}

/** `numeric` or `Decimal!`: a type of PostgreSQL, or one of GraphQL, which begins with a capital. */
export interface TypeMapping {
  /** With null it is the type that the database finds. */
  readonly name: string | null;
  /** The value is never null. */
  readonly required: boolean;
}

/** The form of a configuration file. */
export type ComputedOptions = (
  | { readonly sql: string; readonly args?: Readonly<Record<string, string>> }
  | { readonly window: string }
  | { readonly function: string; readonly args?: Readonly<Record<string, string>> }
) & { readonly type?: string; readonly description?: string; readonly nullable?: boolean };

/** A root field that a function of the database answers. */
export interface FunctionMapping {
  /** `public.search_products` */
  readonly function: string;
  readonly description: string | null;
  readonly path: string;
}

export interface FunctionOptions {
  readonly function: string;
  readonly description?: string;
}
