/** Locks that a test holds for as long as it needs, on any machine. */
import pg from 'pg';
import { query } from './database.ts';

/** Resolves with a release function when the table is locked. Until its call, every reader of the table waits. */
export async function lockTable(url: string, table: string): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`begin; lock table ${table}`);
  return () => client.end();
}

/** Counts the statements of the gateway that wait for a lock in this database. */
export async function waitingForLocks(url: string): Promise<number> {
  const waiting = await query(
    url,
    `select from pg_stat_activity
     where wait_event_type = 'Lock' and application_name = 'espalier' and datname = current_database()`,
  );
  return waiting.length;
}
