/**
 * What the chooser knows about the data. Filled from pg_class and pg_stats by `loaders/postgres/statistics-reader.ts`.
 */
import type { Column, Entity } from '../../schema/model.ts';

export interface Statistics {
  /** Null when the table was never analysed (reltuples = -1). */
  table(entity: Entity): TableStatistics | null;
  column(entity: Entity, column: Column): ColumnStatistics | null;
  /** Measured round trip to the database, milliseconds. */
  readonly roundTripMs: number;
}

export interface TableStatistics {
  readonly rows: number;
  /** Of PostgreSQL's block size. */
  readonly pages: number;
  /** What PostgreSQL thinks one page by itself costs, beside one of many in a row: random_page_cost by seq_page_cost. */
  readonly pagePrice: number;
}

export interface ColumnStatistics {
  /** Distinct values, absolute (a negative n_distinct of pg_stats is already multiplied by the rows). */
  readonly distinct: number;
  /** 0…1. */
  readonly nullFraction: number;
  /** Average width in bytes. */
  readonly width: number;
  /** Share of the most common value among all rows, 0 when unknown. */
  readonly topFrequency: number;
}
