/**
 * What the client asked of the model: columns, relations and arguments under response keys.
 * No GraphQL syntax tree in it, no SQL in it.
 */
import type { Aggregates } from '../../../schema/model/aggregate-model.ts';
import type { Column, Entity, Relation } from '../../../schema/model/model.ts';
import type { CalledColumn } from '../shared/called-column.ts';
import type { SelectArguments } from '../shared/filter.ts';
import type { LoadHint } from '../shared/load-strategy.ts';

export interface Selection {
  readonly fields: readonly (
    RowsField | ValuesField | AggregateField | EntitiesField | ResolverField | TypenameField | FailedField
  )[];
}

/** What a function gives: one value, or as many as it gives rows. */
export interface ValuesField {
  readonly kind: 'values';
  readonly key: string;
  readonly isList: boolean;
  readonly column: Column;
  readonly rows: RowsField;
}

/** Entities by keys that the request gives: each entry of the answer is a row of one of the selects, or nothing. */
export interface EntitiesField {
  readonly kind: 'entities';
  readonly key: string;
  /** Which of the request's lists of references. */
  readonly referenceList: number;
  /** The list has one reference, and its row is the answer itself. */
  readonly single: boolean;
  /** One select per entity and set of key columns, by the numbers that references have for them. */
  readonly selects: readonly ToOneField[];
}

export interface OneForm {
  readonly kind: 'one';
  readonly selection: ObjectSelection;
}

export interface ObjectSelection {
  readonly entity: Entity;
  readonly fields: readonly ObjectField[];
  /** The rows are of several types: then it is their fields that count. */
  readonly subtypes: SubtypesSelection | null;
}

export type ObjectField =
  | ColumnField
  | CustomFieldSelection
  | RowsField
  | AggregateField
  | TypenameField
  | FailedField
  | BaseField
  | UnionField;

export interface SubtypesSelection {
  readonly discriminator: Column;
  readonly types: readonly {
    readonly value: string;
    readonly typeName: string;
    readonly fields: readonly ObjectField[];
  }[];
}

/** A field of the row that a to-one leads to, shown as the object's own. */
export interface BaseField {
  readonly kind: 'baseField';
  readonly key: string;
  readonly rows: ToOneField;
  readonly field: ObjectField;
}

/** A row of one of several entities: which, a column says. */
export interface UnionField {
  readonly kind: 'union';
  readonly key: string;
  readonly discriminator: Column;
  readonly types: readonly { readonly value: string; readonly rows: ToOneField }[];
}

export type ToOneField = RowsField & { readonly form: OneForm };

/** Only those parents have rows whose column holds this text. */
export interface Guard {
  readonly column: Column;
  readonly value: string;
}

export interface TypenameField {
  readonly kind: 'typename';
  readonly key: string;
}

export interface ColumnField {
  readonly kind: 'column';
  readonly key: string;
  readonly column: Column;
  /** What a computed value is called with. Left out: it belongs to the row itself. */
  readonly call?: Pick<CalledColumn, 'call' | 'slots'>;
}

/** A value that a function makes of the row and of what is loaded for it; how, whoever asks knows by the field's name. */
export interface CustomFieldSelection {
  readonly kind: 'custom';
  readonly key: string;
  readonly path: string;
  readonly field: string;
  /** Under the names of fields. */
  readonly requires: ObjectSelection;
  /** What is loaded beyond that is an error. */
  readonly raise: boolean;
}

/** A root field that a function answers. */
export interface ResolverField {
  readonly kind: 'resolver';
  readonly key: string;
  readonly path: string;
  readonly field: string;
  readonly raise: boolean;
}

/** A field that cannot be loaded (a bad argument): it raises its error where it stands, the rest is planned without it. */
export interface FailedField {
  readonly kind: 'failed';
  readonly key: string;
  readonly error: Error;
}

/** A field that loads rows: a root field (no relation) or a relation. */
export interface RowsField {
  readonly kind: 'rows';
  readonly key: string;
  /** Response keys from the root, for people: `users.posts`. */
  readonly path: string;
  readonly entity: Entity;
  readonly relation: Relation | null;
  readonly args: SelectArguments;
  /** Null: every parent. */
  readonly guard: Guard | null;
  /** The operation's own wish, with where it was said. */
  readonly load: LoadHint | null;
  readonly form:
    | OneForm
    /** `cap`: rows given at most, where the list has no limit of its own; null where it has. */
    | { readonly kind: 'many'; readonly selection: ObjectSelection; readonly cap: number | null }
    | ConnectionForm;
}

export interface ConnectionForm {
  readonly kind: 'connection';
  /** Position in `values` of the page size plus one (the extra row tells whether there are more). */
  readonly limitSlot: number;
  readonly fields: readonly ConnectionField[];
}

export type ConnectionField =
  | TypenameField
  | { readonly kind: 'edges'; readonly key: string; readonly fields: readonly EdgeField[] }
  | { readonly kind: 'nodes'; readonly key: string; readonly selection: ObjectSelection }
  | { readonly kind: 'pageInfo'; readonly key: string; readonly fields: readonly PageInfoField[] }
  | { readonly kind: 'totalCount'; readonly key: string; readonly args: SelectArguments }
  | AggregateField
  | FailedField;

/** A field that gives values of many rows together. */
export interface AggregateField {
  readonly kind: 'aggregate';
  readonly key: string;
  readonly path: string;
  readonly aggregates: Aggregates;
  readonly relation: Relation | null;
  readonly args: SelectArguments;
  readonly load: LoadHint | null;
  readonly fields: readonly (ValueField | GroupsField)[];
}

export type ValueField =
  | TypedTypenameField
  | FailedField
  | ColumnField
  | { readonly kind: 'part'; readonly key: string; readonly fields: readonly ValueField[] };

/** Of a type that nothing else names. */
export interface TypedTypenameField extends TypenameField {
  readonly typeName: string;
}

export interface GroupsField {
  readonly kind: 'groups';
  readonly key: string;
  readonly path: string;
  /** The filter is that of the rows to group. */
  readonly args: SelectArguments;
  readonly fields: readonly ValueField[];
}

export type EdgeField =
  | TypenameField
  | { readonly kind: 'cursor'; readonly key: string }
  | { readonly kind: 'node'; readonly key: string; readonly selection: ObjectSelection };

export type PageInfoField =
  | TypenameField
  | {
      readonly kind: 'hasNextPage' | 'hasPreviousPage' | 'startCursor' | 'endCursor';
      readonly key: string;
    };
