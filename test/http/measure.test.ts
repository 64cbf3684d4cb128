import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ConfigOptions, readConfig } from '../../schema/config/read-config.ts';
import { measure } from '../../server/commands/measure.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
let folder: string;
beforeAll(async () => {
  database = await createDatabase([new URL('../fixtures/blog.sql', import.meta.url)]);
  folder = await mkdtemp(join(tmpdir(), 'measure-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await database.drop();
});

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

async function run(query: string, variables: object | null = null, settings: ConfigOptions = {}): Promise<string> {
  const operation = await file('operation.graphql', query);
  const values = variables && (await file('variables.json', JSON.stringify(variables)));
  const config = readConfig({ file: { ...settings, database: { url: database.url } } });
  return measure(config, { operation, variables: values }, () => {});
}

describe('the command measure', () => {
  // covers: S18
  it('measure prints statements, rows, bytes and time of an operation under each strategy', async () => {
    const printed = await run('query ($n: Int) { posts(limit: $n) { id author { name } } }', { n: 4 });
    const [head, ...lines] = printed.trimEnd().split('\n');
    expect(head?.trim()).toBe('statements  rows  bytes  ms, median of 20');
    const cells = lines.slice(0, -1).map((line) => line.split(/ {2,}/));
    expect(cells.map(([strategy, statements, rows]) => [strategy, statements, rows])).toEqual([
      ['auto', expect.stringMatching(/^[12]$/), expect.stringMatching(/^[46]$/)],
      ['selectin', '2', '6'],
      ['joined', '1', '4'],
    ]);
    expect(lines.at(-1)).toBe('All answers are equal.');
  });

  it.each([
    [
      'query ($n: Int) { posts(limit: $n) { id } }',
      null,
      /measure needs a value for \$n: .* such as \{"n":null\}, .*--variables/,
    ],
    ['query ($n: Int, $m: Int) { posts(limit: $n, offset: $m) { id } }', { n: 1 }, /a value for \$m:/],
    ['query ($n: Int) { posts(limit: $n) { id } }', [1], /must hold an object/],
  ])('measure does not guess the variables of %s', async (query, variables, message) => {
    await expect(run(query, variables)).rejects.toThrow(message);
  });

  it('measure runs an operation whose variables are null by the file or have a default', async () => {
    const query = 'query ($n: Int, $m: Int = 2) { posts(limit: $m, offset: $n) { id } }';
    expect(await run(query, { n: null })).toContain('All answers are equal.');
  });

  it('measure works with settings for production and under any path', async () => {
    const settings = { development: false, server: { path: '/api' } };
    expect(await run('{ users { id posts { id } } }', null, settings)).toContain('All answers are equal.');
  });

  it.each([
    ['a syntax error', '{ users { id ', /Syntax Error/],
    ['an unknown field', '{ usrs { id } }', /usrs/],
  ])('measure reports %s', async (_, query, message) => {
    await expect(run(query)).rejects.toThrow(message);
  });

  it('measure reports files that are missing, unreadable or not JSON', async () => {
    const config = readConfig({ file: { database: { url: database.url } } });
    const of = (operation: string | null, variables: string | null): Promise<string> =>
      measure(config, { operation, variables }, () => {});
    const query = await file('some.graphql', '{ users { id } }');
    await expect(of(null, null)).rejects.toThrow('measure needs --operation');
    await expect(of(join(folder, 'none'), null)).rejects.toThrow(/--operation: .*none cannot be read/);
    await expect(of(query, query)).rejects.toThrow(/--variables: .* is not JSON/);
  });
});
