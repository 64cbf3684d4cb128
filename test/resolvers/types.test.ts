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
