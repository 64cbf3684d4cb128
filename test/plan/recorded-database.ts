/**
 * The answers of PostgreSQL to a starting gateway, kept in `shop.json`: the catalog, statistics, and checks of the
 * configurations. With them, documents are planned without a database, on data that is the same on every machine.
 */
import { readFile } from 'node:fs/promises';
import type { CatalogRow } from '../../loaders/postgres/catalog-values.ts';
import type { RunStatement } from '../../loaders/postgres/run-statement.ts';

export interface RecordedAnswer {
  readonly sql: string;
  readonly values: readonly unknown[];
  readonly rows: readonly CatalogRow[];
}

export const RECORDING = new URL('shop.json', import.meta.url);

export async function recordedDatabase(): Promise<RunStatement> {
  const answers: readonly RecordedAnswer[] = JSON.parse(await readFile(RECORDING, 'utf8'));
  const rows = new Map(answers.map((answer) => [keyOf(answer.sql, answer.values), answer.rows]));
  return async (sql, values = []) => {
    if (isCheck(sql)) return [];
    const found = rows.get(keyOf(sql, values));
    if (!found) throw new Error(`test/plan/shop.json has no answer to this: run npm run golden:record.\n${sql}`);
    return found;
  };
}

/** Runs statements and keeps the answer of each once. */
export class Recorder {
  readonly #answers = new Map<string, RecordedAnswer>();

  over(run: RunStatement): RunStatement {
    return async (sql, values = [], names) => {
      const rows = await run(sql, values, names);
      if (!isCheck(sql)) this.#answers.set(keyOf(sql, values), { sql, values, rows });
      return rows;
    };
  }

  get answers(): readonly RecordedAnswer[] {
    return [...this.#answers.values()];
  }
}

/** A check shows that PostgreSQL accepts the configuration. It has no rows. */
function isCheck(sql: string): boolean {
  return sql.endsWith(' limit 0');
}

function keyOf(sql: string, values: readonly unknown[]): string {
  return JSON.stringify([sql, values]);
}
