/** The relations that conditions and orders lead along. */
import type { Entity, Relation } from '../../../schema/model/model.ts';
import type { Filter, SelectArguments, OrderTerm } from './filter.ts';

export function relationsOfList({ filter, order }: SelectArguments): readonly Relation[] {
  return [...relationsOfFilter(filter), ...order.flatMap(relationsOfOrder)];
}

export function relationsOfFilter(filter: Filter): readonly Relation[] {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.filters.flatMap(relationsOfFilter);
    case 'not':
      return relationsOfFilter(filter.filter);
    case 'related':
    case 'aggregated':
      return [filter.relation, ...relationsOfFilter(filter.filter)];
    default:
      return [];
  }
}

export function relationsOfOrder({ path, by }: OrderTerm): readonly Relation[] {
  return by.kind === 'aggregate' ? [...path, by.relation] : path;
}

/** The tables that a relation leads through and to. */
export function tablesOf({ target, junction }: Relation): readonly Entity[] {
  return junction ? [junction.entity, target] : [target];
}
