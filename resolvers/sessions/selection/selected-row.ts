/** The results of a selection, by the types that `espalier types` writes: they have what is selected, and nothing else. */
import type { EntityTypes } from '../../../schema/config/entity-types.ts';

/** Where the types do not tell (objects that functions give, names that are no field) the value is unknown. */
export type SelectedRow<Model extends EntityTypes<Model>, Name extends keyof Model, Select> = {
  readonly [Key in keyof Select as Key extends Fragment ? never : Key]: FieldValue<
    Model,
    Name,
    FieldOf<Key, Select[Key]>,
    Select[Key]
  >;
} & OfTypes<Model, Select>;

type Fragment = `... on ${string}`;

/** The share that rows of one type have of it, where there are several: it may be missing. */
type OfTypes<Model extends EntityTypes<Model>, Select> = Together<
  {
    [Key in keyof Select & Fragment]: Key extends `... on ${infer Name}`
      ? Partial<SelectedRow<Model, Name & keyof Model, Below<Select[Key]>>>
      : never;
  }[keyof Select & Fragment]
>;

/** A union as the intersection of its members; of none, everything. */
type Together<Union> = (Union extends unknown ? (each: Union) => void : never) extends (all: infer All) => void
  ? All
  : unknown;

/** Under another name than the field's own. */
export type FieldOf<Key, Part> = Part extends { readonly field: infer Field } ? Field : Key;

type Below<Part> = Part extends { readonly select: infer Select } ? Select : unknown;

/** The types' word under a name; they may leave it out. */
export type Section<Type, Name extends string> = Type extends { readonly [Each in Name]: infer Value }
  ? Value
  : unknown;

/** Columns, and what is computed like them. */
export type Values<Type> = Section<Type, 'columns'> & Section<Type, 'computed'>;

export type Leaves<Type> = Values<Type> & Section<Type, 'functions'>;

type FieldValue<Model extends EntityTypes<Model>, Name extends keyof Model, Field, Part> = Field extends '__typename'
  ? string
  : Field extends keyof Leaves<Model[Name]>
    ? Leaves<Model[Name]>[Field]
    : Part extends { readonly select: infer Select }
      ? RelationValue<Model, Name, Field, Select>
      : Inherited<Model, Name, Field, Part>;

type RelationValue<
  Model extends EntityTypes<Model>,
  Name extends keyof Model,
  Field,
  Select,
> = Field extends keyof Model[Name]['one']
  ? | SelectedRow<Model, NonNullable<Model[Name]['one'][Field]> & keyof Model, Select>
    | Extract<Model[Name]['one'][Field], null>
  : Field extends keyof Model[Name]['many']
    ? readonly SelectedRow<Model, Model[Name]['many'][Field] & keyof Model, Select>[]
    : Field extends keyof Section<Model[Name], 'aggregates'>
      ? SelectedAggregate<Model, Section<Model[Name], 'aggregates'>[Field] & keyof Model, Select>
      : Field extends keyof Section<Model[Name], 'connections'>
        ? SelectedPage<Model, Section<Model[Name], 'connections'>[Field] & keyof Model, Select>
        : Field extends keyof Section<Model[Name], 'choices'>
          ? SelectedRow<Model, Section<Model[Name], 'choices'>[Field] & keyof Model, Select> | null
          : Inherited<Model, Name, Field, { readonly select: Select }>;

/** A row of a type with a base has the fields of its base too. */
type Inherited<Model extends EntityTypes<Model>, Name extends keyof Model, Field, Part> =
  Section<Model[Name], 'base'> extends infer Base extends keyof Model ? FieldValue<Model, Base, Field, Part> : unknown;

/** Values of many rows together, and their groups. */
export type SelectedAggregate<Model extends EntityTypes<Model>, Name extends keyof Model, Select> = {
  readonly [Key in keyof Select]: FieldOf<Key, Select[Key]> extends 'groups'
    ? readonly SelectedGroup<Model[Name], Below<Select[Key]>>[]
    : AggregateValue<Model[Name], FieldOf<Key, Select[Key]>, Below<Select[Key]>>;
};

type SelectedGroup<Type, Select> = {
  readonly [Key in keyof Select]: FieldOf<Key, Select[Key]> extends 'keys'
    ? SelectedValues<Type, 'keys', Below<Select[Key]>>
    : AggregateValue<Type, FieldOf<Key, Select[Key]>, Below<Select[Key]>>;
};

type AggregateValue<Type, Field, Select> = Field extends '__typename'
  ? string
  : Field extends 'count'
    ? number
    : SelectedValues<Type, Field, Select>;

type SelectedValues<Type, Of, Select> = {
  readonly [Key in keyof Select]: FieldOf<Key, Select[Key]> extends '__typename'
    ? string
    : ColumnsValue<Type, Of, FieldOf<Key, Select[Key]>>;
};

/** Over no rows only a count knows anything. */
type ColumnsValue<Type, Of, Field> = Of extends 'countDistinct'
  ? number
  : Of extends 'sum' | 'avg' | 'stddev'
    ? (Field extends keyof Section<Type, 'floats'> ? number : string) | null
    : Field extends keyof Values<Type>
      ? Values<Type>[Field] | null
      : unknown;

export type SelectedPage<Model extends EntityTypes<Model>, Name extends keyof Model, Select> = {
  readonly [Key in keyof Select]: PageValue<Model, Name, FieldOf<Key, Select[Key]>, Below<Select[Key]>>;
};

type PageValue<Model extends EntityTypes<Model>, Name extends keyof Model, Field, Select> = Field extends '__typename'
  ? string
  : Field extends 'nodes'
    ? readonly SelectedRow<Model, Name, Select>[]
    : Field extends 'edges'
      ? readonly SelectedEdge<Model, Name, Select>[]
      : Field extends 'totalCount'
        ? number
        : Field extends 'pageInfo'
          ? SelectedPageInfo<Select>
          : Field extends 'aggregate'
            ? SelectedAggregate<Model, Name, Select>
            : unknown;

type SelectedEdge<Model extends EntityTypes<Model>, Name extends keyof Model, Select> = {
  readonly [Key in keyof Select]: FieldOf<Key, Select[Key]> extends 'node'
    ? SelectedRow<Model, Name, Below<Select[Key]>>
    : string;
};

type SelectedPageInfo<Select> = {
  readonly [Key in keyof Select]: FieldOf<Key, Select[Key]> extends 'hasNextPage' | 'hasPreviousPage'
    ? boolean
    : FieldOf<Key, Select[Key]> extends '__typename'
      ? string
      : string | null;
};
