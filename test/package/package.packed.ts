import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { ANSWER, PROGRAM } from './program.ts';
import { install, type Installer, megabytesOf, pack, type Packed, run, tool, USER_ENV } from './project.ts';

let packed: Packed;
let database: TestDatabase;
beforeAll(async () => {
  packed = await pack();
  database = await createDatabase([
    `create table book (id int primary key, title text not null);
     insert into book values (1, 'Espaliers');`,
  ]);
});
afterAll(async () => {
  await database?.drop();
  await packed?.remove();
});

describe('the tarball', () => {
  it('the tarball has less than a megabyte, JavaScript, declarations and licences, and no sources or tests', async () => {
    const { stdout } = await run(packed.folder, 'tar', '-tzf', packed.tarball);
    const files = stdout.trim().split('\n');
    const kinds = new Set(files.map((file) => file.replace(/^.*?((\.d)?\.\w+|\/\w+)$/, '$1')));
    expect([...kinds].sort()).toEqual(['.br', '.cjs', '.d.ts', '.js', '.json', '.map', '.md', '/LICENSE']);
    for (const file of ['README.md', 'LICENSE', 'dist/examples/databases/northwind/LICENSE', 'dist/index.d.ts']) {
      expect(files).toContain(`package/${file}`);
    }
    expect(packed.bytes).toBeLessThan(1_000_000);
  });

  it('the tarball is right for publint and for arethetypeswrong', async () => {
    expect(await run(packed.folder, tool('publint'), packed.tarball, '--strict')).toMatchObject({ code: 0 });
    const types = await run(packed.folder, tool('attw'), packed.tarball, '--profile', 'esm-only');
    expect(types.code, types.stdout).toBe(0);
  });
});

describe.each<Installer>(['npm', 'npm with links', 'pnpm'])('installed by %s', (installer) => {
  let project: string;
  beforeAll(async () => {
    project = await install(packed.folder, installer, [packed.tarball, 'graphql@17']);
    await writeFile(join(project, 'program.ts'), PROGRAM);
  });

  it('the command runs', async () => {
    const { version } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'));
    const command = join(project, 'node_modules/.bin/espalier');
    expect(await run(project, command, '--version')).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
    expect((await run(project, command, 'inspect', database.url)).stdout).toContain('public.book');
  });

  it('nothing comes that scripts would find as node', async () => {
    expect(await readdir(join(project, 'node_modules/.bin'))).not.toContain('node');
  });

  it('all of it has less than 40 MB', async () => {
    expect(await megabytesOf(join(project, 'node_modules'))).toBeLessThan(40);
  });

  it('a program imports it, and shares its graphql', async () => {
    const { stdout, stderr } = await run(project, process.execPath, 'program.ts', database.url);
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual(ANSWER);
  });
});

it('with graphql 16 a program reads the schema too', async () => {
  const project = await install(packed.folder, 'npm', [packed.tarball, 'graphql@16']);
  await writeFile(join(project, 'program.ts'), PROGRAM);
  const { stdout } = await run(project, process.execPath, 'program.ts', database.url);
  expect(JSON.parse(stdout)).toEqual(ANSWER);
});

describe('a strict program', () => {
  let project: string;
  beforeAll(async () => {
    project = await install(packed.folder, 'npm', [packed.tarball, 'graphql@17', 'typescript@7', '@types/node']);
    await writeFile(join(project, 'program.ts'), PROGRAM);
  });

  it.each([
    ['nodenext', 'nodenext'],
    ['bundler', 'esnext'],
  ])('a strict program compiles under moduleResolution %s', async (moduleResolution, module) => {
    const options = { moduleResolution, module, target: 'es2024', lib: ['esnext'], types: ['node'], noEmit: true };
    const compilerOptions = { ...options, strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false };
    await writeFile(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['program.ts'] }));
    const { stdout } = await run(project, join(project, 'node_modules/.bin/tsc'), '-p', '.');
    // The libraries' own declarations are checked with ours, and lru-cache's are not right.
    const errors = stdout
      .split('\n')
      .filter((line) => /^\S+\(\d/.test(line) && !line.startsWith('node_modules/lru-cache/'));
    expect(errors).toEqual([]);
  });

  it('a program that misuses the library does not compile', async () => {
    await writeFile(join(project, 'wrong.ts'), PROGRAM.replace('gateway.handler', 'gateway.handlr'));
    await writeFile(
      join(project, 'tsconfig.json'),
      JSON.stringify({ extends: './tsconfig.base.json', files: ['wrong.ts'] }),
    );
    const compilerOptions = { module: 'nodenext', strict: true, skipLibCheck: true, noEmit: true, types: ['node'] };
    await writeFile(join(project, 'tsconfig.base.json'), JSON.stringify({ compilerOptions }));
    const { stdout } = await run(project, join(project, 'node_modules/.bin/tsc'), '-p', '.');
    expect(stdout).toContain("Property 'handlr' does not exist");
  });

  it.each([
    // CommonJS asks for Node's modules by `require`, which a bundle has only by this well-known line: so nothing else may be called
    // `createRequire` in it.
    ['esm', 'mjs', `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);`],
    ['cjs', 'cjs', ''],
  ])('a bundle of esbuild runs without any package: %s', async (format, ending, banner) => {
    const elsewhere = join(packed.folder, `bundle-${format}`);
    await mkdir(elsewhere);
    const outfile = join(elsewhere, `bundle.${ending}`);
    const flags = ['--bundle', '--platform=node', '--target=node22', `--format=${format}`, `--banner:js=${banner}`];
    const bundled = await run(project, tool('esbuild'), 'program.ts', ...flags, `--outfile=${outfile}`);
    expect(bundled.code, bundled.stderr).toBe(0);
    const { stdout, stderr } = await run(elsewhere, process.execPath, outfile, database.url);
    expect(JSON.parse(stdout || stderr)).toEqual(ANSWER);
  });

  it('a server build of Vite runs without any package', async () => {
    const outDir = join(packed.folder, 'bundle-vite');
    const settings = { ssr: { noExternal: true }, build: { ssr: 'program.ts', outDir, emptyOutDir: true } };
    await writeFile(join(project, 'vite.config.mjs'), `export default ${JSON.stringify(settings)};`);
    const built = await run(project, vite, 'build');
    expect(built.code, built.stderr).toBe(0);
    await writeFile(join(outDir, 'package.json'), '{"type":"module"}');
    const { stdout, stderr } = await run(outDir, process.execPath, 'program.js', database.url);
    expect(JSON.parse(stdout || stderr)).toEqual(ANSWER);
  });
});

/** Vitest brings it. */
const vite = fileURLToPath(new URL('../../node_modules/.bin/vite', import.meta.url));

describe('another graphql than it takes', () => {
  it('a graphql that is too old is told in one line', async () => {
    const project = await install(packed.folder, 'npm', ['--legacy-peer-deps', packed.tarball, 'graphql@15']);
    const { code, stderr } = await run(project, join(project, 'node_modules/.bin/espalier'), 'inspect', database.url);
    expect(stderr).toMatch(
      /^espalier: graphql 15\S+ is installed, and Espalier takes [^\n]+ npm install graphql@17\.\n$/,
    );
    expect(code).toBe(1);
  });

  it('a graphql that is missing, or there twice, is told in one line', async () => {
    const project = await install(packed.folder, 'npm', [packed.tarball, 'graphql@17']);
    const command = join(project, 'node_modules/.bin/espalier');
    const copy = join(project, 'node_modules/espalier/node_modules/graphql');
    await cp(join(project, 'node_modules/graphql'), copy, { recursive: true });
    expect((await run(project, command, 'inspect', database.url)).stderr).toMatch(
      /^espalier: There are two copies of graphql, [^\n]+\n$/,
    );
    await rename(copy, join(project, 'away'));
    await rename(join(project, 'node_modules/graphql'), join(project, 'gone'));
    expect((await run(project, command, '--version')).stderr).toBe(
      'espalier: the package graphql is missing; run npm install graphql.\n',
    );
  });
});

it('espalier demo brings what it needs and answers', async () => {
  const project = await install(packed.folder, 'npm', [packed.tarball, 'graphql@17']);
  const demo = spawn(join(project, 'node_modules/.bin/espalier'), ['demo', '--port', '0'], {
    cwd: project,
    env: USER_ENV,
  });
  const ended = once(demo, 'close');
  try {
    let output = '';
    for (const stream of [demo.stdout, demo.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
    await expect.poll(() => output, { timeout: 240_000 }).toMatch(/http:\S+\/graphql/);
    const [url = ''] = /http:\S+\/graphql/.exec(output) ?? [];
    const body = JSON.stringify({ query: '{ artists(limit: 1) { name } }' });
    const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    expect(await response.json()).toEqual({ data: { artists: [{ name: 'AC/DC' }] } });
    const page = await fetch(url, { headers: { accept: 'text/html' } });
    expect((await page.text()).length).toBeGreaterThan(1_000_000);
  } finally {
    demo.kill();
    await ended;
  }
  const { dependencies } = JSON.parse(await readFile(join(project, 'package.json'), 'utf8'));
  expect(Object.keys(dependencies)).toEqual(['espalier', 'graphql']);
});
