/**
 * The gateway's part in a supergraph. The settings are complete and checked for form; `federate.ts` checks them against the model.
 */
import type { ResolverContext } from '../added/resolver-context.ts';
export interface FederationSettings {
  /** The version of the federation specification that the SDL links to: `2.3`. */
  readonly version: string;
  /** Sends Apollo's inline traces to routers that ask for them. */
  readonly trace: boolean;
  /** Links beside federation's own. */
  readonly links: readonly LinkSettings[];
  /** Own directives that composition keeps. */
  readonly composeDirectives: readonly string[];
  /** Definitions of own directives, in SDL. */
  readonly definitions: string;
  /** By type name; `Query` too. */
  readonly types: ReadonlyMap<string, TypeSettings>;
  /** Entities of other subgraphs that rows here refer to, by type name. */
  readonly stubs: ReadonlyMap<string, StubSettings>;
}

export interface StubSettings {
  /** The fields of its key. */
  readonly key: readonly string[];
  readonly references: readonly StubReference[];
}

export interface StubReference {
  /** The type whose rows refer to the stub, and the columns that do, parallel to the key. */
  readonly type: string;
  readonly fields: readonly string[];
  /** The field that leads to the stub. */
  readonly as: string;
  /** The field of the stub that leads back, if it has one. */
  readonly many: string | null;
}

export interface LinkSettings {
  readonly url: string;
  readonly import: readonly string[];
}

/** Directives that stand on types and on fields alike. */
export interface DirectiveSettings {
  readonly shareable: boolean;
  readonly inaccessible: boolean;
  readonly tags: readonly string[];
  readonly authenticated: boolean;
  readonly requiresScopes: readonly (readonly string[])[];
  readonly policy: readonly (readonly string[])[];
  /** Directives that are applied as they are written: `@custom(level: 1)`. */
  readonly directives: readonly string[];
}

export interface TypeSettings extends DirectiveSettings {
  /** These take the place of the keys that the database gives. */
  readonly keys: readonly KeySettings[] | null;
  readonly addKeys: readonly KeySettings[];
  /** Field sets of keys of the database that are not to be offered. */
  readonly removeKeys: readonly string[];
  /** The type belongs to another subgraph, and is printed as `extend type`. */
  readonly extend: boolean;
  readonly interfaceObject: boolean;
  /** Offers the root fields of the table. */
  readonly roots: boolean;
  /** Finds the objects of a type without a table that other subgraphs ask for, all of one operation at once. */
  readonly resolveReferences: ResolveReferences | null;
  readonly fields: ReadonlyMap<string, FieldSettings>;
}

export interface KeySettings {
  readonly fields: string;
  readonly resolvable: boolean;
  /** Columns of the key may be null. A row with such a null is not found by it. */
  readonly nullable: boolean;
}

export interface FieldSettings extends DirectiveSettings {
  /** Another name for a relation. */
  readonly name: string | null;
  /** Gives the column as `ID`. */
  readonly id: boolean;
  /** Adds a field of this GraphQL type that is not a column. */
  readonly type: string | null;
  readonly external: boolean;
  readonly override: string | null;
  readonly overrideLabel: string | null;
  readonly provides: string | null;
  readonly requires: string | null;
  /** Makes the value of an added field from the fields that it requires. */
  readonly resolve: ResolveField | null;
}

export type ResolveField = (values: Readonly<Record<string, unknown>>) => unknown;

/** Gives as many objects as representations, in their order: null where there is none, an Error where it failed. */
export type ResolveReferences = (
  representations: readonly Readonly<Record<string, unknown>>[],
  context: ResolverContext,
) => unknown;

/** The form of a configuration file. */
export interface FederationOptions extends Partial<Pick<FederationSettings, 'version' | 'trace' | 'definitions'>> {
  readonly links?: readonly Partial<LinkSettings>[];
  readonly composeDirectives?: readonly string[];
  readonly types?: Readonly<Record<string, TypeOptions>>;
  readonly stubs?: Readonly<Record<string, StubOptions>>;
}

export interface StubOptions {
  readonly key: readonly string[];
  readonly references: readonly (Omit<StubReference, 'many'> & { readonly many?: string })[];
}

export interface TypeOptions extends Partial<Omit<TypeSettings, 'keys' | 'addKeys' | 'fields' | 'resolveReferences'>> {
  readonly keys?: readonly (string | (Partial<KeySettings> & { readonly fields: string }))[];
  readonly addKeys?: TypeOptions['keys'];
  readonly resolveReferences?: ResolveReferences;
  readonly fields?: Readonly<Record<string, FieldOptions>>;
}

export type FieldOptions = {
  readonly [Name in keyof FieldSettings]?: NonNullable<FieldSettings[Name]>;
};
