import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readConfig } from '../../schema/config/read-config.ts';
import { measure } from '../../server/commands/measure.ts';
import { query } from '../support/database.ts';
import { useDatabase } from '../support/use-database.ts';

const database = useDatabase(readFileSync(new URL('../fixtures/writes.sql', import.meta.url), 'utf8'));

test('measure refuses a mutation and writes nothing', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'espalier-measure-'));
  try {
    const operation = join(folder, 'create.graphql');
    await writeFile(operation, 'mutation { createTag(values: {label: "measured"}) { affectedRows } }');
    const config = readConfig({ file: { mutations: true, database: { url: database.url } } });
    const measured = measure(config, { operation, variables: null }, () => undefined);
    await expect(measured).rejects.toThrow('a mutation would write each time');
    expect(await query(database.url, "select from tags where label = 'measured'")).toEqual([]);
  } finally {
    await rm(folder, { recursive: true });
  }
});
