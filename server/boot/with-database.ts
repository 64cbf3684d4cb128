/** Opens the database of a command before its work, and closes it afterwards, whatever happens. */
import type { PostgresDatabase } from '../../loaders/postgres/open-database.ts';
import type { Config } from '../../schema/config/config.ts';
import { connect } from './connect.ts';
import { type DatabaseVariables, openDatabaseSource } from './database-source.ts';

/** Does `work` with the URL of the database, or of a sample that stops afterwards. `label` names it for people. */
export async function withDatabaseUrl<Result>(
  config: Config,
  env: DatabaseVariables,
  announce: (line: string) => void,
  work: (config: Config, label: string) => Promise<Result>,
): Promise<Result> {
  const source = await openDatabaseSource(config, env, announce);
  try {
    return await work({ ...config, database: { ...config.database, url: source.url } }, source.label);
  } finally {
    await source.stop();
  }
}

/** Does `work` with connections to the database. */
export function withDatabase<Result>(
  config: Config,
  announce: (line: string) => void,
  work: (database: PostgresDatabase) => Promise<Result>,
): Promise<Result> {
  return withDatabaseUrl(config, process.env, announce, async (named) => {
    const database = await connect(named, announce);
    return work(database).finally(() => database.close());
  });
}
