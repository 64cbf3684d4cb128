/** Types of one copy of graphql are strangers to another: the gateway, Yoga and whoever reads the schema must share one. */
import { version, versionInfo } from 'graphql';
import { realpathSync } from 'node:fs';
import nodeModule from 'node:module';
import { dirname } from 'node:path';

/** The line that tells what is wrong with the installed graphql; null: nothing. */
export function graphqlProblem(): string | null {
  if (!isSupported(versionInfo.major, versionInfo.minor)) {
    return `graphql ${version} is installed, and Espalier takes ^16.15 or ^17: npm install graphql@17`;
  }
  const own = copyFrom(import.meta.url);
  const yogas = copyFrom(import.meta.url, 'graphql-yoga');
  return own === null || yogas === null || own === yogas ? null : twoCopies(own, yogas);
}

/** The line that tells that the running program has another copy than the gateway, as far as its main module shows; null: it has none. */
export function strangeGraphql(main: string | undefined): string | null {
  const own = copyFrom(import.meta.url);
  const programs = main === undefined ? null : copyFrom(main);
  return own === null || programs === null || own === programs ? null : twoCopies(own, programs);
}

export function isSupported(major: number, minor: number): boolean {
  return major === 17 || (major === 16 && minor >= 15);
}

function twoCopies(one: string, other: string): string {
  return `There are two copies of graphql, ${one} and ${other}: npm dedupe leaves one, if both fit the same version`;
}

/** The folder of the copy that a module there imports, or that the package `by` imports; null: none, as in a bundle. */
function copyFrom(file: string, by?: string): string | null {
  try {
    const require = nodeModule.createRequire(file);
    const from = by === undefined ? require : nodeModule.createRequire(require.resolve(by));
    return realpathSync(dirname(from.resolve('graphql')));
  } catch {
    return null;
  }
}
