/** Projects of users, which install the packed package and nothing of this checkout. */
import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const TOOLS = join(ROOT, 'test/package/tools/node_modules/.bin');

export interface Output {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The environment of a user: nothing in it names a database, and npm and Node are not those of a test. */
export const USER_ENV = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !/^(PG|DATABASE_URL$|PORT$|ESPALIER|VITEST|NODE_ENV$|npm_)/.test(name),
  ),
);

/** Runs a program to its end. */
export async function run(cwd: string, command: string, ...args: readonly string[]): Promise<Output> {
  const options = { cwd, env: USER_ENV, maxBuffer: 64 * 1024 * 1024 };
  return promisify(execFile)(command, args, options).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }: Output) => ({ code, stdout, stderr }),
  );
}

export function tool(name: string): string {
  return join(TOOLS, name);
}

export interface Packed {
  readonly folder: string;
  readonly tarball: string;
  readonly bytes: number;
  remove(): Promise<void>;
}

export async function pack(): Promise<Packed> {
  const folder = await mkdtemp(join(tmpdir(), 'espalier-package-'));
  // Under root the demo's server runs under another account, which must be able to get here.
  await chmod(folder, 0o711);
  const { code, stdout, stderr } = await run(ROOT, 'npm', 'pack', '--silent', '--pack-destination', folder);
  if (code !== 0) throw new Error(stderr);
  const tarball = join(folder, stdout.trim().split('\n').at(-1) ?? '');
  const { size } = await stat(tarball);
  return { folder, tarball, bytes: size, remove: () => rm(folder, { recursive: true }) };
}

export type Installer = 'npm' | 'npm with links' | 'pnpm';

/** An empty project with these packages. */
export async function install(folder: string, installer: Installer, packages: readonly string[]): Promise<string> {
  const project = await mkdtemp(join(folder, 'project-'));
  await chmod(project, 0o711);
  await writeFile(join(project, 'package.json'), JSON.stringify({ type: 'module', private: true }));
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  const { code, stdout, stderr } =
    installer === 'pnpm'
      ? await run(project, tool('pnpm'), 'add', '--store-dir', join(folder, 'store'), ...packages)
      : installer === 'npm'
        ? await run(project, 'npm', 'install', ...quiet, ...packages)
        : await run(project, 'npm', 'install', '--install-strategy=linked', ...quiet, ...packages);
  if (code !== 0) throw new Error(stdout + stderr);
  return project;
}

/** Bytes of a folder as files have them, each file once. */
export async function megabytesOf(folder: string): Promise<number> {
  const { stdout } = await run(folder, 'du', '-sk', '.');
  return Number.parseInt(stdout, 10) / 1024;
}
