/** The work of PostgreSQL on a prepared statement, planned for the given values and for any values. */
import type pg from 'pg';
import { arrayLiteral } from '../../loaders/values/array-literal.ts';
import type { RecordedStatement } from '../support/recording-database.ts';
import { isRecord } from './read-pages.ts';

export interface SeenPlan {
  readonly indexes: ReadonlySet<string>;
  readonly pages: number;
}

export class PreparedPlans {
  readonly #client: pg.Client;
  readonly #names = new Map<string, string>();

  constructor(client: pg.Client) {
    this.#client = client;
  }

  async see({ sql, values }: RecordedStatement, kind: 'custom' | 'generic'): Promise<SeenPlan> {
    const name = await this.#prepare(sql);
    await this.#client.query(`set plan_cache_mode = force_${kind}_plan`);
    const given = values.length > 0 ? `(${values.map(literalOf).join(', ')})` : '';
    const { rows } = await this.#client.query<{ 'QUERY PLAN': readonly { Plan: unknown }[] }>(
      `explain (analyze, buffers, format json) execute ${name}${given}`,
    );
    const plan = rows[0]?.['QUERY PLAN'][0]?.Plan;
    if (!isRecord(plan)) throw new Error('the statement has no plan of PostgreSQL');
    const pages = Number(plan['Shared Hit Blocks']) + Number(plan['Shared Read Blocks']);
    return { indexes: new Set(indexesOf(plan)), pages };
  }

  async #prepare(sql: string): Promise<string> {
    const name = this.#names.get(sql) ?? `s${this.#names.size}`;
    if (!this.#names.has(sql)) await this.#client.query(`prepare ${name} as ${sql}`);
    this.#names.set(sql, name);
    return name;
  }
}

function indexesOf(plan: Readonly<Record<string, unknown>>): string[] {
  const { 'Index Name': index, Plans: below } = plan;
  const own = typeof index === 'string' ? [index] : [];
  return [...own, ...(Array.isArray(below) ? below.filter(isRecord).flatMap(indexesOf) : [])];
}

function literalOf(value: RecordedStatement['values'][number]): string {
  if (value === null) return 'null';
  const text = typeof value === 'string' ? value : arrayLiteral(value);
  return `'${text.replaceAll("'", "''")}'`;
}
