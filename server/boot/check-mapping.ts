/** Asks PostgreSQL whether it takes the types and conditions of the configuration, before anybody is served by them. */
import { askCatalog } from '../../loaders/postgres/catalog/catalog-questions.ts';
import type { RunStatement } from '../../loaders/postgres/run-statement.ts';
import { checkStatements } from '../../loaders/sql/shared/check-statements.ts';
import { checkCalls } from '../../schema/build/computed/volatile-calls.ts';
import type { ConfigIssues } from '../../schema/config/reader/config-issues.ts';
import type { Model, Relation } from '../../schema/model/model.ts';

export async function checkMapping(run: RunStatement, model: Model, issues: ConfigIssues): Promise<void> {
  const refused = new Set<string>();
  for (const { sql, path, about } of checkStatements(model, (column) => issues.isOfUnknownType(column.name))) {
    if (refused.has(path)) continue;
    try {
      await run(sql);
    } catch (error) {
      refused.add(path);
      issues.at(path).because(`${about}PostgreSQL says: ${messageOf(error)}.`);
    }
  }
  for (const relation of model.entities.flatMap(({ relations }) => relations)) {
    if (!relation.on) continue;
    await checkCalls(askCatalog(run), conditionText(relation.on), issues.at(`${relation.configured}.on`));
  }
}

function conditionText(on: NonNullable<Relation['on']>): string {
  return on.map((part) => ('text' in part ? part.text : 'x')).join('');
}

/** Gives PostgreSQL's own words, where the driver's error is the cause of ours. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const message = error.cause instanceof Error ? error.cause.message : error.message;
  return message.replace(/^(column reference ".*" is ambiguous)$/, '$1 (write it behind {source} or {target})');
}
