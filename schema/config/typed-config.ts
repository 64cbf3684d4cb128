/** A configuration file that knows the rows of its database, by the types that `espalier types` writes. */
import type { ConfigOptions } from './read-config.ts';
import type { ConfiguredName, EntityTypes } from './entity-types.ts';
import type { WhereOf } from './typed-conditions.ts';
import type { KeyLoader } from './added/resolver-context.ts';

declare const entityOf: unique symbol;

/** Columns and relations of a row, as a resolver sees them. */
export type RowOf<Model extends EntityTypes<Model>, Name extends keyof Model> = Model[Name]['columns'] & {
  readonly [Field in keyof Model[Name]['one']]:
    RowOf<Model, NonNullable<Model[Name]['one'][Field]> & keyof Model> | Extract<Model[Name]['one'][Field], null>;
} & {
  readonly [Field in keyof Model[Name]['many']]: readonly RowOf<Model, Model[Name]['many'][Field] & keyof Model>[];
} & { readonly [entityOf]?: Name };

/** A row as loaders give it: all of its columns. */
export type ColumnsOf<Model extends EntityTypes<Model>, Name extends keyof Model> = Model[Name]['columns'] & {
  readonly [entityOf]?: Name;
};

type Targets<Model extends EntityTypes<Model>, Name extends keyof Model> = Model[Name]['one'] & Model[Name]['many'];

type Target<Model extends EntityTypes<Model>, Name extends keyof Model, Field> = Field extends keyof Targets<
  Model,
  Name
>
  ? NonNullable<Targets<Model, Name>[Field]> & keyof Model
  : never;

/** The number below each depth of a path. */
type Less = [never, 0, 1, 2];

/** `name`, `orders.total`, `customer.country.name`. */
export type PathOf<Model extends EntityTypes<Model>, Name extends keyof Model, Depth extends 0 | 1 | 2 | 3 = 2> =
  | (keyof Model[Name]['columns'] & string)
  | (Depth extends 0
      ? never
      : {
          [
            Field in keyof Targets<Model, Name> & string
          ]: `${Field}.${PathOf<Model, Target<Model, Name, Field>, Less[Depth]>}`;
        }[keyof Targets<Model, Name> & string]);

export interface TypedEntityLoader<Model extends EntityTypes<Model>, Name extends keyof Model> {
  byId(id: unknown, fields?: readonly (keyof Model[Name]['columns'])[]): Promise<ColumnsOf<Model, Name> | null>;
  byKey(
    key: Partial<Model[Name]['columns']>,
    fields?: readonly (keyof Model[Name]['columns'])[],
  ): Promise<ColumnsOf<Model, Name> | null>;
  by(
    values: Partial<Model[Name]['columns']>,
    args?: Readonly<Record<string, unknown>>,
  ): Promise<readonly ColumnsOf<Model, Name>[]>;
}

type Related<
  Model extends EntityTypes<Model>,
  Name extends keyof Model,
  Field,
> = Field extends keyof Model[Name]['many']
  ? readonly ColumnsOf<Model, Target<Model, Name, Field>>[]
  : ColumnsOf<Model, Target<Model, Name, Field>> | null;

export type TypedLoaders<Model extends EntityTypes<Model>> = {
  readonly [Name in keyof Model & string as Uncapitalize<Name>]: TypedEntityLoader<Model, Name>;
} & {
  relation<Name extends keyof Model, Field extends keyof Targets<Model, Name>>(
    row: { readonly [entityOf]?: Name },
    field: Field,
    args?: Readonly<Record<string, unknown>>,
  ): Promise<Related<Model, Name, Field>>;
};

export interface TypedContext<Model extends EntityTypes<Model>> {
  readonly loaders: TypedLoaders<Model> & Readonly<Record<string, KeyLoader>>;
  readonly signal: AbortSignal | null;
  readonly [name: string]: unknown;
}

type Args = Readonly<Record<string, unknown>>;

export interface TypedResolver<Model extends EntityTypes<Model>, Name extends keyof Model> {
  readonly requires?: readonly PathOf<Model, Name>[];
  readonly load?: 'auto' | 'raise';
  resolve(row: RowOf<Model, Name>, args: Args, context: TypedContext<Model>): unknown;
}

export interface TypedField<Model extends EntityTypes<Model>, Name extends keyof Model> extends TypedResolver<
  Model,
  Name
> {
  readonly type: string;
  readonly args?: Readonly<Record<string, string>>;
  readonly description?: string;
}

type OtherResolver<Model extends EntityTypes<Model>> = (
  row: Readonly<Record<string, unknown>>,
  args: Args,
  context: TypedContext<Model>,
) => unknown;

type EntityFile = NonNullable<ConfigOptions['entities']>[string];
type FieldFile = NonNullable<EntityFile['fields']>[string];
type ColumnFile = NonNullable<EntityFile['columns']>[string];
type RelationFile = NonNullable<EntityFile['relations']>[string];

type RelationName<Model extends EntityTypes<Model>, Name extends keyof Model> =
  keyof Targets<Model, Name> | ConfiguredName<Model[Name]>;

/** The rows of the target that count, where the types know the target. */
type TypedRelation<Model extends EntityTypes<Model>, Name extends keyof Model, Field> = Omit<RelationFile, 'where'> & {
  readonly where?: Field extends keyof Targets<Model, Name> ? WhereOf<Model, Target<Model, Name, Field>> : object;
};

export type TypedConfig<Model extends EntityTypes<Model>> = Omit<ConfigOptions, 'entities' | 'resolvers'> & {
  readonly entities?: {
    readonly [Name in keyof Model]?: Omit<EntityFile, 'fields' | 'columns' | 'relations' | 'policy'> & {
      readonly columns?: {
        readonly [Column in keyof Model[Name]['columns'] | ConfiguredName<Model[Name]>]?: ColumnFile;
      };
      readonly relations?: {
        readonly [Field in RelationName<Model, Name>]?: TypedRelation<Model, Name, Field>;
      };
      readonly policy?: WhereOf<Model, Name>;
      readonly fields?: Readonly<Record<string, TypedField<Model, Name> | Exclude<FieldFile, { resolve: unknown }>>>;
    };
  };
  readonly resolvers?: {
    readonly [Name in keyof Model]?: Readonly<Record<string, TypedResolver<Model, Name>>>;
  } & Readonly<Record<string, Readonly<Record<string, OtherResolver<Model> | TypedResolver<Model, keyof Model>>>>>;
};
