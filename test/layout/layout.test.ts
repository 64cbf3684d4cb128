import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { FOLDERS } from './folders.ts';

const root = join(import.meta.dirname, '../..');
const IMPORT = /^(?:import|export) (?:type )?(?:[\w*{},\s]+ from )?'([^']+)'|\bimport\('([^']+)'\)/gm;

const folders = new Map(FOLDERS.map(({ folder, packages }, place) => [folder, { place, packages }]));

const files = ['schema', 'loaders', 'resolvers', 'server'].flatMap((top) =>
  readdirSync(join(root, top), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(top, name)),
);

function importsOf(file: string): string[] {
  return [...readFileSync(join(root, file), 'utf8').matchAll(IMPORT)].map(([, from, lazily]) => from ?? lazily ?? '');
}

/** Returns the mistake in one import, or null. */
function mistake(file: string, specifier: string): string | null {
  const own = folders.get(dirname(file));
  if (!own) return `${file} stands in a folder that test/layout/folders.ts does not list`;
  if (!specifier.startsWith('.')) {
    const name = specifier.startsWith('node:')
      ? 'node:*'
      : specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
    return own.packages.includes(name) ? null : `${file} imports the package ${specifier}`;
  }
  const target = relative(root, dirname(join(root, dirname(file), specifier)));
  const place = folders.get(target)?.place;
  if (place === undefined) return `${file} imports ${specifier} from outside the listed folders`;
  return place <= own.place ? null : `${file} imports ${specifier}, which comes later`;
}

test('a folder imports only from itself and from the folders before it', () => {
  expect(files.flatMap((file) => importsOf(file).flatMap((name) => mistake(file, name) ?? []))).toEqual([]);
});

test('no folder holds more than twenty files', () => {
  const counts = Map.groupBy(files, dirname);
  expect([...counts].filter(([, { length }]) => length > 20).map(([folder]) => folder)).toEqual([]);
});

test('the list names only folders that exist', () => {
  expect(FOLDERS.filter(({ folder }) => !existsSync(join(root, folder)))).toEqual([]);
});
