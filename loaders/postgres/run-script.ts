import pg from 'pg';

/** Runs a script of SQL on a connection of its own and returns the number of rows of its last statement. */
export async function runScript(url: string, sql: string): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const results = [await client.query(sql)].flat();
    return results.at(-1)?.rowCount ?? 0;
  } finally {
    await client.end();
  }
}
