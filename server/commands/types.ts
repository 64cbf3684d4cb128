import { writeFile } from 'node:fs/promises';
import type { Config } from '../../schema/config/config.ts';
import { rowTypes } from '../../schema/report/row-types.ts';
import { withDatabase } from '../boot/with-database.ts';
import { modelOf } from '../gateway.ts';

/** Gives the text that `espalier types` prints: none where it goes into the file `out`. */
export async function types(config: Config, out: string | null, announce: (line: string) => void): Promise<string> {
  const text = await withDatabase(config, announce, async (database) => {
    return rowTypes(await modelOf(database, config), config);
  });
  if (out === null) return text;
  await writeFile(out, text);
  return '';
}
