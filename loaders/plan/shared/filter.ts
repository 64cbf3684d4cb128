/**
 * Conditions, orders and pages as trees of plain objects. They hold parameter slots, never values:
 * one tree serves every request of the same argument shape.
 */
import type { AggregateValue, GroupKey } from '../../../schema/model/aggregate-model.ts';
import type { Column, Entity, PgType, Relation, RootFunction, SystemColumn } from '../../../schema/model/model.ts';

/** Where a value of the request goes: position in the request's `values`, and the type it is cast to. */
export interface Slot {
  readonly index: number;
  readonly type: PgType;
  /** The value is an array of `type`. */
  readonly isArray: boolean;
  /** The value is among those of the configuration and the claims, not those that the operation gives. */
  readonly configured?: true;
  /** The value is a number of the gateway's own, or is passed to a function. Left out: a client compares with it. */
  readonly role?: 'number' | 'argument';
}

export type CompareOperator =
  | 'eq'
  | 'ne'
  | 'lt'
  | 'lte'
  | 'gt'
  | 'gte'
  | 'in'
  | 'notIn'
  | 'like'
  | 'ilike'
  | 'contains'
  | 'containedBy'
  | 'hasKey'
  | 'has'
  | 'overlaps'
  | 'matches';

export type Filter =
  | { readonly kind: 'and'; readonly filters: readonly Filter[] }
  | {
      readonly kind: 'or';
      readonly filters: readonly Filter[];
      /** The keys of this entity's rows are found first, by each part alone. Left out: each row is asked. */
      readonly united?: Entity;
    }
  | { readonly kind: 'not'; readonly filter: Filter }
  | { readonly kind: 'compare'; readonly column: Column; readonly operator: CompareOperator; readonly operand: Slot }
  | { readonly kind: 'null'; readonly column: Column; readonly isNull: boolean }
  | {
      /** The condition is on the value at a path of a jsonb column. */
      readonly kind: 'at';
      readonly column: Column;
      readonly path: Slot;
      /** How many keys the path has, and how many values are looked for; null where an index of containment is of no use. */
      readonly contained: { readonly keys: number; readonly values: number } | null;
      readonly test: { readonly operator: CompareOperator; readonly operand: Slot } | { readonly isNull: boolean };
    }
  /** The words stand in a text or a tsvector. Null: the configuration of text search that the database has by default. */
  | { readonly kind: 'search'; readonly column: Column; readonly config: string | null; readonly words: Slot }
  | { readonly kind: 'empty'; readonly column: Column; readonly isEmpty: boolean }
  /** The condition is on a claim of the request, whatever the row: `test` says of its one column what holds for the claim. */
  | { readonly kind: 'claim'; readonly claim: Slot; readonly test: Filter }
  | {
      readonly kind: 'related';
      readonly relation: Relation;
      readonly quantifier: 'some' | 'every' | 'none';
      readonly filter: Filter;
    }
  | Aggregated;

/** The condition is on values over those related rows that `filter` passes. */
export interface Aggregated {
  readonly kind: 'aggregated';
  readonly relation: Relation;
  readonly filter: Filter;
  /** Its columns are those of the aggregates of the relation's target. */
  readonly having: Filter;
  /** The related rows are grouped once. Left out: they are asked for row by row. */
  readonly grouped?: true;
}

/** Comparisons that say where a range begins, and where it ends. */
export const LOWER_BOUNDS: ReadonlySet<CompareOperator> = new Set(['gt', 'gte']);
export const UPPER_BOUNDS: ReadonlySet<CompareOperator> = new Set(['lt', 'lte']);
/** An ordered index answers these by one stretch of it. */
export const BOUNDS: ReadonlySet<CompareOperator> = new Set(['eq', ...LOWER_BOUNDS, ...UPPER_BOUNDS]);

export const TRUE: Filter = { kind: 'and', filters: [] };

/** Answers the configuration's condition on the rows of an entity, or on the rows that a relation leads to. */
export type RowFilters = (of: Entity | Relation) => Filter;

export interface OrderTerm {
  /** To-one relations that lead from the listed entity to the one that is ordered by. */
  readonly path: readonly Relation[];
  readonly by:
    | { readonly kind: 'column'; readonly column: Column }
    | { readonly kind: 'aggregate'; readonly relation: Relation; readonly value: AggregateValue }
    /** Where the row is kept. It tells rows apart in tables without a key, or whose key does not hold for child tables. */
    | { readonly kind: 'system'; readonly column: SystemColumn }
    /** The column as text, for rows that no key tells apart: texts differ where values are equal in order, and types without an order have texts. */
    | { readonly kind: 'text'; readonly column: Column }
    /** The place among rows of the list that no term before it tells apart; `by` decides over it. */
    | { readonly kind: 'number'; readonly by: readonly OrderTerm[] }
    /** Steps from the row that a tree was asked of. */
    | { readonly kind: 'depth' };
  readonly descending: boolean;
  readonly nullsFirst: boolean;
  /** The expression can be null at all; otherwise NULLS FIRST/LAST is left out so that any index serves. */
  readonly nullable: boolean;
}

/** Rows strictly after (or before) a cursor, in the list's order. `values` parallels the order terms; null where the cursor holds a null. */
export interface Keyset {
  readonly side: 'after' | 'before';
  readonly values: readonly (Slot | null)[];
}

export interface GroupTerm {
  readonly key: GroupKey;
  /** The unit that a date is cut to; null: the date stays as it is. */
  readonly unit: Slot | null;
  /** The time zone says where the days of a moment begin. Null: the key is not a moment, or is not cut. */
  readonly zone: Slot | null;
}

/** Rows of equal keys are one group. */
export interface Grouping {
  readonly by: readonly GroupTerm[];
  /** The condition on the values of a group. */
  readonly having: Filter;
}

/** How a count is found: all rows counted, no more than `cap` of them, or PostgreSQL asked what it expects. */
export type Counting = { readonly mode: 'exact' | 'estimate' } | { readonly mode: 'capped'; readonly cap: Slot };

export interface SelectArguments {
  /** Equal ids mean equal arguments, values included: such selects merge. */
  readonly id: string;
  /** Equal ids mean equal filters, on which alone a count depends. */
  readonly countId: string;
  readonly filter: Filter;
  /** The function that gives the rows; null: they are those of the table. */
  readonly call: RootFunction | null;
  /** The arguments of a function or a computed value; null where nothing is given. */
  readonly operands: readonly (Slot | null)[];
  /** Slots of the arrays of a root's keys, one per key column; empty where keys come from parents, or there are none. */
  readonly keys: readonly number[];
  /** Total: ends in a unique key. Empty for a to-one. */
  readonly order: readonly OrderTerm[];
  readonly keysets: readonly Keyset[];
  /** Null: no limit in SQL (a nested list that gives none). */
  readonly limit: Slot | null;
  /** The limit itself where the document says it; else the power of two at or above. Null without limit. */
  readonly expectedLimit: number | null;
  /** The document says the limit: it is the same for every request of the plan. */
  readonly fixedLimit: boolean;
  readonly offset: Slot | null;
  /** Levels of a tree; null: all. */
  readonly maxDepth: Slot | null;
  /** Columns of which every combination is given once: its first row. They begin the order. */
  readonly distinctOn: readonly Column[];
  readonly grouping: Grouping | null;
  readonly counting: Counting;
  /** `last`: rows are taken from the end, and given in order all the same. */
  readonly backward: boolean;
}

export const NO_ARGUMENTS: SelectArguments = {
  id: '',
  countId: '',
  filter: TRUE,
  call: null,
  operands: [],
  keys: [],
  order: [],
  keysets: [],
  limit: null,
  expectedLimit: null,
  fixedLimit: false,
  offset: null,
  maxDepth: null,
  distinctOn: [],
  grouping: null,
  counting: { mode: 'exact' },
  backward: false,
};
