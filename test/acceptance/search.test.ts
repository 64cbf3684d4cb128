/** Conditions on JSON documents and texts. */
import { describe, expect, it } from 'vitest';
import { query } from '../support/database.ts';
import { useDatabase } from '../support/use-database.ts';
import { type Case, ids, testCases, useGateway } from './cases.ts';

const at = (condition: string): string => `{ notes(where: { meta: ${condition} }) { id } }`;

const JSON_CASES: readonly Case[] = [
  ['a value at a path is compared as JSON', at('{ at: { path: ["size", "w"], eq: 5 } }'), [1]],
  ['a number is not a text', at('{ at: { path: ["size", "w"], eq: "5" } }'), [3]],
  ['only values of one kind are ordered', at('{ at: { path: ["size", "w"], gte: 5 } }'), [1, 2]],
  ['a text is ordered among texts', at('{ at: { path: ["size", "w"], gt: "4" } }'), [3]],
  ['several conditions may test one value', at('{ at: { path: ["size", "w"], gt: 4, lt: 6, ne: 7 } }'), [1]],
  ['a place in an array is a number', at('{ at: { path: ["tags", "0"], in: ["b", "c"] } }'), [2]],
  ['a pattern matches a part of a text', at('{ at: { path: ["size", "h"], like: "ta%", ilike: "%LL" } }'), [1]],
  ['a list holds a value', at('{ at: { path: ["tags"], contains: ["a"] } }'), [1]],
  ['an absent value and a JSON null are null', at('{ at: { path: ["x"], isNull: true } }'), [1, 2, 3, 4]],
  ['a present value is not null', at('{ at: { path: ["size", "h"], isNull: false } }'), [1]],
  ['a path alone is not a condition', at('{ at: { path: ["x"] } }'), [1, 2, 3, 4]],
  ['a condition may be an SQL/JSON path', at('{ matches: "$.size ? (@.w > 10)" }'), [2]],
].map(([name, text, found]) => ({
  name: String(name),
  query: String(text),
  data: { notes: ids(...(found as readonly number[])) },
}));

const TEXT_CASES: readonly Case[] = [
  {
    name: 'a search finds words, a phrase, an alternative, and excludes words',
    query: `{ a: notes(where: { body: { search: "cats" } }) { id } b: notes(where: { body: { search: "dog or cats" } }) { id }
      c: notes(where: { body: { search: "runs -cats" } }) { id } d: notes(where: { body: { search: "\\"a dog\\"" } }) { id } }`,
    data: { a: ids(1), b: ids(1, 2), c: ids(2), d: ids(2) },
  },
  {
    name: 'a vector is searched as it is',
    query: '{ notes(where: { words: { search: "green -red" } }) { id } }',
    data: { notes: ids(2) },
  },
];

testCases('JSON documents', 'documents', JSON_CASES);
testCases('texts', 'documents', TEXT_CASES);

describe('a search', () => {
  const gateway = useGateway('documents', { textSearch: 'english' });

  it('a search finds words by their stems, in the language of the configuration', async () => {
    const { data, statements } = await gateway().run('{ notes(where: { body: { search: "run" } }) { id } }');
    expect(data).toEqual({ notes: ids(1, 2) });
    expect(statements[0]?.sql).toContain('to_tsvector(\'english\'::regconfig, t0."body"::pg_catalog.text)');
  });

  it.each([
    [
      'a path',
      'query ($p: [String!]!) { notes(where: { meta: { at: { path: $p, isNull: false } } }) { id } }',
      'p',
      ['size', "' or true --"],
    ],
    ['words', 'query ($p: String) { notes(where: { body: { search: $p } }) { id } }', 'p', "x' | 'y & ! ( \" \\"],
    [
      'a pattern',
      'query ($p: String) { notes(where: { meta: { at: { path: ["a"], like: $p } } }) { id } }',
      'p',
      "%'; drop table notes; --",
    ],
  ])('the statement is the same whatever the text of %s', async (_, text, name, value) => {
    const first = await gateway().run(text, { variables: { [name]: typeof value === 'string' ? 'a' : ['a'] } });
    const second = await gateway().run(text, { variables: { [name]: value } });
    expect([first.errors, second.errors]).toEqual([[], []]);
    expect(second.statements.map(({ sql }) => sql)).toEqual(first.statements.map(({ sql }) => sql));
    expect(await query(gateway().url, 'select count(*)::int as n from notes')).toEqual([{ n: 4 }]);
  });

  it('a malformed JSON path is an error of the client', async () => {
    const { errors, data } = await gateway().run('{ notes(where: { meta: { matches: "$.a ? (" } }) { id } }');
    expect(data).toBeNull();
    expect(errors[0]?.extensions?.['code']).toBe('BAD_USER_INPUT');
  });

  it.each([
    ['{ notes(where: { meta: { at: { path: ["a"], eq: null } } }) { id } }', /at\.eq is null; use \{isNull: true\}/],
    ['{ notes(where: { meta: { at: { path: ["a"], like: "x\\\\" } } }) { id } }', /unpaired backslash/],
  ])('the search in %s is refused before any SQL', async (text, message) => {
    const { errors, S } = await gateway().run(text);
    expect(errors[0]?.message).toMatch(message);
    expect(S).toBe(0);
  });
});

describe('a pattern on a text whose collation calls different texts equal', () => {
  const database = useDatabase(
    `create collation folded (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
     create domain word as text collate folded;
     create table words (id int primary key, text text collate folded, word word);
     insert into words values (1, 'Abc', 'Abc'), (2, 'xabcx', 'abc'), (3, null, null);`,
  );

  it.each<[string, readonly number[]]>([
    ['text: { eq: "ABC" }', [1]],
    ['text: { contains: "abc" }', [2]],
    ['text: { like: "A%" }', [1]],
    ['text: { containsInsensitive: "ABC" }', [1, 2]],
    ['text: { ilike: "ab%" }', [1]],
    ['word: { startsWith: "A" }', [1]],
    ['word: { startsWithInsensitive: "A" }', [1, 2]],
  ])(
    'a pattern is matched character by character even if the collation calls different texts equal: %s',
    async (condition, found) => {
      const gateway = await database.open();
      const { data, errors } = await gateway.run(`{ words(where: { ${condition} }) { id } }`);
      expect([data, errors]).toEqual([{ words: ids(...found) }, []]);
    },
  );
});
