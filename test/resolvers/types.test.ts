import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { errorsOf, programOf, root, run, typeScriptFolder, type TypeScriptFolder } from '../support/typescript.ts';

let database: TestDatabase;
let folder: TypeScriptFolder;

beforeAll(async () => {
  database = await createDatabase([new URL('../fixtures/blog.sql', import.meta.url)]);
  folder = await typeScriptFolder();
  await espalier('types', '--out', 'types.ts');
});
afterAll(async () => {
  await database.drop();
  await folder.remove();
});

async function espalier(...args: readonly string[]): Promise<string> {
  const { ESPALIER_TEST_RUN: _, ...env } = process.env;
  const options = { env: { ...env, DATABASE_URL: database.url }, cwd: folder.path };
  return (await run(process.execPath, [join(root, 'server.ts'), ...args], options)).stdout;
}

const RIGHT = `{
  type: 'String', requires: ['name', 'boss.name', 'posts.score', 'posts.tags.id'],
  async resolve({ id, name, boss, posts }, _args, { loaders }) {
    const user = await loaders.user.byId(id, ['name']);
    const related = boss ? await loaders.relation(boss, 'posts') : [];
    const found = await loaders.post.by({ authorId: id });
    const scores: (number | null)[] = [...posts, ...found, ...related].map(({ score }) => score);
    const names: string = name + (boss?.name ?? '') + (user?.name ?? '');
    return names + scores.join();
  },
}`;

const WRONG: readonly [name: string, field: string, error: RegExp][] = [
  ['requires', `{ type: 'String', requires: ['nme'], resolve: () => null }`, /"nme"/],
  ['path', `{ type: 'String', requires: ['posts.scor'], resolve: () => null }`, /"posts\.scor"/],
  ['row', `{ type: 'String', requires: ['name'], resolve: (row) => row.nme }`, /'nme' does not exist/],
  ['related', `{ type: 'String', resolve: ({ posts }) => posts[0]?.scor }`, /'scor' does not exist/],
  [
    'loader',
    `{ type: 'Int', resolve: async ({ id }, _, { loaders }) => (await loaders.post.byId(id))?.scor }`,
    /'scor' does not exist/,
  ],
  ['relation', `{ type: 'Int', resolve: (row, _, { loaders }) => loaders.relation(row, 'post') }`, /"post"/],
];

/** Returns a configuration whose `User` has this field. */
function configOf(field: string): string {
  return `import { defineConfig } from '${root}schema/config/define-config.ts';
    import type { Entities } from './types.ts';
    export default defineConfig<Entities>({ entities: { User: { fields: { f: ${field} } } } });`;
}

const SELECT = `{ entity: 'User', where: { id: { eq: '1' } }, orderBy: [{ id: 'ASC' }], select: {
  id: true, boss: { select: { name: true } }, posts: { limit: 1, select: { score: true } },
  best: { field: 'posts', orderBy: [{ score: 'DESC' }], select: { id: true, author: { select: { id: true } } } },
  postsAggregate: { select: { count: true } },
} }`;

const RIGHT_PROGRAM = `
  const users = await session.transaction(() => session.load(${SELECT}));
  for (const { id, boss, posts, best, postsAggregate } of users) {
    const text: string = id + (boss?.name ?? '') + (best[0]?.author?.id ?? '');
    const scores: (number | null)[] = posts.map(({ score }) => score);
    const count: number = postsAggregate.count;
    console.log(text, scores, count);
  }
  for await (const batch of session.stream(${SELECT})) batch.map(({ id }) => id.length);
  await session.fill(users, ['name']);`;

const WRONG_PROGRAMS: readonly [name: string, use: string, error: RegExp][] = [
  ['entity', `await session.load({ entity: 'Usr', select: { id: true } });`, /"Usr"/],
  ['unselected', `for (const { name } of await session.load(${SELECT})) console.log(name);`, /'name' does not exist/],
  ['below', `for (const { posts } of await session.load(${SELECT})) posts[0]?.id;`, /'id' does not exist/],
  ['null', `for (const { boss } of await session.load(${SELECT})) boss.name;`, /'boss' is possibly 'null'/],
];

/** Each misspells one name of an argument. */
const WRONG_ARGUMENTS: readonly [name: string, use: string, error: RegExp][] = [
  [
    'where',
    `await session.load({ entity: 'User', where: { nme: { eq: 'x' } }, select: { id: true } });`,
    /NoField<"User\.nme">/,
  ],
  [
    'both',
    `await session.load({ entity: 'User', where: { or: [{ not: { nme: { eq: 'x' } } }] }, select: { id: true } });`,
    /NoField<"User\.nme">/,
  ],
  [
    'toOne',
    `await session.load({ entity: 'User', where: { boss: { nme: { eq: 'x' } } }, select: { id: true } });`,
    /NoField<"User\.nme">/,
  ],
  [
    'toMany',
    `await session.load({ entity: 'User', where: { posts: { some: { scor: { eq: 1 } } } }, select: { id: true } });`,
    /NoField<"Post\.scor">/,
  ],
  [
    'order',
    `await session.load({ entity: 'User', orderBy: [{ name: 'ASC' }, { nme: 'ASC' }], select: { id: true } });`,
    /NoField<"User\.nme">/,
  ],
  [
    'orderPath',
    `await session.load({ entity: 'User', orderBy: { boss: { nme: 'ASC' } }, select: { id: true } });`,
    /NoField<"User\.nme">/,
  ],
  [
    'distinct',
    `await session.load({ entity: 'User', distinctOn: ['NME'], select: { id: true } });`,
    /NoField<"User\.distinctOn">/,
  ],
  [
    'nested',
    `await session.load({ entity: 'User', select: { id: true, posts: { where: { scor: { eq: 1 } }, select: { id: true } } } });`,
    /NoField<"Post\.scor">/,
  ],
  [
    'nestedOrder',
    `await session.load({ entity: 'User', select: { id: true, posts: { orderBy: [{ scor: 'ASC' }], select: { id: true } } } });`,
    /NoField<"Post\.scor">/,
  ],
  [
    'page',
    `await session.connection({ entity: 'User', where: { nme: { eq: 'x' } }, select: { totalCount: true } });`,
    /NoField<"User\.nme">/,
  ],
  [
    'values',
    `await session.aggregate({ entity: 'User', where: { nme: { eq: 'x' } }, select: { count: true } });`,
    /NoField<"User\.nme">/,
  ],
  [
    'stream',
    `for await (const rows of session.stream({ entity: 'User', where: { nme: { eq: 'x' } }, select: { id: true } })) rows.length;`,
    /NoField<"User\.nme">/,
  ],
];

const RIGHT_ARGUMENTS = `
  const found: Record<string, unknown> = {};
  await session.load({
    entity: 'User', distinctOn: ['NAME'],
    where: { and: [{ name: { ilike: 'x%' } }, { not: { boss: { posts: { some: { score: { gt: 1 } } } } } }] },
    orderBy: [{ name: 'ASC' }, { boss: { name: 'DESC_NULLS_LAST' } }, { postsAggregate: { count: 'ASC' } }],
    select: { id: true, posts: { where: { author: { name: { eq: 'x' } } }, orderBy: { score: 'ASC' }, select: { id: true } } },
  });
  await session.load({ entity: 'User', where: found, select: { id: true } });`;

/** Each misspells one name of a configuration. */
const WRONG_SETTINGS: readonly [name: string, settings: string, error: RegExp][] = [
  ['column', `{ columns: { nme: { hide: true } } }`, /'nme' does not exist in type/],
  ['relation', `{ relations: { bos: { load: 'joined' } } }`, /'bos' does not exist in type/],
  ['policy', `{ policy: { nme: { eq: 'x' } } }`, /'nme' does not exist in type/],
  ['policyBelow', `{ policy: { posts: { some: { scor: { eq: 1 } } } } }`, /'scor' does not exist in type/],
  ['criteria', `{ relations: { posts: { where: { scor: { eq: 1 } } } } }`, /'scor' does not exist in type/],
];

const RIGHT_SETTINGS = `{
  columns: { name: { description: 'x' } },
  relations: { boss: { load: 'joined' }, posts: { where: { score: { gt: 1 } }, orderBy: [{ score: 'ASC' }] } },
  policy: { or: [{ claim: 'role', eq: 'admin' }, { claim: 'roles', isEmpty: false }, { id: { eq: { claim: 'sub' } } }, { boss: { name: { eq: 'x' } } }] },
}`;

/** Returns a configuration with these settings of `User`. */
function settingsOf(settings: string): string {
  return `import { defineConfig } from '${root}schema/config/define-config.ts';
    import type { Entities } from './types.ts';
    export default defineConfig<Entities>({ claims: { sub: 'int8', role: 'text', roles: 'text[]' }, entities: { User: ${settings} } });`;
}

describe('a typed session', () => {
  it('a typed session gives rows with the selected fields', async () => {
    expect(await folder.tsc([['rightProgram', RIGHT_PROGRAM]], programOf)).toBe('');
  });

  it('a program that reads a field it did not select does not compile', async () => {
    const errors = await folder.tsc(WRONG_PROGRAMS, programOf);
    for (const [name, , error] of WRONG_PROGRAMS) {
      expect(errorsOf(errors, name), name).toMatch(error);
    }
  });
});

describe('arguments of a typed session', () => {
  it('arguments with names of the database compile, and so do those that are made when the program runs', async () => {
    expect(await folder.tsc([['rightArguments', RIGHT_ARGUMENTS]], programOf)).toBe('');
  });

  it('an argument with a misspelt name is one error, which names it', async () => {
    const errors = await folder.tsc(WRONG_ARGUMENTS, programOf);
    for (const [name, , error] of WRONG_ARGUMENTS) {
      expect(errorsOf(errors, name), name).toMatch(error);
      expect(errorsOf(errors, name).match(/error TS/g), name).toHaveLength(1);
    }
  });
});

describe('settings of a typed configuration', () => {
  it('settings with names of the database compile', async () => {
    expect(await folder.tsc([['rightSettings', RIGHT_SETTINGS]], settingsOf)).toBe('');
  });

  it('a setting with a misspelt name is one error, which names it', async () => {
    const errors = await folder.tsc(WRONG_SETTINGS, settingsOf);
    for (const [name, , error] of WRONG_SETTINGS) {
      expect(errorsOf(errors, name), name).toMatch(error);
      expect(errorsOf(errors, name).match(/error TS/g), name).toHaveLength(1);
    }
  });
});

describe('the command types', () => {
  it('the command types writes the rows of the database, the same text every time', async () => {
    const written = await readFile(join(folder.path, 'types.ts'), 'utf8');
    expect(written).toContain(`  User: {
    columns: {
      readonly id: string;
      readonly name: string;
      readonly bossId: string | null;
    };
    one: {
      readonly boss: 'User' | null;
      readonly profile: 'Profile' | null;
    };`);
    expect(written).toMatch(/many: \{[^}]*readonly posts: 'Post';/);
    expect(await espalier('types')).toBe(written);
  });

  it('a right configuration compiles', async () => {
    expect(await folder.tsc([['right', RIGHT]], configOf)).toBe('');
  });

  // covers: S06
  it('a misspelt name does not compile', async () => {
    const errors = await folder.tsc(WRONG, configOf);
    for (const [name, , error] of WRONG) {
      expect(errorsOf(errors, name), name).toMatch(error);
    }
  });
});
