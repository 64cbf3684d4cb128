import { describe, expect, it } from 'vitest';
import { listSettings, readConfig } from '../../schema/config/read-config.ts';
import { ConfigError } from '../../schema/config/reader/config-issues.ts';
import type { ConfigSources } from '../../schema/config/reader/setting-reader.ts';
import { helpText, parseCommandLine } from '../../server/commands/command-line.ts';

const read = (args: string[], rest: Partial<ConfigSources> = {}) =>
  readConfig({ ...rest, flags: parseCommandLine(args, listSettings()).flags });

const mistakes = (action: () => unknown): readonly string[] => {
  try {
    action();
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes;
    throw error;
  }
  return [];
};

describe('settings', () => {
  it('the defaults are for development unless NODE_ENV is production', () => {
    const relaxed = { development: true, explain: true, loadDirective: true, graphiql: true, introspection: true };
    const strict = { development: false, explain: false, loadDirective: false, graphiql: false, introspection: false };
    expect(readConfig()).toMatchObject(relaxed);
    expect(readConfig({ env: { NODE_ENV: 'production' } })).toMatchObject(strict);
    expect(read(['--no-development'])).toMatchObject(strict);
    expect(read(['--no-development', '--graphiql'])).toMatchObject({ ...strict, graphiql: true });
  });

  it('settings come from flags, then the environment, then the file, then the defaults', () => {
    const sources = { env: { ESPALIER_POOL_SIZE: '3' }, file: { pool: { size: 2, idleTimeoutMs: 7 } } };
    expect(read(['--pool-size', '4'], sources).pool).toMatchObject({ size: 4, idleTimeoutMs: 7 });
    expect(read([], sources).pool).toMatchObject({ size: 3, idleTimeoutMs: 7, acquireTimeoutMs: 5_000 });
    expect(read([], { file: sources.file }).pool.size).toBe(2);
  });

  it('every setting has a flag of its own, which the help text lists', () => {
    const flags = listSettings().map((setting) => setting.flag);
    expect(new Set(flags).size).toBe(flags.length);
    for (const flag of flags) expect(helpText(listSettings())).toContain(`  --${flag} `);
  });

  it('a list may be given with commas or as an array', () => {
    expect(read(['--schema', 'a, b']).database.schemas).toEqual(['a', 'b']);
    expect(read([], { file: { database: { schemas: ['c'] } } }).database.schemas).toEqual(['c']);
  });

  it('the default page size does not exceed the greatest page size', () => {
    expect(read(['--limits-max-page-size', '50']).limits).toMatchObject({ defaultPageSize: 50, maxPageSize: 50 });
    expect(read([]).limits).toMatchObject({ defaultPageSize: 10_000, maxPageSize: 10_000 });
  });

  it.each([
    ['a word for a number', { limits: { depth: 'deep' } }],
    ['a fraction', { limits: { depth: 1.5 } }],
    ['a negative number', { limits: { depth: -1 } }],
    ['a number for a list', { database: { schemas: 3 } }],
    ['an empty name in a list', { database: { schemas: ['a', ''] } }],
    ['a text for a boolean', { graphiql: 'maybe' }],
    ['a path without its slash', { server: { path: 'graphql' } }],
    ['a default page size above the greatest one', { limits: { defaultPageSize: 10, maxPageSize: 5 } }],
    ['a name of Object.prototype', JSON.parse('{"__proto__": {"a": 1}}')],
    ['a setting below a setting', { graphiql: { title: 'x' } }],
  ])('a wrong setting is refused: %s', (_name, file) => {
    expect(mistakes(() => readConfig({ file })).length).toBe(1);
  });

  it('a refusal never repeats a password', () => {
    const [mistake] = mistakes(() => readConfig({ env: { DATABASE_URL: 'http://me:secret@host/db' } }));
    expect(mistake).toMatch(/^DATABASE_URL must be a PostgreSQL URL/);
    expect(mistake).not.toContain('secret');
  });
});
