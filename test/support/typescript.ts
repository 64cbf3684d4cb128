/**
 * Programs and configurations as a user writes them, compiled by tsc inside the package, so that they can import it.
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const root = fileURLToPath(new URL('../../', import.meta.url));

export const run = promisify(execFile);

export type Texts = readonly (readonly [name: string, text: string, ...rest: unknown[]])[];

export interface TypeScriptFolder {
  readonly path: string;
  /** Returns the output of tsc for the files. */
  tsc(texts: Texts, fileOf: (text: string) => string): Promise<string>;
  remove(): Promise<void>;
}

export async function typeScriptFolder(): Promise<TypeScriptFolder> {
  await mkdir(join(root, 'node_modules/.cache'), { recursive: true });
  const path = await mkdtemp(join(root, 'node_modules/.cache/espalier-types-'));
  return { path, tsc: (texts, fileOf) => tsc(path, texts, fileOf), remove: () => rm(path, { recursive: true }) };
}

/** Returns a program with a session that is typed by `types.ts`. */
export function programOf(use: string): string {
  return `import { createGateway } from '${root}index.ts';
    import type { Entities } from './types.ts';
    const gateway = await createGateway({});
    const session = gateway.session<Entities>();
    ${use}`;
}

/** The errors of a file, by its name. */
export function errorsOf(output: string, name: string): string {
  return output
    .split(/^(?=\w+\.ts)/m)
    .filter((each) => each.startsWith(`${name}.ts`))
    .join('\n');
}

async function tsc(folder: string, texts: Texts, fileOf: (text: string) => string): Promise<string> {
  for (const [name, text] of texts) await writeFile(join(folder, `${name}.ts`), fileOf(text));
  // The sources add to the types of other packages, and those files count wherever they are compiled.
  const include = [...texts.map(([name]) => `${name}.ts`), join(root, 'loaders/**/*.d.ts')];
  const settings = { extends: join(root, 'tsconfig.json'), include, exclude: [] };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(settings));
  return run(join(root, 'node_modules/.bin/tsc'), ['-p', 'tsconfig.json'], { cwd: folder }).then(
    ({ stdout }) => stdout,
    (error: { readonly stdout: string }) => error.stdout,
  );
}
