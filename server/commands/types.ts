import { writeFile } from 'node:fs/promises';
import type { Config } from '../../schema/config/config.ts';
import { rowTypes } from '../../schema/report/row-types.ts';
import { connect } from '../boot/connect.ts';
import { openDatabaseSource } from '../boot/database-source.ts';
import { modelOf } from '../gateway.ts';

/** What `espalier types` prints, or writes into a file: then nothing is printed. */
export async function types(config: Config, out: string | null, announce: (line: string) => void): Promise<string> {
  const source = await openDatabaseSource(config, process.env, announce);
  try {
    const database = await connect({ ...config, database: { ...config.database, url: source.url } });
    const model = await modelOf(database, config).finally(() => database.close());
    const text = rowTypes(model, config);
    if (out === null) return text;
    await writeFile(out, text);
    return '';
  } finally {
    await source.stop();
  }
}
