import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSchema } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDatabase, type TestDatabase } from '../support/database.ts';

const program = fileURLToPath(new URL('../../server.ts', import.meta.url));

let database: TestDatabase;
let folder: string;

beforeAll(async () => {
  database = await createDatabase([new URL('../fixtures/federation.sql', import.meta.url)]);
  folder = await mkdtemp(join(tmpdir(), 'espalier-sdl-'));
});
afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true });
});

function espalier(...args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const { ESPALIER_TEST_RUN: _, ...env } = process.env;
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [program, ...args],
      { env: { ...env, DATABASE_URL: database.url }, cwd: folder },
      (error, stdout, stderr) => resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
}

describe('the command sdl', () => {
  it('sdl prints the SDL of the subgraph', async () => {
    const { code, stdout } = await espalier('sdl');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^extend schema\n {2}@link\(/);
    expect(stdout).toContain('type User @key(fields: "id") @key(fields: "email") {');
  });

  it('sdl prints a schema without federation by --no-federation', async () => {
    const { code, stdout, stderr } = await espalier('sdl', '--no-federation');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).not.toMatch(/@link|@key|_entities|_service/);
    expect(buildSchema(stdout).getType('User')).toBeDefined();
    const contradiction = await espalier('sdl', '--no-federation', '--compose', 'fits.graphql');
    expect(contradiction).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('--no-federation') });
  });

  it('sdl refuses a subgraph that does not compose with another one, and says why', async () => {
    const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])\n';
    await writeFile(
      join(folder, 'fits.graphql'),
      `${link}type Query { now: Int } type User @key(fields: "id") { id: Int! age: Int }`,
    );
    await writeFile(join(folder, 'clashes.graphql'), `${link}type Query { users: Int }`);
    expect(await espalier('sdl', '--compose', 'fits.graphql')).toMatchObject({ code: 0, stderr: '' });
    const clash = await espalier('sdl', '--compose', 'fits.graphql,clashes.graphql');
    expect(clash).toMatchObject({ code: 1, stdout: '' });
    expect(clash.stderr).toMatch(/espalier: .*Query\.users/);
    expect((await espalier('sdl', '--compose', 'gone.graphql')).stderr).toMatch(
      /--compose: gone\.graphql cannot be read/,
    );
  });

  it('sdl names the other subgraphs by their files, or as given', async () => {
    const link =
      'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@shareable"])\n';
    const people = `${link}type Query { now: Int @shareable } type User @key(fields: "id") { id: Int! name: String }`;
    for (const name of ['people', 'schema']) await writeFile(join(folder, `${name}.graphql`), people);
    const config = `export default { federation: { types: { User: { fields: { name: { override: 'people' } } } } } };`;
    await writeFile(join(folder, 'override.config.ts'), config);
    const sdl = (compose: string) => espalier('sdl', '--config', 'override.config.ts', '--compose', compose);
    const [byFile, byName, other, twice] = await Promise.all(
      ['people.graphql', 'people=schema.graphql', 'schema.graphql', 'schema.graphql,schema.graphql'].map(sdl),
    );
    expect([byFile, byName]).toMatchObject(Array.from({ length: 2 }, () => ({ code: 0, stderr: '' })));
    expect(other?.stderr).toMatch(/espalier: .*User\.name/);
    expect(twice?.stderr).toMatch(/two subgraphs are called "schema"; say name=file/);
  });

  it('sdl names the place of a wrong setting', async () => {
    const config = `export default { federation: { types: { Usr: { shareable: true } } } };`;
    await writeFile(join(folder, 'wrong.config.ts'), config);
    const { code, stderr } = await espalier('sdl', '--config', 'wrong.config.ts');
    expect(code).toBe(1);
    expect(stderr).toBe('espalier: federation.types.Usr: there is no such type. Did you mean "User"?\n');
  });
});

it('the gateway, Yoga and the federation libraries share one graphql', () => {
  const root = createRequire(import.meta.url);
  const from = ['graphql-yoga', '@graphql-tools/federation', '@theguild/federation-composition'];
  const resolved = from.map((name) => createRequire(root.resolve(name)).resolve('graphql'));
  expect(new Set([root.resolve('graphql'), ...resolved]).size).toBe(1);
});
