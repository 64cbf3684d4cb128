/**
 * The names that `where`, `orderBy` and `distinctOn` of a selection may use, by the types that `espalier types` writes. As in
 * `known-fields.ts`, each type is what was written, but for what is no field.
 */
import type { EntityTypes } from '../../../schema/config/entity-types.ts';
import type { Section } from './selected-row.ts';

declare const noField: unique symbol;

/** Nothing is of this type. */
export interface NoField<Coordinate extends string> {
  readonly [noField]: Coordinate;
}

export type Text<Name> = Name & string;

/** Names that are made when the program runs are not known before. */
export type Known<Written, Checked> = string extends keyof Written ? unknown : Checked;

/** The arguments of a list, of those that were written. */
export type KnownArguments<Model extends EntityTypes<Model>, Name extends keyof Model, Form> = (Form extends {
  readonly where: infer Where;
}
  ? { readonly where: KnownWhere<Model, Name, Where> }
  : unknown) &
  (Form extends { readonly orderBy: infer Order } ? { readonly orderBy: KnownOrder<Model, Name, Order> } : unknown) &
  (Form extends { readonly distinctOn: infer Columns }
    ? { readonly distinctOn: KnownDistinct<Model, Name, Columns> }
    : unknown);

type KnownWhere<Model extends EntityTypes<Model>, Name extends keyof Model, Where> = Where extends readonly unknown[]
  ? { readonly [Index in keyof Where]: KnownWhere<Model, Name, Where[Index]> }
  : Known<
      Where,
      {
        readonly [Key in keyof Where]: Key extends 'and' | 'or' | 'not'
          ? KnownWhere<Model, Name, Where[Key]>
          : KnownCondition<Model, Name, Key, Where[Key], `${Text<Name>}.${Text<Key>}`>;
      }
    >;

type KnownCondition<
  Model extends EntityTypes<Model>,
  Name extends keyof Model,
  Key,
  Part,
  Coordinate extends string,
> = Key extends keyof Model[Name]['columns'] | keyof Section<Model[Name], 'computed'>
  ? Part
  : Key extends keyof Model[Name]['one']
    ? KnownWhere<Model, NonNullable<Model[Name]['one'][Key]> & keyof Model, Part>
    : Key extends keyof Model[Name]['many']
      ? { readonly [Word in keyof Part]: KnownWhere<Model, Model[Name]['many'][Key] & keyof Model, Part[Word]> }
      : Key extends keyof Section<Model[Name], 'aggregates'> | keyof Section<Model[Name], 'choices'>
        ? Part
        : Section<Model[Name], 'base'> extends infer Base extends keyof Model
          ? KnownCondition<Model, Base, Key, Part, Coordinate>
          : NoField<Coordinate>;

type KnownOrder<Model extends EntityTypes<Model>, Name extends keyof Model, Order> = Order extends readonly unknown[]
  ? { readonly [Index in keyof Order]: KnownOrder<Model, Name, Order[Index]> }
  : Known<
      Order,
      { readonly [Key in keyof Order]: KnownOrderKey<Model, Name, Key, Order[Key], `${Text<Name>}.${Text<Key>}`> }
    >;

type KnownOrderKey<
  Model extends EntityTypes<Model>,
  Name extends keyof Model,
  Key,
  Part,
  Coordinate extends string,
> = Key extends
  | keyof Model[Name]['columns']
  | keyof Section<Model[Name], 'computed'>
  | keyof Section<Model[Name], 'aggregates'>
  | keyof Section<Model[Name], 'choices'>
  ? Part
  : Key extends keyof Model[Name]['one']
    ? KnownOrder<Model, NonNullable<Model[Name]['one'][Key]> & keyof Model, Part>
    : Section<Model[Name], 'base'> extends infer Base extends keyof Model
      ? KnownOrderKey<Model, Base, Key, Part, Coordinate>
      : NoField<Coordinate>;

/** Types that were written before there were such names know none. */
type KnownDistinct<Model extends EntityTypes<Model>, Name extends keyof Model, Columns> =
  Section<Model[Name], 'distinctOn'> extends infer Names extends string
    ? { readonly [Index in keyof Columns]: KnownName<Columns[Index], Names, `${Text<Name>}.distinctOn`> }
    : unknown;

type KnownName<Column, Names extends string, Coordinate extends string> = string extends Column
  ? Column
  : Column extends Names
    ? Column
    : NoField<Coordinate>;
