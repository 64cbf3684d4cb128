/** Names of tests and comments are whole sentences. A fragment is recognised by its first word. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

const SOURCES = ['*.ts', '{schema,loaders,resolvers,server,examples,bench,test}/**/*.{ts,mts}'];

/** Names of tests, templates of tables, and the names of cases in tables. */
const NAME = /(?:\b(?:it|test)\(|\)\(|\b(?:name|rule):)\s*(['"`])((?:\\.|(?!\1)[^\\])*)\1,/g;

/** Words that continue a sentence which the name of a `describe` began. */
const CONTINUES =
  /^(?:that|which|who|is|are|was|were|has|have|had|does|do|may|must|can|cannot|and|or|nor|but|of|keeps|gives|takes|knows|says|tells|lets|makes|needs|shows|finds|sees|refuses|depends|imports|comes|goes|stays|becomes) /;

/** The first line of a comment. Later lines of a block of `//` may begin with any word. */
const FRAGMENT = /(?:\/\*\*(?:\n\s*\*)?|(?<!\/\/[^\n]*\n[ \t]*)\/\/) (?:What|Of|Who|Those) .*/g;

const files = globSync(SOURCES, { cwd: ROOT, exclude: (path) => path.includes('node_modules') });

function found(file: string, pattern: RegExp): readonly RegExpExecArray[] {
  return [...readFileSync(join(ROOT, file), 'utf8').matchAll(pattern)];
}

it('the name of a test is a whole sentence that stands without its describe', () => {
  const tests = files.filter((file) => file.startsWith('test/'));
  const names = tests.flatMap((file) => found(file, NAME).map(([, , name = '']) => ({ file, name })));
  expect(names.length).toBeGreaterThan(1_000);
  expect(names.filter(({ name }) => CONTINUES.test(name))).toEqual([]);
});

it('a comment is a whole sentence', () => {
  expect(files.length).toBeGreaterThan(400);
  expect(files.flatMap((file) => found(file, FRAGMENT).map(([comment]) => ({ file, comment })))).toEqual([]);
});
