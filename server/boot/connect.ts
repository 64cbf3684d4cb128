import { connectErrorLine } from '../../loaders/postgres/connect-errors.ts';
import { openDatabase } from '../../loaders/postgres/open-database.ts';
import type { PostgresDatabase } from '../../loaders/postgres/open-database.ts';
import type { Config } from '../../schema/config/config.ts';

/** Opens the pool and makes sure that PostgreSQL answers. The message of an error says how to mend it. */
export async function connect({ database: { url, timeZone }, pool, limits }: Config): Promise<PostgresDatabase> {
  let database: PostgresDatabase | null = null;
  try {
    database = openDatabase({ url, pool, limits, timeZone });
    await database.ping();
    return database;
  } catch (error) {
    await database?.close();
    throw new Error(connectErrorLine(error, url), { cause: error });
  }
}
