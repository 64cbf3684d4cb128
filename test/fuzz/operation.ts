/** A generated operation as a tree of plain objects: what fast-check shrinks, and what is printed as GraphQL. */

/** A value of an argument: a GraphQL input of the named type, written in place or handed over as a variable. */
export interface Value {
  /** As GraphQL writes it: `[Int!]`, `UserWhere`. */
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
  /** In the response; left out: made when the field is printed, so that keys never clash. */
  readonly key?: string;
  readonly alias: boolean;
  readonly args: readonly (readonly [string, Value])[];
  /** Cursors are taken from an earlier answer, so they are filled in late. */
  readonly cursors: readonly CursorArgument[];
  readonly selection: SelectionSet | null;
  readonly condition: Condition | null;
  /** `@load` says how. */
  readonly load: Load | null;
  /** The selection is split over two equal fields, which GraphQL merges. */
  readonly split: boolean;
}

export interface CursorArgument {
  readonly side: 'after' | 'before';
  /** Which row of the whole table, in the connection's order, the cursor is taken from. */
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
  /** Fragments on the types that an object of this one may be of. */
  readonly types: readonly SelectionSet[];
  /** The last fields sit in a fragment. */
  readonly fragment: 'none' | 'inline' | 'named';
}

/** Without arguments or anything below it. */
export function bare(name: string): Field {
  return { name, alias: false, args: [], cursors: [], selection: null, condition: null, load: null, split: false };
}
