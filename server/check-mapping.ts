/** Asks PostgreSQL whether it takes the types and conditions of the configuration, before anybody is served by them. */
import type { RunStatement } from '../loaders/postgres/catalog-reader.ts';
import { checkStatements } from '../loaders/sql/check-statements.ts';
import type { Model } from '../schema/model.ts';
import { ConfigError } from '../schema/setting-reader.ts';

/** Throws a ConfigError with every mistake. */
export async function checkMapping(run: RunStatement, model: Model): Promise<void> {
  const mistakes: string[] = [];
  for (const { sql, path } of checkStatements(model)) {
    try {
      await run(sql);
    } catch (error) {
      mistakes.push(`${path}: PostgreSQL says: ${messageOf(error)}.`);
    }
  }
  if (mistakes.length > 0) throw new ConfigError(mistakes);
}

/** PostgreSQL's own words, where the driver's error is the cause of ours. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
