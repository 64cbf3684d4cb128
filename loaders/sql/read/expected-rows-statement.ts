/**
 * Asks PostgreSQL how many rows of a select's table it expects to pass the select's conditions, whatever the parents and the page.
 *
 *     explain (format json) select from orders t0 where …
 */
import type { SelectNode } from '../../plan/read/select-plan.ts';
import { where } from '../shared/relation-sql.ts';
import { filterConditions, rootRows } from './root-rows.ts';
import { type RowPolicies, Scope } from '../shared/scope.ts';
import type { Statement } from '../shared/statement.ts';

export type Expectation = Pick<Statement, 'sql' | 'parameters'>;

export function expectedRowsStatement(node: SelectNode, policies: RowPolicies): Expectation {
  const scope = new Scope(policies);
  const source = rootRows(scope, node);
  const conditions = filterConditions(scope, node, source);
  const sql = `explain (format json) select from ${source.table}${source.rest}${where(conditions)}`;
  return { sql, parameters: scope.parameters };
}
