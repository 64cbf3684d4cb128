import { describe, expect, it } from 'vitest';
import { type Case, ids, testCases, useGateway } from './cases.ts';

const DESC = 'orderBy: [{ id: DESC }]';

const OWN_POSTS = [{ posts: ids(8, 6, 4, 2) }, { posts: ids(9, 7, 3, 1) }, { posts: [] }, { posts: [] }];

const BLOG: readonly Case[] = [
  {
    // covers: G1
    name: 'two aliases with different filters have a list each',
    query: `{ users { hi: posts(${DESC}, where: { id: { gt: 4 } }) { id } lo: posts(${DESC}, where: { id: { lte: 4 } }) { id } } }`,
    data: {
      users: [
        { hi: ids(8, 6), lo: ids(4, 2) },
        { hi: ids(9, 7), lo: ids(3, 1) },
        { hi: [], lo: [] },
        { hi: [], lo: [] },
      ],
    },
    rows: { auto: [4, 4, 4], selectin: [4, 4, 4] },
  },
  {
    // covers: G2
    name: 'two aliases with equal arguments are one statement',
    query: `query ($max: Int!) { users { a: posts(${DESC}, where: { id: { lt: $max } }) { id } b: posts(${DESC}, where: { id: { lt: 5 } }) { id } } }`,
    variables: { max: 5 },
    data: {
      users: [
        { a: ids(4, 2), b: ids(4, 2) },
        { a: ids(3, 1), b: ids(3, 1) },
        { a: [], b: [] },
        { a: [], b: [] },
      ],
    },
    rows: { auto: [4, 4], selectin: [4, 4] },
  },
  {
    // covers: G3
    name: 'a filtered list and the whole list do not touch each other, filtered first',
    query: `{ users { some: posts(where: { id: { gt: 6 } }) { id } posts(${DESC}) { id } } }`,
    data: {
      users: [
        { some: ids(8), posts: ids(8, 6, 4, 2) },
        { some: ids(7, 9), posts: ids(9, 7, 3, 1) },
        { some: [], posts: [] },
        { some: [], posts: [] },
      ],
    },
  },
  {
    // covers: G3
    name: 'a filtered list and the whole list do not touch each other, whole first',
    query: `{ users { posts(${DESC}) { id } some: posts(where: { id: { gt: 6 } }) { id } } }`,
    data: {
      users: [
        { posts: ids(8, 6, 4, 2), some: ids(8) },
        { posts: ids(9, 7, 3, 1), some: ids(7, 9) },
        { posts: [], some: [] },
        { posts: [], some: [] },
      ],
    },
  },
  {
    // covers: G4
    name: 'equal lists with different selections are one statement, and each shows only its own fields',
    query: `{ users(limit: 2) { a: posts(${DESC}) { id } b: posts(${DESC}) { score } ...rest } } fragment rest on User { b: posts(${DESC}) { authorId } }`,
    data: {
      users: [
        {
          a: ids(8, 6, 4, 2),
          b: [2, 0, 1, 2].map((score) => ({ score, authorId: '1' })),
        },
        { a: ids(9, 7, 3, 1), b: [0, 1, 0, 1].map((score) => ({ score, authorId: '2' })) },
      ],
    },
    rows: { auto: [2, 8], selectin: [2, 8] },
  },
  ...['ASC', 'DESC'].map((direction): Case => {
    const [bound, unbound] = direction === 'ASC' ? [ids(2, 4), ids(5, 10)] : [ids(1, 3), ids(5, 10)];
    return {
      name: `lists that differ only in where nulls come are two lists: ${direction}`,
      query: `{
        last: posts(orderBy: [{ authorId: ${direction} }, { id: ASC }], limit: 2) { id }
        first: posts(orderBy: [{ authorId: ${direction}_NULLS_FIRST }, { id: ASC }], limit: 2) { id }
      }`,
      data: { last: bound, first: unbound },
      rows: { auto: [2, 2], selectin: [2, 2] },
    };
  }),
  {
    // covers: G7
    name: 'a filter of a joined list hides children but never parents',
    query: '{ users { id posts(where: { score: { eq: 2 } }) @load(strategy: JOINED) { id } } }',
    data: {
      users: [
        { id: '1', posts: ids(2, 8) },
        { id: '2', posts: [] },
        { id: '3', posts: [] },
        { id: '4', posts: [] },
      ],
    },
    rows: { auto: [5], selectin: [5], joined: [5] },
    also: { auto: ({ statements }) => expect(statements[0]?.sql).toMatch(/left join .* on .* and .*"score" = /) },
  },
  {
    // covers: G9
    name: 'a relation that is skipped or not included is not loaded',
    query: `query ($no: Boolean!) { users { id posts @include(if: $no) { id } addresses @skip(if: true) { id } ... on User @include(if: $no) { profile { id } } } }`,
    variables: { no: false },
    data: { users: ids('1', '2', '3', '4') },
    rows: { auto: [4], selectin: [4], joined: [4] },
  },
  {
    // covers: G10
    name: 'a filter holds only at its own level',
    query: `{ users(where: { id: { eq: "2" } }) { posts(${DESC}, where: { id: { in: [3, 7] } }) { id tags(where: { id: { eq: 3 } }) @load(strategy: JOINED) { id } } } }`,
    data: {
      users: [
        {
          posts: [
            { id: 7, tags: ids(3) },
            { id: 3, tags: ids(3) },
          ],
        },
      ],
    },
    rows: { auto: [1, 2], selectin: [1, 2] },
  },
];

testCases('arguments and aliases', 'blog', BLOG);

describe('one document with different variables', () => {
  const gateway = useGateway('blog');
  const query = `query ($max: Int!) { users(limit: 2) { posts(${DESC}, where: { id: { lte: $max } }) { id } } }`;
  const expected: Record<number, unknown> = {
    4: { users: [{ posts: ids(4, 2) }, { posts: ids(3, 1) }] },
    100: { users: OWN_POSTS.slice(0, 2) },
  };

  // covers: G8, S01
  it('one document with different variables has one SQL text and an answer for each, in sequence and at once', async () => {
    const texts = new Set<string>();
    for (const max of [4, 100, 4, 100]) {
      const { data, statements } = await gateway().run(query, { variables: { max } });
      expect(data).toEqual(expected[max]);
      texts.add(statements.map(({ sql }) => sql).join('\n'));
    }
    expect(texts.size).toBe(1);
    const runs = [4, 100, 4, 100, 100, 4].map(async (max) => ({
      max,
      data: (await gateway().run(query, { variables: { max } })).data,
    }));
    for (const { max, data } of await Promise.all(runs)) expect(data).toEqual(expected[max]);
  });

  it('an order from a variable puts nulls where each request asks', async () => {
    const ordered = 'query ($order: [PostOrderBy!]!) { posts(orderBy: $order, limit: 2) { id } }';
    for (const [authorId, posts] of [
      ['ASC', ids(2, 4)],
      ['ASC_NULLS_FIRST', ids(5, 10)],
      ['DESC', ids(1, 3)],
      ['DESC_NULLS_FIRST', ids(5, 10)],
    ]) {
      const { data } = await gateway().run(ordered, { variables: { order: [{ authorId }, { id: 'ASC' }] } });
      expect([authorId, data]).toEqual([authorId, { posts }]);
    }
  });
});

describe('an input variable without a value', () => {
  const gateway = useGateway('blog');

  it.each<[string, string, unknown]>([
    [
      'a variable has its default',
      'query ($where: UserWhere = { id: { eq: "2" } }) { users(where: $where) { id } }',
      ids('2'),
    ],
    [
      'a variable has its default inside another value',
      'query ($part: UserWhere = { id: { eq: "2" } }) { users(where: { or: [$part] }) { id } }',
      ids('2'),
    ],
    [
      'a variable has its default inside a list',
      'query ($order: [UserOrderBy!] = [{ id: DESC }]) { users(orderBy: $order, limit: 1) { id } }',
      ids('4'),
    ],
    [
      'a variable without a default counts as an argument left out',
      'query ($where: UserWhere) { users(where: $where, limit: 1) { id } }',
      ids('1'),
    ],
  ])('%s', async (_, text, users) => {
    const { data, errors } = await gateway().run(text);
    expect([data, errors]).toEqual([{ users }, []]);
    const { written, executed } = await gateway().write(text);
    expect(written).toBe(executed);
  });

  it('a missing required variable is an error', async () => {
    const { errors } = await gateway().run('query ($where: UserWhere!) { users(where: $where) { id } }');
    expect(errors.map(({ message }) => message)).toEqual([
      expect.stringMatching(
        /^Variable "\$where" (has invalid value: Expected a value|of required type "UserWhere!" was not provided)/,
      ),
    ]);
  });
});
