/**
 * The types that the GraphQL layer makes beside a table, enum, composite or scalar. Nothing else may have their names.
 */
const suffixes = [
  'Where',
  'ManyWhere',
  'ManyAggregateWhere',
  'OrderBy',
  'ManyOrderBy',
  'Connection',
  'Edge',
  'Operators',
  'ArrayOperators',
  'NestedArrayOperators',
  'Input',
  'Aggregate',
  'AggregateCountDistinct',
  'AggregateSum',
  'AggregateAvg',
  'AggregateMin',
  'AggregateMax',
  'AggregateStddev',
  'AggregateGroup',
  'AggregateGroupKeys',
  'AggregateHaving',
  'AggregateHavingCountDistinct',
  'AggregateHavingSum',
  'AggregateHavingAvg',
  'AggregateHavingMin',
  'AggregateHavingMax',
  'AggregateHavingStddev',
  'AggregateHavingKeys',
  'AggregateOrderBy',
  'AggregateOrderByCountDistinct',
  'AggregateOrderBySum',
  'AggregateOrderByAvg',
  'AggregateOrderByMin',
  'AggregateOrderByMax',
  'AggregateOrderByStddev',
  'AggregateOrderByKeys',
  'DistinctOn',
  'GroupBy',
];

/** Makes `OrderWhere`, `OrderConnection` and the others for `Order`. */
export function typeCompanions(name: string): string[] {
  return suffixes.map((suffix) => name + suffix);
}

/** True if `name` would be made beside one of `names`, like `OrderEdge` beside `Order`. */
export function isCompanion(name: string, names: ReadonlySet<string>): boolean {
  return suffixes.some((suffix) => name.endsWith(suffix) && names.has(name.slice(0, -suffix.length)));
}
