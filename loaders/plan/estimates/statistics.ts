/**
 * The facts about the data by which strategies are chosen. `loaders/postgres/catalog/statistics-reader.ts` reads them from pg_class and pg_stats.
 */
import type { Column, Entity } from '../../../schema/model/model.ts';

export interface Statistics {
  /** Null when the table was never analysed (reltuples = -1). */
  table(entity: Entity): TableStatistics | null;
  column(entity: Entity, column: Column): ColumnStatistics | null;
  /** Measured round trip to the database, milliseconds. */
  readonly roundTripMs: number;
}

export interface TableStatistics {
  readonly rows: number;
  /** The number of pages, each of PostgreSQL's block size. */
  readonly pages: number;
  /** PostgreSQL's price of one page by itself, in prices of one of many in a row: random_page_cost by seq_page_cost. */
  readonly pagePrice: number;
  /** Statistics of several columns together (`create statistics`). */
  readonly extended: readonly ExtendedStatistics[];
}

/** Names of columns are those of the database. */
export interface ExtendedStatistics {
  readonly name: string;
  /** To which degree, 0…1, equal values of `from` mean equal values of `to`. */
  readonly dependencies: readonly { readonly from: readonly string[]; readonly to: string; readonly degree: number }[];
  readonly distinct: readonly { readonly of: readonly string[]; readonly values: number }[];
}

export interface ColumnStatistics {
  /** Distinct values, absolute (a negative n_distinct of pg_stats is already multiplied by the rows). */
  readonly distinct: number;
  /** 0…1. */
  readonly nullFraction: number;
  /** Average width in bytes. */
  readonly width: number;
  /** The correlation of the order of values and the order of rows on disk, -1…1; 0 when unknown. */
  readonly correlation: number;
  /** How often which values occur; null when PostgreSQL does not tell. */
  readonly distribution: Distribution | null;
}

/** Values are as `comparable` makes them: numbers where the type counts or measures, else texts. */
export interface Distribution {
  /** The most common values and their shares of all rows; for an array the most common elements. */
  readonly common: ReadonlyMap<Comparable, number>;
  /** The sum of those shares. */
  readonly commonShare: number;
  /** Between each two lies an equal part of the values that are not common, in ascending order. */
  readonly bounds: readonly Comparable[];
}

export type Comparable = number | string;
