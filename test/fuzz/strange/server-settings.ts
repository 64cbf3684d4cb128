/** Settings that a database brings along for every session. */
import type { Dice } from '../dice.ts';

const SETTINGS = [
  "timezone to 'America/New_York'",
  "timezone to 'Asia/Kathmandu'",
  "datestyle to 'German, DMY'",
  "datestyle to 'SQL, DMY'",
  'intervalstyle to sql_standard',
  'intervalstyle to postgres_verbose',
  'bytea_output to escape',
  'extra_float_digits to -5',
  'array_nulls to off',
  'transform_null_equals to on',
  'standard_conforming_strings to off',
  'enable_hashjoin to off',
  'enable_mergejoin to off',
  'enable_nestloop to off',
  'enable_seqscan to off',
  'enable_sort to off',
  'enable_hashagg to off',
  'enable_indexscan to off',
  'enable_memoize to off',
  'join_collapse_limit to 1',
  'from_collapse_limit to 1',
  'geqo_threshold to 2',
  'plan_cache_mode to force_generic_plan',
  'plan_cache_mode to force_custom_plan',
  "default_transaction_isolation to 'serializable'",
  'default_transaction_deferrable to on',
  'jit_above_cost to 0',
  "client_encoding to 'LATIN1'",
  'row_security to on',
];

const PATHS = [
  'search_path to public, ext',
  'search_path to ext, public',
  'search_path to public, ext, pg_catalog',
  'search_path to public, pg_catalog',
  "search_path to ''",
];

/** The texts of moments depend on the time zone of the session. */
export const CLOCKS = `
  create table moments (id int primary key, at timestamptz not null);
  insert into moments values (1, '2024-01-01 03:00+00'), (2, '2024-07-01 12:00+00'), (3, '2023-12-31 18:30+00');
  create view clocks as select id, at, at::date as day, to_char(at, 'HH24:MI') as clock, at::time as "time" from moments;
  create function moments_day(row_of moments) returns date language sql stable as $$ select row_of.at::date $$;`;

/** Returns the time zone of the gateway, or null for the database's own. */
export function timeZone(dice: Dice): string | null {
  return dice.oneIn(2) ? null : (dice.pick(['UTC', 'Europe/Berlin', 'server']) ?? null);
}

export function serverSettings(dice: Dice, { any, path }: { readonly any: boolean; readonly path: boolean }): string[] {
  const chosen = any ? SETTINGS.filter(() => dice.oneIn(5)) : [];
  const found = (any || path) && !dice.oneIn(3) ? dice.pick(PATHS) : null;
  return [...chosen, ...(found ? [found] : [])];
}
