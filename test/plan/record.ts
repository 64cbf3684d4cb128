/** `npm run golden:record` makes the database of `shop.sql` and records its answers to gateways that start on it. */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { openDatabase } from '../../loaders/postgres/open-database.ts';
import { createDatabase } from '../support/database.ts';
import { startTestServer } from '../support/database-server.ts';
import { CONFIGURATIONS } from './configurations.ts';
import { readGateway, settingsOf } from './plan-document.ts';
import { Recorder, RECORDING } from './recorded-database.ts';

const server = await startTestServer();
try {
  const { url } = await createDatabase([new URL('shop.sql', import.meta.url)]);
  const { pool, limits, database } = settingsOf({});
  const opened = openDatabase({ url, pool, limits, timeZone: database.timeZone });
  const recorder = new Recorder();
  const run = recorder.over(opened.query.bind(opened));
  for (const file of Object.values(CONFIGURATIONS)) await readGateway(run, file);
  await opened.close();
  const filepath = fileURLToPath(RECORDING);
  const settings = await resolveConfig(filepath);
  await writeFile(filepath, await format(JSON.stringify(recorder.answers), { ...settings, filepath }));
} finally {
  await server.stop();
}
