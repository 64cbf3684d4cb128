/** The columns that arguments and relations read, whether the client sees them or not. */
import type { Column, Relation } from '../../../schema/model/model.ts';
import { aggregatesOf } from '../../../schema/model/aggregates.ts';
import type { Aggregated, Filter, SelectArguments, OrderTerm } from './filter.ts';

export function columnsOfRelation({ pairs, junction }: Relation): readonly Column[] {
  return [...pairs, ...(junction?.pairs ?? [])].flatMap(({ local, remote }) => [local, remote]);
}

export function columnsOfList({ filter, order, distinctOn, grouping }: SelectArguments): readonly Column[] {
  const grouped = grouping ? [...grouping.by.map(({ key }) => key.column), ...columnsOfFilter(grouping.having)] : [];
  return [...columnsOfFilter(filter), ...order.flatMap(columnsOfOrder), ...distinctOn, ...grouped];
}

export function columnsOfFilter(filter: Filter): readonly Column[] {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.filters.flatMap(columnsOfFilter);
    case 'not':
      return columnsOfFilter(filter.filter);
    case 'related':
      return [...columnsOfRelation(filter.relation), ...columnsOfFilter(filter.filter)];
    case 'aggregated':
      return [...columnsOfRelation(filter.relation), ...columnsOfFilter(filter.filter), ...columnsOfValues(filter)];
    case 'claim':
      return [];
    case 'compare':
    case 'null':
    case 'empty':
    case 'at':
    case 'search':
      return [filter.column];
  }
}

/** The columns of the related rows whose values are computed. */
function columnsOfValues({ relation, having }: Aggregated): readonly Column[] {
  const asked = new Set(columnsOfFilter(having));
  return aggregatesOf(relation.target).values.flatMap(({ of, column }) => (of && asked.has(column) ? [of] : []));
}

function columnsOfOrder({ path, by }: OrderTerm): readonly Column[] {
  return [...path.flatMap(columnsOfRelation), ...columnsOfLeaf(by)];
}

function columnsOfLeaf(by: OrderTerm['by']): readonly Column[] {
  if (by.kind === 'column' || by.kind === 'text') return [by.column];
  if (by.kind === 'number') return by.by.flatMap(columnsOfOrder);
  return by.kind === 'aggregate' ? [...columnsOfRelation(by.relation), ...(by.value.of ? [by.value.of] : [])] : [];
}
