/** Asks PostgreSQL how many rows it expects, with the values of a request and without reading a row. */
import type { Expectation } from '../sql/read/expected-rows-statement.ts';
import type { Database, ParameterValue, StatementCall, Transaction } from '../database/database.ts';

/** Sends all in one flight, outside the transaction of the request. */
export async function expectedRows(
  database: Database,
  statements: readonly Expectation[],
  values: readonly ParameterValue[],
  settings: Transaction['settings'],
): Promise<readonly number[]> {
  const calls = statements.map(({ sql, parameters }): StatementCall => {
    const bound = parameters.map((parameter) => (parameter.kind === 'slot' ? (values[parameter.index] ?? null) : null));
    return { sql, values: bound, maxRows: 1, prepare: false };
  });
  const connection = await database.acquire(null);
  try {
    const explicit = settings.length > 0;
    const results = await connection.send(calls, { mode: 'read', begin: explicit, commit: explicit, settings });
    return results.map(({ rows }) => Number(/"Plan Rows": (\d+)/.exec(rows.text(0, 0) ?? '')?.[1] ?? 0));
  } finally {
    await connection.release();
  }
}
