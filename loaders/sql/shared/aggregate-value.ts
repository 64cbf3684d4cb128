import type { Aggregates, AggregateValue } from '../../../schema/model/aggregate-model.ts';
import type { Column } from '../../../schema/model/model.ts';
import { quote } from './identifiers.ts';
import type { RowRef } from './scope.ts';

/** One value over all rows that `row` stands for. */
export function valueSql({ function: name, of }: AggregateValue, row: RowRef): string {
  if (!of) return 'pg_catalog.count(*)';
  if (name === 'countDistinct') return `pg_catalog.count(distinct ${row.column(of)})`;
  // The type of an extension has its `min` and `max` in the schema of the extension.
  const schema = of.type.kind === 'scalar' ? of.type.schema : 'pg_catalog';
  return `${schema === 'pg_catalog' ? schema : quote(schema)}.${name}(${row.column(of)})`;
}

/** Spells the columns of aggregates, over rows whose own columns `row` spells. */
export function valuesRow(aggregates: Aggregates | null, row: RowRef): RowRef {
  const column = (column: Column): string => {
    const value = aggregates?.values[column.index];
    if (value?.column !== column) throw new Error(`${column.name} is not a value of these rows`);
    return valueSql(value, row);
  };
  return { column, system: (name) => row.system(name) };
}
