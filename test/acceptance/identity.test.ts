import { describe, expect, it } from 'vitest';
import { query as runSql } from '../support/database.ts';
import { type Case, testCases, useGateway } from './cases.ts';

const TASKS: readonly Case[] = [
  {
    // covers: I1
    name: 'a row reached along two ways shows on each the columns selected there',
    query: '{ tasks { a { name } b { name phone } } }',
    data: {
      tasks: [
        { a: { name: 'u2' }, b: { name: 'u3', phone: 'p3' } },
        { a: { name: 'u1' }, b: { name: 'u1', phone: 'p1' } },
      ],
    },
  },
  {
    name: 'the order of the two ways does not matter',
    query: '{ tasks { b { name phone } a { name } } }',
    data: {
      tasks: [
        { b: { name: 'u3', phone: 'p3' }, a: { name: 'u2' } },
        { b: { name: 'u1', phone: 'p1' }, a: { name: 'u1' } },
      ],
    },
  },
  {
    // covers: I2
    name: 'two root fields of one row with different columns are one statement',
    query: '{ x: user(id: 1) { name } y: user(id: 1) { phone } }',
    data: { x: { name: 'u1' }, y: { phone: 'p1' } },
    rows: { auto: [1], selectin: [1], joined: [1] },
  },
];

testCases('one row, many ways', 'tasks', TASKS);

testCases('a wider and a narrower view of one row', 'tree', [
  {
    name: 'a row that is first seen as a narrow parent is complete where it is listed',
    query: '{ nodes(where: { id: { lte: 3 } }, orderBy: [{ id: DESC }]) { name parent { id } } }',
    data: {
      nodes: [
        { name: 'n12', parent: { id: 1 } },
        { name: 'n11', parent: { id: 1 } },
        { name: 'n1', parent: null },
      ],
    },
  },
]);

testCases('two ways to one row with other lists below', 'paths', [
  {
    name: 'two ways to one row load lists of their own',
    query: '{ starts { id stop { blues { id } } middle { stop { reds { id } } } } }',
    data: {
      starts: [
        { id: 1, stop: { blues: [{ id: 1 }, { id: 2 }] }, middle: { stop: { reds: [{ id: 1 }] } } },
        { id: 2, stop: { blues: [{ id: 3 }] }, middle: { stop: { reds: [{ id: 1 }] } } },
      ],
    },
  },
]);

testCases('a list and its owners', 'blog', [
  {
    // covers: I5
    name: 'the author of a listed post is the user above it, with the selected columns of both',
    query: '{ users { posts(orderBy: [{ id: ASC }], limit: 1) { author { id name } } } }',
    data: {
      users: [
        { posts: [{ author: { id: '1', name: 'a' } }] },
        { posts: [{ author: { id: '2', name: 'b' } }] },
        { posts: [] },
        { posts: [] },
      ],
    },
    also: { selectin: ({ S }) => expect(S).toBeLessThanOrEqual(3) },
  },
  {
    name: 'a relation reached again with more columns gives them and repeats no row',
    query: '{ users(where: { id: { eq: "2" } }) { posts { id author { posts { id score } } } } }',
    data: {
      users: [
        {
          posts: [1, 3, 7, 9].map((id) => ({
            id,
            author: { posts: [1, 3, 7, 9].map((each) => ({ id: each, score: each % 3 })) },
          })),
        },
      ],
    },
  },
]);

testCases(
  'two schemas of one database',
  'two-schemas',
  [
    {
      // covers: I10
      name: 'equal keys of two schemas are two rows',
      query:
        '{ accounts { id name entries { id account { name } } } northAccounts { id name northEntries { id account { name } } } }',
      data: {
        accounts: [1, 2].map((id) => ({ id, name: `here ${id}`, entries: [{ id, account: { name: `here ${id}` } }] })),
        northAccounts: [
          { id: 1, name: 'north 1', northEntries: [{ id: 2, account: { name: 'north 1' } }] },
          { id: 2, name: 'north 2', northEntries: [{ id: 1, account: { name: 'north 2' } }] },
        ],
      },
    },
  ],
  { database: { schemas: ['public', 'north'] } },
);

describe('two requests', () => {
  const gateway = useGateway('blog');
  const query = '{ users { id posts { id author { name } } } }';

  // covers: I6
  it('requests share nothing, so that the second sees a change between them', async () => {
    const before = await gateway().run(query);
    await runSql(gateway().url, `update users set name = 'A' where id = 1`);
    const after = await gateway().run(query);
    await runSql(gateway().url, `update users set name = 'a' where id = 1`);
    expect(JSON.stringify(before.data).replaceAll('"a"', '"A"')).toBe(JSON.stringify(after.data));
  });

  it('simultaneous requests give the same answer as one alone', async () => {
    const alone = await gateway().run(query);
    const together = await Promise.all([gateway().run(query), gateway().run(query)]);
    for (const { data } of together) expect(data).toEqual(alone.data);
  });
});

// covers: I8
describe('a change between two statements of one operation', () => {
  const gateway = useGateway('blog');
  const load = 'selectin';

  it.each([
    {
      change: 'an update of a key',
      sql: 'update posts set author_id = 3 where id = 1',
      undo: 'update posts set author_id = 2 where id = 1',
    },
    { change: 'a new child', sql: 'insert into posts values (11, 1, 0)', undo: 'delete from posts where id = 11' },
    {
      change: 'a lost child',
      sql: 'update posts set author_id = null where id = 2',
      undo: 'update posts set author_id = 1 where id = 2',
    },
  ])('a change between two statements of one operation stays invisible: $change', async ({ sql, undo }) => {
    const query = '{ users { id posts { id authorId author { id } } } }';
    const before = await gateway().run(query, { load });
    gateway().beforeFlight(1, () => runSql(gateway().url, sql));
    const during = await gateway().run(query, { load });
    const after = await gateway().run(query, { load });
    await runSql(gateway().url, undo);
    expect(during.connections[0]?.flights.length).toBeGreaterThan(1);
    expect(during.data).toEqual(before.data);
    expect(after.data).not.toEqual(before.data);
  });
});
