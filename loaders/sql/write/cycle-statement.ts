/**
 * New rows of several tables that refer to each other and may not lack the other: foreign keys are checked when a statement
 * ends, so all are written by one. Their keys are known beforehand.
 *
 *     with src0 as materialized (…), ins0 as (insert into ca … returning true as n), src1 as materialized (…), ins1 as (insert into cb … returning true as n)
 *     select (select count(*) from ins0), (select count(*) from ins1)
 */
import type { RowPolicies } from '../shared/scope.ts';
import type { Parameter } from '../shared/statement.ts';
import { insertParts, type InsertShape } from './insert-statement.ts';
import { Source } from './write-statement.ts';

/** The counts stand in the order of the shapes, and so do the arrays of the parameters. */
export function cycleStatement(
  shapes: readonly InsertShape[],
  policies: RowPolicies,
): { readonly sql: string; readonly parameters: readonly Parameter[] } {
  const first = new Source(policies);
  let source = first;
  const parts = shapes.map((shape, index) => {
    if (index > 0) source = new Source(policies, first.scope, source.arrayCount);
    return insertParts(shape, source, String(index), 'true as n');
  });
  const counts = shapes.map((_, index) => `(select pg_catalog.count(*) from ins${index})::pg_catalog.int4`);
  return { sql: `with ${parts.join(',\n ')}\nselect ${counts.join(', ')}`, parameters: first.scope.parameters };
}
