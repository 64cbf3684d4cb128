/** A generated operation as a tree of plain objects, which fast-check shrinks and which is printed as GraphQL. */

/** A value of an argument: a GraphQL input of the named type, written in place or passed as a variable. */
export interface Value {
  /** The type as GraphQL writes it, such as `[Int!]` or `UserWhere`. */
  readonly type: string;
  readonly content: Content;
  readonly asVariable: boolean;
}

export type Content =
  | { readonly kind: 'scalar'; readonly json: unknown }
  | { readonly kind: 'enum'; readonly name: string }
  | { readonly kind: 'list'; readonly items: readonly Content[] }
  | { readonly kind: 'object'; readonly fields: readonly (readonly [string, Value])[] };

export interface Field {
  readonly name: string;
  /** The response key. Without it, one is made when the field is printed, so that keys never clash. */
  readonly key?: string;
  readonly alias: boolean;
  readonly args: readonly (readonly [string, Value])[];
  /** Cursors are taken from an earlier answer, so they are filled in late. */
  readonly cursors: readonly CursorArgument[];
  readonly selection: SelectionSet | null;
  readonly condition: Condition | null;
  /** The strategy of `@load`. */
  readonly load: Load | null;
  /** If true, the selection is split over two equal fields, which GraphQL merges. */
  readonly split: boolean;
}

export interface CursorArgument {
  readonly side: 'after' | 'before';
  /** The position of the cursor's row in the whole table, in the order of the connection. */
  readonly position: number;
}

export type Load = 'AUTO' | 'JOINED' | 'SELECTIN' | 'LAZY';

export interface Condition {
  readonly directive: 'skip' | 'include';
  readonly value: boolean;
  readonly asVariable: boolean;
}

export interface SelectionSet {
  readonly type: string;
  readonly fields: readonly Field[];
  /** Fragments on the possible types of the object. */
  readonly types: readonly SelectionSet[];
  /** The form of the fragment that holds the last fields. */
  readonly fragment: 'none' | 'inline' | 'named';
}

/** Makes a field without arguments and without a selection. */
export function bare(name: string): Field {
  return { name, alias: false, args: [], cursors: [], selection: null, condition: null, load: null, split: false };
}
