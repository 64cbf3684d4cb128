/** Asks PostgreSQL whether the roles of the configuration exist, and whether this connection may take them. */
import type { RunStatement } from '../../loaders/postgres/run-statement.ts';
import { readRoles } from '../../loaders/postgres/catalog/server-questions.ts';
import type { SessionConfig } from '../../schema/config/access/access-settings.ts';
import type { ConfigIssues } from '../../schema/config/reader/config-issues.ts';
import { suggest } from '../../schema/util/suggest.ts';

/** Roles that come from claims are checked with each request. */
export async function checkRoles(run: RunStatement, session: SessionConfig, issues: ConfigIssues): Promise<void> {
  const named = Object.entries({ role: session.role, anonymousRole: session.anonymousRole });
  const fixed = named.flatMap(([setting, role]) => (typeof role === 'string' ? [[setting, role] as const] : []));
  if (fixed.length === 0) return;
  const roles = await readRoles(run);
  for (const [setting, role] of fixed) {
    const isMember = roles.get(role);
    if (isMember) continue;
    const problem =
      isMember === undefined
        ? `is "${role}", and there is no such role.${suggest(role, roles.keys())}`
        : `is "${role}", which the gateway's own role may not take; grant it: grant "${role}" to the role that logs in.`;
    issues.at(`session.${setting}`).wrong(problem);
  }
}
