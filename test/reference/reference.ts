import { Client } from 'pg';
import { type NaiveCatalog, readNaiveCatalog } from './naive-catalog.ts';

type TextRow = Record<string, string | null>;

const SETTINGS = [
  "datestyle to 'ISO, MDY'",
  'intervalstyle to iso_8601',
  'bytea_output to hex',
  'extra_float_digits to 1',
  'array_nulls to on',
  'standard_conforming_strings to on',
  'transform_null_equals to off',
  "client_encoding to 'UTF8'",
  'jit to off',
];

/** The own connection of the reference: every value is PostgreSQL's text, and one statement runs at a time. */
export class Reference {
  /** The claims of the caller. */
  readonly claims: Readonly<Record<string, unknown>>;
  readonly catalog: NaiveCatalog;
  #turn: Promise<unknown> = Promise.resolve();
  readonly #client: Client;

  constructor(client: Client, catalog: NaiveCatalog, claims: Readonly<Record<string, unknown>>) {
    this.claims = claims;
    this.catalog = catalog;
    this.#client = client;
  }

  async query(text: string, values: readonly unknown[] = []): Promise<TextRow[]> {
    const answer = this.#turn.then(() => this.#client.query<TextRow>(text, [...values]));
    this.#turn = answer.catch(() => null);
    return (await answer).rows;
  }

  async end(): Promise<void> {
    await this.#turn;
    await this.#client.end();
  }
}

export async function openReference(
  url: string,
  timeoutMs: number,
  claims: Readonly<Record<string, unknown>> = {},
  timeZone = 'server',
): Promise<Reference> {
  const client = new Client({ connectionString: url, types: { getTypeParser: () => (text: string) => text } });
  await client.connect();
  for (const setting of SETTINGS) await client.query(`set ${setting}`);
  if (timeZone !== 'server') await client.query("select pg_catalog.set_config('timezone', $1, false)", [timeZone]);
  await client.query(`set statement_timeout to ${timeoutMs}`);
  // The catalog is read under PostgreSQL's own search path, and everything else under the settings of the database.
  await client.query('set search_path to pg_catalog');
  const catalog = await readNaiveCatalog(async (sql) => (await client.query<TextRow>(sql)).rows);
  await client.query('reset search_path');
  return new Reference(client, catalog, claims);
}
