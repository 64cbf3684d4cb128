import pg from 'pg';
import { afterAll, beforeAll } from 'vitest';
import { sessionSettings } from '../../loaders/postgres/session-settings.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';

type Print = (expression: string, values?: readonly string[]) => Promise<string>;

/**
 * Returns a function that gives the text PostgreSQL prints for an expression, in a session like the gateway's. It is
 * for use within a file.
 */
export function usePrinting(): Print {
  let database: TestDatabase | null = null;
  let client: pg.Client | null = null;
  beforeAll(async () => {
    database = await createDatabase([
      `create type mood as enum ('sad', 'so-so', 'true', 'very happy');
       create type part as (name text, amount numeric, tags text[]);
       create type span as range (subtype = text);`,
    ]);
    client = new pg.Client({ connectionString: database.url, types: { getTypeParser: () => (text: string) => text } });
    await client.connect();
    for (const [name, value] of sessionSettings({ statementTimeoutMs: 0, lockTimeoutMs: 0, queryTimeoutMs: 0 })) {
      await client.query('select set_config($1, $2, false)', [name, value]);
    }
  });
  afterAll(async () => {
    await client?.end();
    await database?.drop();
  });
  return async (expression, values = []) => {
    const result = await client?.query<{ text: string }>(`select ${expression} as text`, [...values]);
    return String(result?.rows[0]?.text);
  };
}
