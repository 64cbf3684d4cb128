/** The calls that open a cursor on a plan's root and fetch from it. */
import type { SelectNode } from '../plan/read/select-plan.ts';
import { columnTypes } from '../sql/shared/column-types.ts';
import { cursorSql } from '../sql/read/cursor-statement.ts';
import type { CompiledPlan } from '../sql/read/compiled-plan.ts';
import type { ParameterValue, StatementCall } from '../database/database.ts';

export interface Cursor {
  readonly root: SelectNode;
  readonly declare: StatementCall;
  readonly fetch: StatementCall;
}

/** The values of parameters: arguments of the operation, and values and claims of the configuration. */
export interface CursorValues {
  readonly given: readonly ParameterValue[];
  readonly configured: readonly ParameterValue[];
}

export function cursorOf(plan: CompiledPlan, { given, configured }: CursorValues, batchSize: number): Cursor {
  const [root, ...others] = plan.initial;
  const statement = root && plan.statements.get(root);
  if (!statement || others.length > 0) throw new Error('a stream has one root');
  const bound = statement.parameters.map((parameter) => {
    if (parameter.kind === 'key') return null;
    return (parameter.kind === 'slot' ? given : configured)[parameter.index] ?? null;
  });
  const { declare, fetch } = cursorSql(statement, batchSize);
  // The rows of one cursor are fetched by one text, but the next cursor may have other columns under the same text.
  const common = { prepare: false, path: root.path, input: statement.input };
  return {
    root,
    declare: { ...common, sql: declare, values: bound, maxRows: 0 },
    fetch: { ...common, sql: fetch, values: [], maxRows: batchSize, types: columnTypes(statement.layout) },
  };
}
