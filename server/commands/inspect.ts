import type { Config } from '../../schema/config/config.ts';
import { inspectJson } from '../../schema/report/inspect.ts';
import { inspectText } from '../../schema/report/inspect-text.ts';
import { connect } from '../boot/connect.ts';
import { openDatabaseSource } from '../boot/database-source.ts';
import { modelOf } from '../gateway.ts';

/** What `espalier inspect` prints. */
export async function inspect(config: Config, json: boolean, announce: (line: string) => void): Promise<string> {
  const source = await openDatabaseSource(config, process.env, announce);
  try {
    const database = await connect({ ...config, database: { ...config.database, url: source.url } });
    const model = await modelOf(database, config).finally(() => database.close());
    return json ? `${JSON.stringify(inspectJson(model), null, 2)}\n` : inspectText(model);
  } finally {
    await source.stop();
  }
}
