/** Asks PostgreSQL whether there are the roles that the configuration names, and whether this connection may take them. */
import type { RunStatement } from '../../loaders/postgres/run-statement.ts';
import { booleanOf, textOf } from '../../loaders/postgres/catalog-values.ts';
import type { SessionConfig } from '../../schema/config/access/access-settings.ts';
import type { Mistakes } from '../../schema/config/reader/mistakes.ts';
import { suggest } from '../../schema/util/suggest.ts';

const ROLES = `select rolname::text as name, pg_has_role(oid, 'member') as is_member from pg_catalog.pg_roles`;

/** Those that claims name are known when somebody asks. */
export async function checkRoles(run: RunStatement, session: SessionConfig, mistakes: Mistakes): Promise<void> {
  const named = Object.entries({ role: session.role, anonymousRole: session.anonymousRole });
  const fixed = named.flatMap(([setting, role]) => (typeof role === 'string' ? [[setting, role] as const] : []));
  if (fixed.length === 0) return;
  const roles = new Map((await run(ROLES)).map((row) => [textOf(row, 'name'), booleanOf(row, 'is_member')]));
  for (const [setting, role] of fixed) {
    const isMember = roles.get(role);
    if (isMember) continue;
    const problem =
      isMember === undefined
        ? `is "${role}", and there is no such role.${suggest(role, roles.keys())}`
        : `is "${role}", which the gateway's own role may not take; grant it: grant "${role}" to the role that logs in.`;
    mistakes.all.push(`session.${setting} ${problem}`);
  }
}
