/** How the readers of the catalog ask. */
import type { CatalogRow } from './catalog-values.ts';

/** Where names without a schema are looked for: along the path of the session, or among PostgreSQL's own alone. */
export type NamesFrom = 'session' | 'pg_catalog';

/** Runs one statement and gives its rows as objects. */
export type RunStatement = (
  sql: string,
  values?: readonly unknown[],
  names?: NamesFrom,
) => Promise<readonly CatalogRow[]>;

/** Readers of the catalog use no object of the user's. */
export function amongOwn(run: RunStatement): RunStatement {
  return (sql, values) => run(sql, values, 'pg_catalog');
}
