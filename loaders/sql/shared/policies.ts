/** Conditions and orders of the configuration → SQL that a scope writes wherever it reads the rows that they are about. */
import type { Entity, Relation } from '../../../schema/model/model.ts';
import type { Filter, OrderTerm } from '../../plan/shared/filter.ts';
import { filterSql } from './filter-sql.ts';
import type { Operators } from './operators.ts';
import { orderBySql, orderSql } from './order-sql.ts';
import type { RowPolicies, RowPolicy } from './scope.ts';

/** Which rows a relation leads to, and which of them is the first. */
export interface RelationRule {
  readonly filter: Filter | null;
  /** Total; null where all rows are meant. */
  readonly order: readonly OrderTerm[] | null;
}

export function rowPolicies(
  filters: ReadonlyMap<Entity, Filter>,
  relations: ReadonlyMap<Relation, RelationRule>,
  operators: Operators,
): RowPolicies {
  const policies = new Map<Entity | Relation, RowPolicy>();
  for (const [entity, filter] of filters) policies.set(entity, rowPolicy(filter, null));
  for (const [relation, { filter, order }] of relations) policies.set(relation, rowPolicy(filter, order));
  return { operators, get: (of) => policies.get(of), has: (of) => policies.has(of) };
}

function rowPolicy(filter: Filter | null, order: readonly OrderTerm[] | null): RowPolicy {
  return {
    filter,
    condition: filter && ((scope, row) => filterSql(scope, row, filter)),
    order:
      order &&
      ((scope, row) => {
        const { joins, terms } = orderSql(scope, row, order);
        return { joins, sort: orderBySql(terms) };
      }),
  };
}
