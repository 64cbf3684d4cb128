/**
 * Tells whether the catalog has changed, without reading it. Every row of a catalog has the number of the transaction that wrote it
 * (`xmin`), so sums of them change with the rows. ANALYZE and VACUUM update pg_class in place, and leave `xmin` as it is. Rows of
 * temporary tables are left out: sessions make them all the time.
 */
import { textOf } from '../catalog-values.ts';
import { amongOwn, type RunStatement } from '../run-statement.ts';

const SCHEMAS = `select oid from pg_namespace where nspname !~ '^pg_(toast|temp_|toast_temp_)' and nspname <> 'pg_catalog'
  and nspname <> 'information_schema'`;

const RELATIONS = `select oid from pg_class where relnamespace in (${SCHEMAS})`;

/** The catalogs of which a schema is made, each with the rows that count. */
const PARTS: readonly (readonly [catalog: string, rows: string])[] = [
  ['pg_namespace', `oid in (${SCHEMAS})`],
  ['pg_class', `relnamespace in (${SCHEMAS})`],
  ['pg_attribute', `attnum > 0 and attrelid in (${RELATIONS})`],
  ['pg_attrdef', `adrelid in (${RELATIONS})`],
  ['pg_index', `indrelid in (${RELATIONS})`],
  ['pg_inherits', `inhrelid in (${RELATIONS})`],
  ['pg_constraint', `connamespace in (${SCHEMAS})`],
  ['pg_type', `typnamespace in (${SCHEMAS})`],
  ['pg_proc', `pronamespace in (${SCHEMAS})`],
  ['pg_operator', `oprnamespace in (${SCHEMAS})`],
  ['pg_enum', 'true'],
  ['pg_range', 'true'],
  ['pg_description', `classoid in ('pg_class'::regclass, 'pg_proc'::regclass)`],
  ['pg_policy', 'true'],
  ['pg_trigger', `tgrelid in (${RELATIONS})`],
  ['pg_rewrite', `ev_class in (${RELATIONS})`],
  ['pg_auth_members', 'true'],
];

const FINGERPRINT = `select concat_ws(' ', ${PARTS.map(
  ([catalog, rows]) => `(select count(*) || ':' || coalesce(sum(xmin::text::int8), 0) from ${catalog} where ${rows})`,
).join(', ')}) as fingerprint`;

/** Gives a text that is another one after each change of the catalog. It takes no lock beyond those of a plain read. */
export async function catalogFingerprint(run: RunStatement): Promise<string> {
  const [row] = await amongOwn(run)(FINGERPRINT);
  return row ? textOf(row, 'fingerprint') : '';
}
