import type { Config } from '../../schema/config/config.ts';
import { inspectJson } from '../../schema/report/inspect.ts';
import { inspectText } from '../../schema/report/inspect-text.ts';
import { withDatabase } from '../boot/with-database.ts';
import { modelOf } from '../gateway.ts';

/** Gives the text that `espalier inspect` prints. */
export function inspect(config: Config, json: boolean, announce: (line: string) => void): Promise<string> {
  return withDatabase(config, announce, async (database) => {
    const model = await modelOf(database, config);
    const only = config.mutations?.only ?? null;
    return json ? `${JSON.stringify(inspectJson(model, only), null, 2)}\n` : inspectText(model, only);
  });
}
