/** Values that PostgreSQL computes, as the configuration says them: complete and checked for form. */
import type { SqlPart } from '../../model/model.ts';

export interface ComputedMapping {
  readonly source:
    | { readonly kind: 'sql' | 'window'; readonly parts: readonly SqlPart[] }
    /** `public.full_name` */
    | { readonly kind: 'function'; readonly name: string };
  /** By name; null where nothing is said of them. */
  readonly args: ReadonlyMap<string, TypeMapping> | null;
  readonly type: TypeMapping;
  readonly description: string | null;
  /** Where the configuration has it: `entities.Order.fields.total`. */
  readonly path: string;
}

/** `numeric`, `Decimal!`: a type of PostgreSQL, or of GraphQL (it begins with a capital). */
export interface TypeMapping {
  /** Null: as the database says. */
  readonly name: string | null;
  /** Never null. */
  readonly required: boolean;
}

/** What a configuration file may say. */
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
