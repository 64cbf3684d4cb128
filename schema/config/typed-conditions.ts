/** Conditions of a configuration file, by the types that `espalier types` writes: a misspelt column does not compile. */
import type { ConfiguredName, EntityType, EntityTypes } from './entity-types.ts';

type Computed<Entity extends EntityType> = Entity extends { readonly computed: infer Fields } ? keyof Fields : never;

/** Columns and computed values, and columns that only the configuration names. */
type Comparable<Entity extends EntityType> = keyof Entity['columns'] | Computed<Entity> | ConfiguredName<Entity>;

/** A condition on the user: a claim, and what it must be. */
type ClaimTest = { readonly claim?: string } & {
  readonly [
    Operator in
      'eq' | 'ne' | 'in' | 'notIn' | 'isNull' | 'lt' | 'lte' | 'gt' | 'gte' | 'has' | 'hasSome' | 'hasEvery' | 'isEmpty'
  ]?: unknown;
};

type Aggregates<Entity extends EntityType> = Entity extends { readonly aggregates: infer Fields } ? Fields : unknown;

/** Conditions on values over related rows. */
type ValuesOf<Model extends EntityTypes<Model>, Name extends keyof Model> = {
  readonly where?: WhereOf<Model, Name>;
  readonly count?: object;
} & {
  readonly [Function in 'countDistinct' | 'sum' | 'avg' | 'min' | 'max' | 'stddev']?: {
    readonly [Column in Comparable<Model[Name]>]?: object;
  };
};

/** A condition on rows, as a client writes `where`, or on the user. An operand may be `{ claim: 'sub' }`. */
export type WhereOf<Model extends EntityTypes<Model>, Name extends keyof Model> = ClaimTest & {
  readonly and?: readonly WhereOf<Model, Name>[];
  readonly or?: readonly WhereOf<Model, Name>[];
  readonly not?: WhereOf<Model, Name>;
} & { readonly [Column in Comparable<Model[Name]>]?: object } & {
  readonly [Field in keyof Model[Name]['one']]?: WhereOf<Model, NonNullable<Model[Name]['one'][Field]> & keyof Model>;
} & {
  readonly [Field in keyof Model[Name]['many']]?: {
    readonly [Quantifier in 'some' | 'every' | 'none']?: WhereOf<Model, Model[Name]['many'][Field] & keyof Model>;
  };
} & {
  readonly [Field in keyof Aggregates<Model[Name]>]?: ValuesOf<Model, Aggregates<Model[Name]>[Field] & keyof Model>;
} & (Model[Name] extends { readonly base: infer Base extends keyof Model } ? WhereOf<Model, Base> : unknown);
