import { describe, expect, it } from 'vitest';
import { query } from '../support/database.ts';
import { type Case, ids, oneTrip, roundTrips, tablesOf, testCases, useGateway } from './cases.ts';

const DESC = 'orderBy: [{ id: DESC }]';

const BLOG: readonly Case[] = [
  {
    // covers: A1, S19, S21, S22
    name: 'a list is one further statement on the child table alone, with every parent key bound once',
    query: `{ users { id posts(${DESC}) { id } } }`,
    data: {
      users: [
        { id: '1', posts: ids(8, 6, 4, 2) },
        { id: '2', posts: ids(9, 7, 3, 1) },
        { id: '3', posts: [] },
        { id: '4', posts: [] },
      ],
    },
    rows: { auto: [4, 8], selectin: [4, 8] },
    also: {
      selectin: ({ statements }) => {
        expect(tablesOf(statements[1]?.sql)).toEqual(['posts']);
        expect(statements[1]?.values).toEqual([['1', '2', '3', '4']]);
      },
    },
    analysed: {
      // The statement finds the keys anew from the parent table, so that nothing waits for them.
      also: {
        selectin: (result) => {
          expect(tablesOf(result.statements[1]?.sql)).toEqual(['users', 'posts']);
          expect(result.statements[1]?.values.filter(Array.isArray)).toEqual([]);
          expect(roundTrips(result)).toBe(1);
        },
      },
    },
  },
  {
    // covers: A2
    name: 'a list without parents needs no statement',
    query: '{ users(where: { id: { eq: "-1" } }) { posts { id } } }',
    data: { users: [] },
    rows: { auto: [0], selectin: [0] },
    analysed: { rows: { auto: [0, 0], selectin: [0, 0] }, also: { auto: oneTrip, selectin: oneTrip } },
  },
  {
    // covers: A3
    name: 'a parent without children has an empty list, never null',
    query: '{ users(where: { id: { in: ["3", "4"] } }) { posts { id } } }',
    data: { users: [{ posts: [] }, { posts: [] }] },
    rows: { auto: [2, 0], selectin: [2, 0] },
  },
  {
    // covers: A4
    name: 'a to-one binds each distinct key once and leaves nulls out',
    query: '{ posts { id author { name } } }',
    data: {
      posts: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((id) => {
        return { id, author: id % 5 === 0 ? null : { name: id % 2 === 0 ? 'a' : 'b' } };
      }),
    },
    rows: { selectin: [10, 2] },
    also: { selectin: ({ statements }) => expect(statements[1]?.values).toEqual([['2', '1']]) },
  },
  {
    // covers: A5
    name: 'foreign keys that are all null need no statement',
    query: '{ posts(where: { id: { in: [5, 10] } }) { author { name } } }',
    data: { posts: [{ author: null }, { author: null }] },
    rows: { selectin: [2] },
  },
  {
    // covers: A6
    name: 'a key that is not selected is read but not shown, and the parent table is not read again',
    query: '{ posts(limit: 2) { score author { name } } }',
    data: {
      posts: [
        { score: 1, author: { name: 'b' } },
        { score: 2, author: { name: 'a' } },
      ],
    },
    rows: { selectin: [2, 2] },
    also: {
      selectin: ({ statements }) => {
        expect(statements[0]?.sql).toContain('"author_id"');
        expect(tablesOf(statements[1]?.sql)).toEqual(['users']);
      },
    },
  },
  {
    // covers: A9
    name: 'lists of lists are one statement per level',
    query: '{ posts(limit: 2) { id tags { id posts { id } } } }',
    data: {
      posts: [
        { id: 1, tags: [1, 3].map((id) => ({ id, posts: ids(1, 3, 5, 7, 9) })) },
        { id: 2, tags: [{ id: 2, posts: ids(2, 4, 6, 8, 10) }] },
      ],
    },
    rows: { selectin: [2, 3, 15] },
  },
  {
    // covers: A10, S28
    name: 'a list of children is read through all parents, with the rows of each level',
    query: `{ users { posts(${DESC}) { tags { id } } } }`,
    data: {
      users: [
        { posts: [{ tags: ids(2) }, { tags: ids(2) }, { tags: ids(2) }, { tags: ids(2) }] },
        { posts: [1, 2, 3, 4].map(() => ({ tags: ids(1, 3) })) },
        { posts: [] },
        { posts: [] },
      ],
    },
    rows: { auto: [4, 8, 12], selectin: [4, 8, 12] },
  },
  {
    // covers: A12
    name: 'addresses of an author of many posts are loaded once',
    query: '{ posts(where: { id: { in: [1, 2, 3] } }) { author { addresses { id } } } }',
    data: {
      posts: [
        { author: { addresses: ids(1, 4, 7) } },
        { author: { addresses: ids(3, 6, 9) } },
        { author: { addresses: ids(1, 4, 7) } },
      ],
    },
    rows: { auto: [3, 6], selectin: [3, 2, 6] },
  },
];

testCases('selectin loading', 'blog', BLOG);

testCases(
  'selectin loading in chunks of one key',
  'blog',
  [
    {
      // covers: A14
      name: 'the order within each list does not depend on the chunks',
      query: `{ users { id posts(${DESC}) { id } } }`,
      data: {
        users: [
          { id: '1', posts: ids(8, 6, 4, 2) },
          { id: '2', posts: ids(9, 7, 3, 1) },
          { id: '3', posts: [] },
          { id: '4', posts: [] },
        ],
      },
      rows: { auto: [4, 4, 4, 0, 0], selectin: [4, 4, 4, 0, 0] },
    },
  ],
  { selectin: { chunkSize: 1 } },
);

testCases('a key that is not validated', 'not-valid', [
  {
    // covers: A11
    name: 'a key without a row is null, and other keys are unaffected',
    query: '{ orders { id buyer { id } } }',
    data: {
      orders: [
        { id: 1, buyer: { id: 1 } },
        { id: 2, buyer: null },
        { id: 3, buyer: { id: 2 } },
        { id: 4, buyer: null },
      ],
    },
    rows: { auto: [4], selectin: [4, 2], joined: [4] },
  },
]);

const WHOLE_TABLE = { defaultPageSize: 100_000, maxPageSize: 100_000, maxRowsPerStatement: 200_000 };

describe('a list below a root without rows', () => {
  const gateway = useGateway('many', {}, true);

  it.each(['kids { id }', 'kids(limit: 3) { id }', 'kidsConnection { totalCount }', 'kidsAggregate { count }'])(
    'a list that finds its keys anew below an empty root reads no row: %s',
    async (list) => {
      const { statements, R } = await gateway().run(
        `{ parents(where: { id: { eq: "-1" } }, limit: 9) { id ${list} } }`,
      );
      expect(R).toEqual([0, 0]);
      const [root, below] = statements;
      const inline = below?.sql.replaceAll(/\$(\d+)/g, (_, at: string) => `'${String(below.values[Number(at) - 1])}'`);
      expect(root?.sql).toContain('"parents"');
      const rows = await query<Record<string, string>>(
        gateway().url,
        `explain (analyze, costs off, timing off, summary off) ${inline}`,
      );
      const scans = rows.map((row) => row['QUERY PLAN'] ?? '').filter((line) => /Scan .*on kids|using kids/.test(line));
      expect(scans.length).toBeGreaterThan(0);
      for (const scan of scans) expect(scan).toContain('never executed');
    },
  );
});

const CHUNKS = [
  { chunkSize: 500, parents: 500, statements: 2 },
  { chunkSize: 500, parents: 501, statements: 3 },
  { chunkSize: 500, parents: 1201, statements: 4 },
  { chunkSize: 47, parents: 100, statements: 4 },
  { chunkSize: 10_000, parents: 70_000, statements: 8 },
  { chunkSize: 100_000, parents: 70_000, statements: 2 },
];

describe.each([
  ...CHUNKS.map((chunks) => ({ ...chunks, analysed: false })),
  ...CHUNKS.map((chunks) => ({ ...chunks, analysed: true })),
  // covers: A7
])('$parents parents in chunks of $chunkSize, analysed: $analysed', ({ chunkSize, parents, statements, analysed }) => {
  const gateway = useGateway('many', { selectin: { chunkSize }, limits: WHOLE_TABLE }, analysed);

  // covers: A8
  it(`every parent has its child after ${statements} statements of few parameters`, async () => {
    const result = await gateway().run('query ($n: Int!) { parents(limit: $n) { id kids { id } } }', {
      variables: { n: parents },
      load: 'selectin',
    });
    expect(result.errors).toEqual([]);
    expect(result.S).toBe(statements);
    expect(result.statements.every(({ values }) => values.length <= 2)).toBe(true);
    const keys = result.statements.slice(1).map(({ values }) => values[0]?.length);
    expect(keys.slice(0, -1).every((length) => length === chunkSize)).toBe(true);
    const expected = Array.from({ length: parents }, (_, index) => String(9007199254740993n + BigInt(index)));
    expect(result.data).toEqual({ parents: expected.map((id) => ({ id, kids: [{ id }] })) });
  }, 60_000);
});
