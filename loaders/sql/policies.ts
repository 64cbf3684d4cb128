/** Filters on entities → what a scope writes wherever it reads their tables. */
import type { Entity } from '../../schema/model.ts';
import type { Filter } from '../plan/filter.ts';
import { filterSql } from './filter-sql.ts';
import type { RowPolicies } from './scope.ts';

export function rowPolicies(filters: ReadonlyMap<Entity, Filter>): RowPolicies {
  return new Map([...filters].map(([entity, filter]) => [entity, (scope, row) => filterSql(scope, row, filter)]));
}
