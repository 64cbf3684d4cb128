/** Asks PostgreSQL whether it takes the statements of the table of requests, before an operation relies on it. */
import type { RunStatement } from '../../loaders/postgres/run-statement.ts';
import { requestChecks } from '../../loaders/sql/write/request-statements.ts';
import type { MutationSettings } from '../../schema/config/mutations/mutation-settings.ts';
import type { ConfigIssues } from '../../schema/config/reader/config-issues.ts';
import { messageOf } from '../../schema/util/message-of.ts';

export async function checkRequests(
  run: RunStatement,
  mutations: Pick<MutationSettings, 'idempotency'> | null,
  issues: ConfigIssues,
): Promise<void> {
  if (!mutations?.idempotency) return;
  for (const sql of requestChecks(mutations.idempotency)) {
    try {
      await run(sql, ['', '', ''].slice(0, Number(/\$3/.test(sql)) + 2));
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      const words = messageOf(cause);
      issues
        .at('mutations.idempotency')
        .because(`PostgreSQL says: ${words}. The table is the one that \`espalier sql idempotency\` prints.`);
      return;
    }
  }
}
