/** Values of many rows together, as the model knows them: what `aggregates.ts` makes of an entity. */
import type { Column, Entity } from './model.ts';

/** Aggregates: values over many rows of an entity at once. Every value is a column of its own, and so is every key of a group. */
export interface Aggregates {
  readonly entity: Entity;
  /** `values[i].column.index === i`; the keys' columns go on from there. */
  readonly values: readonly AggregateValue[];
  readonly keys: readonly GroupKey[];
}

export type AggregateFunction = 'count' | 'countDistinct' | 'sum' | 'avg' | 'min' | 'max' | 'stddev';

export interface AggregateValue {
  readonly function: AggregateFunction;
  /** Null: of the rows themselves. */
  readonly of: Column | null;
  readonly column: Column;
}

export interface GroupKey {
  readonly of: Column;
  readonly column: Column;
  /** Can be cut to months, years and so on. */
  readonly isDate: boolean;
  /** A date and time of the whole world: its day depends on where one is. */
  readonly isMoment: boolean;
}
