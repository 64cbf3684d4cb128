import type { PoolConfig } from '../../schema/config/config.ts';
import { openDatabase } from '../../loaders/postgres/open-database.ts';
import type { PostgresDatabase } from '../../loaders/postgres/open-database.ts';
import type { TimeLimits } from '../../loaders/postgres/session-settings.ts';
import type {
  DatabaseConnection,
  ParameterValue,
  StatementCall,
  StatementResult,
  Transaction,
} from '../../loaders/database/database.ts';
import type { RowBlock } from '../../loaders/rows/row-block.ts';

const POOL: PoolConfig = {
  size: 2,
  maxOverflow: 0,
  prePing: false,
  order: 'lifo',
  reset: false,
  acquireTimeoutMs: 2_000,
  idleTimeoutMs: 10_000,
  maxLifetimeSeconds: 0,
  pooler: 'none',
};
const LIMITS: TimeLimits = { statementTimeoutMs: 10_000, lockTimeoutMs: 5_000, queryTimeoutMs: 15_000 };

export const ALONE: Transaction = { mode: 'read', begin: false, commit: false, settings: [] };
export const WHOLE: Transaction = { mode: 'read', begin: true, commit: true, settings: [] };
export const BEGIN: Transaction = { mode: 'read', begin: true, commit: false, settings: [] };
export const COMMIT: Transaction = { mode: 'read', begin: false, commit: true, settings: [] };

export function open(
  url: string,
  { timeZone, ...changes }: Partial<PoolConfig & TimeLimits & { timeZone: string }> = {},
): PostgresDatabase {
  return openDatabase({ url, pool: { ...POOL, ...changes }, limits: { ...LIMITS, ...changes }, timeZone });
}

export function call(sql: string, values: readonly ParameterValue[] = [], maxRows = 1_000_000): StatementCall {
  return { sql, values, maxRows, prepare: true };
}

export async function withConnection<Result>(
  database: PostgresDatabase,
  use: (connection: DatabaseConnection) => Promise<Result>,
): Promise<Result> {
  const connection = await database.acquire(null);
  try {
    return await use(connection);
  } finally {
    await connection.release();
  }
}

/** The texts of all values. */
export function table(rows: RowBlock): (string | null)[][] {
  return Array.from({ length: rows.rowCount }, (_, row) =>
    Array.from({ length: rows.columnCount }, (_, column) => rows.text(row, column)),
  );
}

export function tables(results: readonly StatementResult[]): (string | null)[][][] {
  return results.map(({ rows }) => table(rows));
}

/** Polls until the condition holds. */
export async function until(condition: () => Promise<boolean>, ms = 30_000): Promise<void> {
  const end = performance.now() + ms;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error('The condition did not come true in time.');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
