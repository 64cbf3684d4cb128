/**
 * What the client asked of the model: columns, relations and arguments under response keys.
 * No GraphQL syntax tree in it, no SQL in it.
 */
import type { Column, Entity, Relation } from '../../schema/model.ts';
import type { ListArguments } from './filter.ts';
import type { LoadHint } from './load-strategy.ts';

export interface Selection {
  readonly fields: readonly (RowsField | TypenameField | FailedField)[];
}

export interface ObjectSelection {
  readonly entity: Entity;
  readonly fields: readonly (ColumnField | RowsField | TypenameField | FailedField)[];
}

export interface TypenameField {
  readonly kind: 'typename';
  readonly key: string;
}

export interface ColumnField {
  readonly kind: 'column';
  readonly key: string;
  readonly column: Column;
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
  readonly list: ListArguments;
  /** The operation's own wish, with where it was said. */
  readonly load: LoadHint | null;
  readonly form:
    | { readonly kind: 'one'; readonly selection: ObjectSelection }
    /** `cap`: rows given when the list has no limit of its own. */
    | { readonly kind: 'many'; readonly selection: ObjectSelection; readonly cap: number }
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
  | { readonly kind: 'totalCount'; readonly key: string };

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
