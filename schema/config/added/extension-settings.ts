/**
 * The additions of a program to the API. They are complete and checked for form; `extend.ts` checks them against the model.
 */
import type { LoaderOptions, LoaderSettings } from './loader-settings.ts';
import type { ResolverContext } from './resolver-context.ts';

export type Row = Readonly<Record<string, unknown>>;
export type Arguments = Readonly<Record<string, unknown>>;

/** Gives the value of a field, or a promise of it. On `Query` the row is empty. */
export type Resolve = (row: Row, args: Arguments, context: ResolverContext) => unknown;

export interface ResolverSettings {
  /** The part of the row that must be loaded, as a set of fields: `firstName orders { total }`. */
  readonly requires: string | null;
  /** With `raise` it is an error that the resolver loads more than that. */
  readonly load: 'auto' | 'raise';
  readonly resolve: Resolve;
}

/** A field of an entity, with its type in GraphQL's syntax. */
export interface CustomFieldSettings extends ResolverSettings {
  readonly type: string;
  /** Types of its arguments, by name. */
  readonly args: ReadonlyMap<string, string>;
  readonly description: string | null;
}

export interface Extensions {
  /** Types and extensions of types in SDL. */
  readonly typeDefs: string;
  /** By type and field. */
  readonly resolvers: ReadonlyMap<string, ReadonlyMap<string, ResolverSettings>>;
  /** Loaders of things outside the database, by name. */
  readonly loaders: ReadonlyMap<string, LoaderSettings>;
}

/** The form of a configuration file. */
export interface ExtensionsOptions {
  readonly typeDefs?: string | readonly string[];
  /** A function is a resolver that requires nothing. */
  readonly resolvers?: Readonly<Record<string, Readonly<Record<string, Resolve | ResolverOptions>>>>;
  /** Loaders of things outside the database, which give as many values as keys. */
  readonly loaders?: Readonly<Record<string, LoaderOptions>>;
}

export interface ResolverOptions {
  /** Paths of columns, such as `['firstName', 'orders.total']`, or a set of fields: `'firstName orders { total }'`. */
  readonly requires?: string | readonly string[];
  readonly load?: ResolverSettings['load'];
  resolve(row: Row, args: Arguments, context: ResolverContext): unknown;
}

export interface CustomFieldOptions extends ResolverOptions {
  readonly type: string;
  readonly args?: Readonly<Record<string, string>>;
  readonly description?: string;
}
