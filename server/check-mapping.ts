/** Asks PostgreSQL whether it takes the types and conditions of the configuration, before anybody is served by them. */
import type { RunStatement } from '../loaders/postgres/catalog-reader.ts';
import { checkStatements } from '../loaders/sql/check-statements.ts';
import type { Mistakes } from '../schema/mistakes.ts';
import type { Model } from '../schema/model.ts';

export async function checkMapping(run: RunStatement, model: Model, mistakes: Mistakes): Promise<void> {
  for (const { sql, path } of checkStatements(model, (column) => mistakes.isOfUnknownType(column.name))) {
    try {
      await run(sql);
    } catch (error) {
      mistakes.all.push(`${path}: PostgreSQL says: ${messageOf(error)}.`);
    }
  }
}

/** PostgreSQL's own words, where the driver's error is the cause of ours. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
