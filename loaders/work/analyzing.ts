/** EXPLAIN (ANALYZE) of statements that write: each runs once under a savepoint, is taken back, and then runs in earnest. */
import { control, type StatementCall } from '../database/database.ts';
import { analyzeSql } from '../sql/read/explain-statement.ts';
import { releaseSavepoint, rollBackToSavepoint, savepoint } from '../sql/write/savepoint-statements.ts';
import type { SendCalls } from './diagnosis.ts';

/** PostgreSQL's own plans, by the calls that they are of. */
export type Analyses = Map<StatementCall, unknown>;

/** Sends in as many round trips as `send`, and adds the plan of each call to `analyses`. Errors are those of the statements themselves. */
export function analyzing(send: SendCalls, analyses: Analyses): SendCalls {
  return async (calls) => {
    const results = await send(calls.flatMap(analyzedFirst));
    return calls.flatMap((call, index) => {
      const [, analysis, , , result] = results.slice(index * CALLS, (index + 1) * CALLS);
      analyses.set(call, JSON.parse(analysis?.rows.text(0, 0) ?? 'null'));
      return result ?? [];
    });
  };
}

/** The calls that stand for one. */
const CALLS = 5;

function analyzedFirst(call: StatementCall): readonly StatementCall[] {
  const analyze = { ...call, sql: analyzeSql(call.sql), maxRows: 1, prepare: false };
  return [control(savepoint), analyze, control(rollBackToSavepoint), control(releaseSavepoint), call];
}
