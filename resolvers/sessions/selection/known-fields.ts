/**
 * The names that a selection may use, by the types that `espalier types` writes. Every type here is the selection itself, but for what is no
 * field: that becomes something which nothing is, so that it does not compile where it stands.
 */
import type { EntityTypes } from '../../../schema/config/entity-types.ts';
import type { Known, KnownArguments, NoField, Text } from './known-arguments.ts';
import type { FieldOf, Leaves, Section, Values } from './selected-row.ts';

/** A part, with this in place of what it selects. */
type Selecting<Part, Select> = { readonly [Word in keyof Part]: Word extends 'select' ? Select : Part[Word] };

type Below<Part> = Part extends { readonly select: infer Select } ? Select : unknown;

/** The parts of rows: columns, values and relations, their own and those of their base. */
export type KnownRow<Model extends EntityTypes<Model>, Name extends keyof Model, Select> = Known<
  Select,
  {
    readonly [Key in keyof Select]: Key extends `... on ${infer Type}`
      ? KnownOfType<Model, Type, Select[Key]>
      : KnownField<
          Model,
          Name,
          FieldOf<Key, Select[Key]>,
          Select[Key],
          `${Text<Name>}.${Text<FieldOf<Key, Select[Key]>>}`
        >;
  }
>;

/** Interfaces have names of their own. */
type KnownOfType<Model extends EntityTypes<Model>, Type, Part> = Type extends keyof Model
  ? Selecting<Part, KnownRow<Model, Type, Below<Part>>> & KnownArguments<Model, Type, Part>
  : Part;

/** Values or a page of related rows. */
type KnownOfMany<Model extends EntityTypes<Model>, Type, Part, Kind> = Type extends keyof Model
  ? Selecting<
      Part,
      Kind extends 'page' ? KnownPage<Model, Type, Below<Part>> : KnownAggregate<Model, Type, Below<Part>>
    > &
      KnownArguments<Model, Type, Part>
  : Part;

type KnownField<
  Model extends EntityTypes<Model>,
  Name extends keyof Model,
  Field,
  Part,
  Coordinate extends string,
> = Field extends '__typename' | keyof Leaves<Model[Name]>
  ? Part
  : Field extends keyof Model[Name]['one']
    ? KnownOfType<Model, NonNullable<Model[Name]['one'][Field]>, Part>
    : Field extends keyof Model[Name]['many']
      ? KnownOfType<Model, Model[Name]['many'][Field], Part>
      : Field extends keyof Section<Model[Name], 'aggregates'>
        ? KnownOfMany<Model, Section<Model[Name], 'aggregates'>[Field], Part, 'aggregate'>
        : Field extends keyof Section<Model[Name], 'connections'>
          ? KnownOfMany<Model, Section<Model[Name], 'connections'>[Field], Part, 'page'>
          : Field extends keyof Section<Model[Name], 'choices'>
            ? Selecting<Part, KnownChoice<Model, Below<Part>>>
            : Section<Model[Name], 'base'> extends infer Base extends keyof Model
              ? KnownField<Model, Base, Field, Part, Coordinate>
              : NoField<Coordinate>;

/** One of several types: each says what is selected of it. */
type KnownChoice<Model extends EntityTypes<Model>, Select> = {
  readonly [Key in keyof Select]: Key extends `... on ${infer Type}`
    ? KnownOfType<Model, Type, Select[Key]>
    : Select[Key];
};

type KnownNames<Names, Of extends string, Select> = Known<
  Select,
  {
    readonly [Key in keyof Select]: FieldOf<Key, Select[Key]> extends Names | '__typename'
      ? Select[Key]
      : NoField<`${Of}.${Text<FieldOf<Key, Select[Key]>>}`>;
  }
>;

type Functions = 'countDistinct' | 'sum' | 'avg' | 'min' | 'max' | 'stddev';

/** Values of many rows together, and their groups. */
export type KnownAggregate<Model extends EntityTypes<Model>, Name extends keyof Model, Select> = KnownValues<
  Model,
  Name,
  Select,
  'groups'
>;

type KnownValues<Model extends EntityTypes<Model>, Name extends keyof Model, Select, More extends string> = Known<
  Select,
  {
    readonly [Key in keyof Select]: FieldOf<Key, Select[Key]> extends infer Field
      ? Field extends 'count' | '__typename'
        ? Select[Key]
        : Field extends Exclude<Functions | More, 'groups'>
          ? Selecting<Select[Key], KnownNames<keyof Values<Model[Name]>, Text<Name>, Below<Select[Key]>>>
          : Field extends More
            ? Selecting<Select[Key], KnownValues<Model, Name, Below<Select[Key]>, 'keys'>>
            : NoField<`${Text<Name>}Aggregate.${Text<Field>}`>
      : never;
  }
>;

export type KnownPage<Model extends EntityTypes<Model>, Name extends keyof Model, Select> = Known<
  Select,
  {
    readonly [Key in keyof Select]: FieldOf<Key, Select[Key]> extends infer Field
      ? Field extends 'totalCount' | '__typename'
        ? Select[Key]
        : Field extends 'nodes'
          ? KnownOfType<Model, Name, Select[Key]>
          : Field extends 'edges'
            ? Selecting<Select[Key], KnownEdge<Model, Name, Below<Select[Key]>>>
            : Field extends 'pageInfo'
              ? Selecting<Select[Key], KnownNames<PageInfo, 'PageInfo', Below<Select[Key]>>>
              : Field extends 'aggregate'
                ? Selecting<Select[Key], KnownAggregate<Model, Name, Below<Select[Key]>>>
                : NoField<`${Text<Name>}Connection.${Text<Field>}`>
      : never;
  }
>;

type PageInfo = 'hasNextPage' | 'hasPreviousPage' | 'startCursor' | 'endCursor';

type KnownEdge<Model extends EntityTypes<Model>, Name extends keyof Model, Select> = {
  readonly [Key in keyof Select]: FieldOf<Key, Select[Key]> extends 'node'
    ? KnownOfType<Model, Name, Select[Key]>
    : FieldOf<Key, Select[Key]> extends 'cursor' | '__typename'
      ? Select[Key]
      : NoField<`${Text<Name>}Edge.${Text<FieldOf<Key, Select[Key]>>}`>;
};
