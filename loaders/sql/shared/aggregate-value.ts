import type { AggregateValue } from '../../../schema/model/aggregate-model.ts';
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
