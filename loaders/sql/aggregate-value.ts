import type { AggregateValue } from '../../schema/aggregate-model.ts';
import type { RowRef } from './scope.ts';

/** One value over all rows that `row` stands for. */
export function valueSql({ function: name, of }: AggregateValue, row: RowRef): string {
  if (!of) return 'count(*)';
  return name === 'countDistinct' ? `count(distinct ${row.column(of)})` : `${name}(${row.column(of)})`;
}
