/** The calls that open a cursor on a plan's root and fetch from it. */
import type { SelectNode } from '../plan/select-plan.ts';
import { columnTypes } from '../sql/column-types.ts';
import { cursorSql } from '../sql/cursor-statement.ts';
import type { CompiledPlan } from './compiled-plan.ts';
import type { ParameterValue, StatementCall } from './database.ts';

export interface Cursor {
  readonly root: SelectNode;
  readonly declare: StatementCall;
  readonly fetch: StatementCall;
}

export function cursorOf(plan: CompiledPlan, values: readonly ParameterValue[], batchSize: number): Cursor {
  const roots = plan.nodes.filter((node) => node.parent === null);
  const [root] = roots;
  const statement = root && plan.statements.get(root);
  if (!statement || roots.length > 1) throw new Error('a stream has one root');
  const bound = statement.parameters.map((parameter) => {
    return parameter.kind === 'slot' ? (values[parameter.index] ?? null) : null;
  });
  const { declare, fetch } = cursorSql(statement, batchSize);
  // The rows of one cursor are fetched by one text, but the next cursor may have other columns under the same text.
  const common = { prepare: false, path: root.path };
  return {
    root,
    declare: { ...common, sql: declare, values: bound, maxRows: 0 },
    fetch: { ...common, sql: fetch, values: [], maxRows: batchSize, types: columnTypes(statement.shape) },
  };
}
