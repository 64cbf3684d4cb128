import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { graphqlProblem, isSupported, strangeGraphql } from '../../server/boot/check-graphql.ts';
import { createDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';

const program = fileURLToPath(new URL('../../server.ts', import.meta.url));

let database: TestDatabase;
let folder: string;
beforeAll(async () => {
  database = await createDatabase(['create table book (id int primary key, title text not null)']);
  folder = await mkdtemp(join(tmpdir(), 'espalier-imports-'));
});
afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true });
});

it('a configuration imports espalier and graphql of the program, from any folder and with other copies beside it', async () => {
  const project = join(folder, 'project');
  for (const name of ['espalier', 'graphql']) {
    const copy = join(project, 'node_modules', name);
    await mkdir(copy, { recursive: true });
    await writeFile(join(copy, 'package.json'), JSON.stringify({ name, type: 'module', exports: './index.js' }));
    await writeFile(join(copy, 'index.js'), `throw new Error('${name} is another copy');`);
  }
  await writeFile(join(project, 'refuse.ts'), `export { GraphQLError as Refusal } from 'graphql';`);
  await writeFile(
    join(project, 'espalier.config.ts'),
    `import { defineConfig } from 'espalier';
     import { Refusal } from './refuse.ts';
     const refuse = () => { throw new Refusal('no'); };
     export default defineConfig({ typeDefs: 'extend type Book { isbn: String }', resolvers: { Book: { isbn: refuse } } });`,
  );
  const args = [program, 'inspect', database.url, '--config', join(project, 'espalier.config.ts')];
  const env = { PATH: process.env['PATH'] };
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: tmpdir(), env });
  // Had the configuration not been read, the command would have failed.
  expect(stdout).toContain('public.book');
});

it.each([
  [15, 10, false],
  [16, 14, false],
  [16, 15, true],
  [17, 0, true],
  [18, 0, false],
])('graphql %i.%i is supported: %s', (major, minor, expected) => {
  expect(isSupported(major, minor)).toBe(expected);
});

it('a program with a copy of graphql of its own is told both places, and one without is told nothing', async () => {
  expect(graphqlProblem()).toBeNull();
  expect(strangeGraphql(program)).toBeNull();
  expect(strangeGraphql(undefined)).toBeNull();
  expect(strangeGraphql(join(tmpdir(), 'program.js'))).toBeNull();
  const copy = join(folder, 'own/node_modules/graphql');
  await mkdir(copy, { recursive: true });
  await writeFile(join(copy, 'index.js'), '');
  expect(strangeGraphql(join(folder, 'own/program.js'))).toMatch(
    /two copies of graphql, \S+ and \S*own\/node_modules\/graphql:/,
  );
});
