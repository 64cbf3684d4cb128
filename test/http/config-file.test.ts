import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readConfigFile } from '../../server/boot/config-file.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'espalier-config-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function read(name: string, text: string): Promise<unknown> {
  const path = join(folder, name);
  await writeFile(path, text);
  return readConfigFile(path).then(({ file }) => file, String);
}

it.each([
  ['an object', 'object.mjs', 'export default { server: { port: 1 } };', { server: { port: 1 } }],
  ['a promise of an object', 'promise.mjs', 'export default Promise.resolve({ nodes: true });', { nodes: true }],
  [
    'a function',
    'function.mjs',
    'export default () => ({});',
    'ConfigError: function.mjs must export an object by default: export default defineConfig({ … }).',
  ],
  [
    'another name',
    'named.mjs',
    'export const config = {};',
    'ConfigError: named.mjs must export an object by default: export default defineConfig({ … }).',
  ],
  [
    'an error in a line',
    'throws.mjs',
    "const url = null;\nif (!url) throw new Error('no DATABASE_URL');\nexport default {};",
    'ConfigError: throws.mjs cannot be read: no DATABASE_URL (line 2)',
  ],
  [
    'a promise that is rejected',
    'rejected.mjs',
    "export default Promise.reject(new Error('no secrets'));",
    'ConfigError: rejected.mjs cannot be read: no secrets (line 1)',
  ],
])('a configuration file with %s is read, or refused with a reason', async (_, name, text, expected) => {
  expect(await read(name, text)).toEqual(expected);
});
