import { Client } from 'pg';

type TextRow = Record<string, string | null>;

const SETTINGS = [
  "datestyle to 'ISO, MDY'",
  'intervalstyle to iso_8601',
  "timezone to 'UTC'",
  'bytea_output to hex',
  'extra_float_digits to 1',
];

/** The reference's own connection: every value is PostgreSQL's text, and one statement runs at a time. */
export class Reference {
  /** Of who asks. */
  readonly claims: Readonly<Record<string, unknown>>;
  #turn: Promise<unknown> = Promise.resolve();
  readonly #client: Client;

  constructor(client: Client, claims: Readonly<Record<string, unknown>>) {
    this.claims = claims;
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
): Promise<Reference> {
  const client = new Client({ connectionString: url, types: { getTypeParser: () => (text: string) => text } });
  await client.connect();
  for (const setting of SETTINGS) await client.query(`set ${setting}`);
  await client.query(`set statement_timeout to ${timeoutMs}`);
  return new Reference(client, claims);
}
