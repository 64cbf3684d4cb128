/** Databases for tests. Each is a copy of a template that the first test file to need it loads, once per run. */
import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import pg from 'pg';
import { SAMPLES } from '../../examples/demo-database.ts';
import type { SampleName } from '../../schema/config/config.ts';

export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/**
 * Makes a database from scripts. A string is SQL, and a URL is a file of SQL. Nothing is analysed unless a script does
 * it.
 */
export async function createDatabase(sql: readonly (string | URL)[]): Promise<TestDatabase> {
  const scripts = await Promise.all(sql.map((script) => (script instanceof URL ? readFile(script, 'utf8') : script)));
  const { url, prefix } = testServer();
  const name = `${prefix}_${randomBytes(6).toString('hex')}`;
  await withClient(url, async (client) => {
    const template = await loadedTemplate(client, prefix, scripts);
    await client.query(`create database ${name} template ${template}`);
  });
  return {
    url: databaseUrl(url, name),
    drop: async () => {
      await query(url, `drop database if exists ${name} with (force)`);
    },
  };
}

/** Makes a copy of a sample database from `examples/databases`. */
export function sampleDatabase(name: SampleName): Promise<TestDatabase> {
  return createDatabase(SAMPLES[name]);
}

/** Runs SQL on a connection of its own and returns the rows of the last statement. */
export function query<Row extends pg.QueryResultRow = pg.QueryResultRow>(
  url: string,
  sql: string,
  values?: readonly unknown[],
): Promise<Row[]> {
  return withClient(url, async (client) => {
    const result: pg.QueryResult<Row> | pg.QueryResult<Row>[] = await client.query<Row>(sql, values && [...values]);
    return (Array.isArray(result) ? result.at(-1) : result)?.rows ?? [];
  });
}

/** Drops the databases that a run has left on a server that outlives it. */
export async function dropDatabasesOfRun(): Promise<void> {
  const { url, prefix } = testServer();
  const left = await query<{ name: string }>(
    url,
    `select datname as name from pg_database where starts_with(datname, $1)`,
    [`${prefix}_`],
  );
  for (const { name } of left) await query(url, `drop database if exists ${name} with (force)`);
}

/**
 * Returns the template of these scripts. An advisory lock lets one process load it while the others wait. The final
 * name appears only when every script went through, so a failed load is never copied.
 */
async function loadedTemplate(client: pg.Client, prefix: string, scripts: readonly string[]): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(scripts)).digest('hex').slice(0, 16);
  const template = `${prefix}_template_${hash}`;
  await client.query('select pg_advisory_lock(hashtext($1))', [template]);
  try {
    const existing = await client.query('select from pg_database where datname = $1', [template]);
    if (existing.rowCount === 0) await loadTemplate(client, template, scripts);
  } finally {
    await client.query('select pg_advisory_unlock(hashtext($1))', [template]);
  }
  return template;
}

async function loadTemplate(client: pg.Client, template: string, scripts: readonly string[]): Promise<void> {
  const unfinished = `${template}_new`;
  await client.query(`drop database if exists ${unfinished} with (force)`);
  await client.query(`create database ${unfinished}`);
  // Each script has a connection of its own, because dumps change settings of their session.
  for (const script of scripts) await query(databaseUrl(testServer().url, unfinished), script);
  await client.query(`alter database ${unfinished} rename to ${template}`);
}

function testServer(): { url: string; prefix: string } {
  const url = process.env.TEST_DATABASE_URL;
  const run = process.env.ESPALIER_TEST_RUN;
  if (!url || !run) throw new Error('No test server: run the tests with vitest, or call startTestServer() first.');
  return { url, prefix: `espalier_${run}` };
}

function databaseUrl(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

async function withClient<Result>(url: string, use: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}
