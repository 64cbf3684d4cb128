/**
 * Builds into `dist/` what the package holds: JavaScript and source maps, the declarations that `index.d.ts` leads to, and the
 * samples that are small enough.
 */
import { spawnSync } from 'node:child_process';
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress } from 'node:zlib';

const ROOT = join(import.meta.dirname, '..');
const DIST = join(ROOT, 'dist');
/** Mondial alone would take half of the megabyte that the package may have. */
const SAMPLES = ['chinook', 'northwind'];

await rm(DIST, { recursive: true, force: true });
const tsc = spawnSync(join(ROOT, 'node_modules/.bin/tsc'), ['-p', 'tsconfig.build.json'], {
  cwd: ROOT,
  stdio: 'inherit',
});
if (tsc.status !== 0) throw new Error('The sources do not compile.');
await keepPublicDeclarations();
for (const sample of SAMPLES) await packSample(sample);

/** TypeScript leaves the ending `.ts` to imports in declarations, and not every reader of declarations knows what it means. */
async function keepPublicDeclarations(): Promise<void> {
  const kept = new Set([join(DIST, 'index.d.ts')]);
  for (const file of kept) {
    const text = await readFile(file, 'utf8');
    const changed = text.replaceAll(/(from |import\()(['"])(\.[^'"]+)\.[tj]s\2/g, (_, before, quote, path) => {
      kept.add(join(dirname(file), `${path}.d.ts`));
      return `${before}${quote}${path}.js${quote}`;
    });
    await writeFile(file, changed);
  }
  for (const name of await readdir(DIST, { recursive: true })) {
    const file = join(DIST, name);
    if (name.endsWith('.d.ts') && !kept.has(file)) await rm(file);
  }
}

/** Brotli makes them a third smaller than npm would. */
async function packSample(name: string): Promise<void> {
  const from = join(ROOT, 'examples/databases', name);
  const to = join(DIST, 'examples/databases', name);
  await mkdir(to, { recursive: true });
  for (const file of await readdir(from)) {
    if (!file.endsWith('.sql')) await copyFile(join(from, file), join(to, file));
    else await writeFile(join(to, `${file}.br`), await promisify(brotliCompress)(await readFile(join(from, file))));
  }
}
