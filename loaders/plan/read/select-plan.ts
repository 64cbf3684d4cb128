/**
 * The plan of one operation: a tree of selects, and the shape of the response over it.
 */
import type { Aggregates } from '../../../schema/model/aggregate-model.ts';
import type { Column, Entity, Relation } from '../../../schema/model/model.ts';
import type { SelectArguments, OrderTerm } from '../shared/filter.ts';
import type { LoadHint, LoadStrategy } from '../shared/load-strategy.ts';
import type { Probe } from '../estimates/selectivity.ts';

export interface SelectPlan {
  /** The slots whose values the plan depends on: it is good for values of the same magnitudes. */
  readonly probes: readonly Probe[];
  /** Parents before children; `nodes[i].id === i`. */
  readonly nodes: readonly SelectNode[];
  readonly response: RootShape;
}

/** Rows of one entity, or what can be said of them together, for all parents at once. A root select has neither parent nor relation. */
export interface SelectNode {
  readonly id: number;
  readonly kind: 'rows' | 'count' | 'aggregate' | 'groups';
  readonly path: string;
  readonly entity: Entity;
  readonly parent: SelectNode | null;
  readonly relation: Relation | null;
  /** In an aggregate or groups, `columns` are among these values and keys; else null. */
  readonly aggregates: Aggregates | null;
  readonly cardinality: 'one' | 'many';
  /** Null: every parent may have rows. */
  readonly guard: Guard | null;
  readonly args: SelectArguments;
  readonly load: LoadHint | null;
  readonly children: readonly SelectNode[];
  /** The statement reads the client's columns and those that relations and presence need, each once, in order of need. */
  readonly columns: readonly Column[];
  /** The order's values are read too, to make cursors of. */
  readonly cursors: boolean;
  readonly estimate: Estimate;
  readonly decision: Decision;
  /** The statement selects its parents' keys anew instead of waiting for them: it travels with the parent's. */
  readonly derived: boolean;
  /** Terms of the order whose aggregate is grouped for all rows at once; others are asked row by row. */
  readonly groupedOrders: ReadonlySet<OrderTerm>;
  /** PostgreSQL must see the values of each request to find the right plan. */
  readonly plannedByValues: boolean;
}

/** Only those parents have rows whose column holds this text. */
export interface Guard {
  readonly column: Column;
  readonly value: string;
}

export interface Estimate {
  /** Rows of the parent that have keys to ask for, and how many of them are distinct. */
  readonly parents: number;
  readonly distinctParents: number;
  /** Rows of this node, over all parents. */
  readonly rows: number;
  /** Rows that PostgreSQL reads for them, with those that a policy hides. */
  readonly read: number;
  /** Bytes of this node's columns in one row. */
  readonly rowBytes: number;
  /** False when the tables were never analysed: the numbers are rules of thumb. */
  readonly known: boolean;
  /** The part of the rows that the conditions leave, 0…1. */
  readonly share: number;
  /** Where `share` comes from, in a person's words; empty where there are no conditions. */
  readonly sources: readonly string[];
  /** Some of it is a rule of thumb, where PostgreSQL itself may know better. */
  readonly byRule: boolean;
}

export interface Decision {
  readonly strategy: LoadStrategy | 'root';
  readonly because: string;
  readonly rejected: readonly { readonly strategy: LoadStrategy; readonly because: string }[];
}

export interface RootShape {
  readonly fields: readonly RootFieldShape[];
}
export type RootFieldShape =
  | TypenameShape
  | FailedShape
  | RowsShape
  | ValuesShape
  | ConnectionShape
  | AggregateShape
  | EntitiesShape
  | ResolverShape;

/** One GraphQL object over one row of `node`. */
export interface ObjectShape {
  readonly node: SelectNode;
  readonly typeName: string;
  readonly fields: readonly FieldShape[];
  /** Null: every row is of this shape. */
  readonly subtypes: SubtypesShape | null;
}
export type FieldShape =
  | TypenameShape
  | FailedShape
  | ColumnShape
  | CustomFieldShape
  | RowsShape
  | ConnectionShape
  | AggregateShape
  | BaseFieldShape
  | UnionShape;

/** A column says of which shape a row is. */
export interface SubtypesShape {
  readonly discriminator: Column;
  readonly shapes: ReadonlyMap<string, ObjectShape>;
}

/** A field of the row of `node`, a to-one, shown as the object's own. */
export interface BaseFieldShape {
  readonly kind: 'baseField';
  readonly key: string;
  readonly node: SelectNode;
  readonly field: FieldShape;
}

/** A column says which of the to-ones holds. */
export interface UnionShape {
  readonly kind: 'union';
  readonly key: string;
  readonly discriminator: Column;
  readonly rows: ReadonlyMap<string, RowsShape>;
}

export interface TypenameShape {
  readonly kind: 'typename';
  readonly key: string;
  readonly typeName: string;
}
/** A field that cannot be loaded (a bad argument): it raises its error where it stands, the rest is planned without it. */
export interface FailedShape {
  readonly kind: 'failed';
  readonly key: string;
  readonly error: Error;
}
export interface ColumnShape {
  readonly kind: 'column';
  readonly key: string;
  readonly column: Column;
}
/** A value that a resolver makes of the row and of what is loaded for it. */
export interface CustomFieldShape extends Omit<ResolverShape, 'kind'> {
  readonly kind: 'custom';
  /** The parts of the same row that it requires, under the names of fields. */
  readonly row: ObjectShape;
}
/** A root field that a resolver answers. */
export interface ResolverShape {
  readonly kind: 'resolver';
  readonly key: string;
  readonly path: string;
  readonly field: string;
  /** Whatever the resolver loads beyond what is loaded for it is an error. */
  readonly raise: boolean;
}
/** Entities by keys that the request gives: each entry of the answer is a row of one of the selects, or nothing. */
export interface EntitiesShape {
  readonly kind: 'entities';
  readonly key: string;
  /** The number of the field's list among the request's lists of references. */
  readonly referenceList: number;
  /** The list has one reference, and its row is the answer itself. */
  readonly single: boolean;
  /** References name the select of their row by its position here. */
  readonly objects: readonly ObjectShape[];
}
export interface RowsShape {
  readonly kind: 'one' | 'many';
  readonly key: string;
  readonly node: SelectNode;
  readonly object: ObjectShape;
  /** At most so many rows per parent; null for a to-one, and where the list has a limit of its own. */
  readonly cap: number | null;
}
/** A root field that shows one column of its row, or of each of its rows. */
export interface ValuesShape {
  readonly kind: 'values';
  readonly key: string;
  readonly isList: boolean;
  readonly node: SelectNode;
  readonly column: Column;
}
export interface ConnectionShape {
  readonly kind: 'connection';
  readonly key: string;
  readonly typeName: string;
  /** Null: the client looks at no row and no page. */
  readonly node: SelectNode | null;
  /** Where `values` of the request have the page size plus one: the further row tells whether there are more. */
  readonly limitSlot: number;
  readonly fields: readonly ConnectionFieldShape[];
}
export type ConnectionFieldShape =
  | TypenameShape
  | {
      readonly kind: 'edges';
      readonly key: string;
      readonly node: SelectNode;
      readonly fields: readonly EdgeFieldShape[];
    }
  | { readonly kind: 'nodes'; readonly key: string; readonly object: ObjectShape }
  | {
      readonly kind: 'pageInfo';
      readonly key: string;
      readonly node: SelectNode;
      readonly fields: readonly PageInfoFieldShape[];
    }
  | { readonly kind: 'totalCount'; readonly key: string; readonly node: SelectNode }
  | FailedShape
  | AggregateShape;

/** The values of all rows of a parent together. */
export interface AggregateShape {
  readonly kind: 'aggregate';
  readonly key: string;
  /** Null when nothing but groups is asked for. */
  readonly node: SelectNode | null;
  readonly fields: readonly (ValueShape | GroupsShape)[];
}
export type ValueShape = TypenameShape | FailedShape | ColumnShape | PartShape;
/** An object over the same row: `sum`, `keys`. */
export interface PartShape {
  readonly kind: 'part';
  readonly key: string;
  readonly fields: readonly ValueShape[];
}
export interface GroupsShape {
  readonly kind: 'groups';
  readonly key: string;
  readonly node: SelectNode;
  readonly fields: readonly ValueShape[];
}
export type EdgeFieldShape =
  | TypenameShape
  | { readonly kind: 'cursor'; readonly key: string }
  | { readonly kind: 'node'; readonly key: string; readonly object: ObjectShape };
export type PageInfoFieldShape =
  | TypenameShape
  | { readonly kind: 'hasNextPage' | 'hasPreviousPage' | 'startCursor' | 'endCursor'; readonly key: string };
