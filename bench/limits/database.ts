/** Named prepared statements over a pool. Values stay the text that PostgreSQL sent. */
import pg from 'pg';

export type Row = readonly string[];

const pool = new pg.Pool({ connectionString: process.env['DATABASE_URL'], max: 10, idleTimeoutMillis: 60_000 });
const types = { getTypeParser: () => (value: string) => value };

export async function rows(name: string, text: string, values: readonly unknown[]): Promise<Row[]> {
  const result = await pool.query<string[]>({ name, text, values: [...values], rowMode: 'array', types });
  return result.rows;
}
