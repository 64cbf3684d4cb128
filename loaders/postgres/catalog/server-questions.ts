/** Questions to the server that are about no table: its roles, time zone and text search configurations. */
import { booleanOf, textOf } from '../catalog-values.ts';
import type { RunStatement } from '../run-statement.ts';

const ROLES = `select rolname::text as name, pg_has_role(oid, 'member') as is_member from pg_catalog.pg_roles`;

/** All roles, and whether this connection may take each. */
export async function readRoles(run: RunStatement): Promise<ReadonlyMap<string, boolean>> {
  return new Map((await run(ROLES)).map((row) => [textOf(row, 'name'), booleanOf(row, 'is_member')]));
}

const TIME_ZONE = `select reset_val as zone from pg_catalog.pg_settings where name = 'TimeZone'`;

/** The time zone that a session has before it sets another, by its role, its database or the server. */
export async function readTimeZone(run: RunStatement): Promise<string | null> {
  const [row] = await run(TIME_ZONE);
  return row ? textOf(row, 'zone') : null;
}

const TEXT_SEARCH_NAMES = `
select pg_catalog.unnest(array[n.nspname || '.' || c.cfgname] || case when pg_ts_config_is_visible(c.oid) then array[c.cfgname::text] end) as name
from pg_catalog.pg_ts_config c join pg_catalog.pg_namespace n on n.oid = c.cfgnamespace`;

/** The names of text search configurations: those on the search path alone, and all with their schemas. */
export async function readTextSearchNames(run: RunStatement): Promise<readonly string[]> {
  return (await run(TEXT_SEARCH_NAMES)).map((row) => textOf(row, 'name'));
}
