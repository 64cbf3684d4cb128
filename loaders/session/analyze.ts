/** EXPLAIN (ANALYZE) of the statements of a request, with the values they were sent with, after the fact. */
import type { Database, Transaction } from '../database/database.ts';
import { analyzeSql } from '../sql/read/explain-statement.ts';
import type { StatementLog } from './statement-log.ts';

export async function analyze(
  database: Database,
  log: StatementLog,
  { settings, signal }: { readonly settings: Transaction['settings']; readonly signal: AbortSignal | null },
): Promise<readonly unknown[]> {
  const calls = log.all().map(({ call: { sql, values, maxRows } }) => {
    return { sql: analyzeSql(sql), values, maxRows, prepare: false };
  });
  if (calls.length === 0) return [];
  const connection = await database.acquire(signal);
  try {
    const results = await connection.send(calls, { mode: 'read', begin: true, commit: true, settings });
    return results.map(({ rows }): unknown => JSON.parse(rows.text(0, 0) ?? 'null'));
  } finally {
    await connection.release();
  }
}
