import { describe, expect, it } from 'vitest';
import { type Case, ids, testCases, useGateway } from './cases.ts';

const JOINED = '@load(strategy: JOINED)';
const DESC = 'orderBy: [{ id: DESC }]';

/** Returns the author of a post with all users that have the same boss. */
function reports(post: number): unknown {
  if (post % 5 === 0) return { author: null };
  return { author: { boss: post % 2 === 0 ? null : { usersByBoss: ids('2', '3') } } };
}

const BLOG: readonly Case[] = [
  {
    // covers: B1, B3, S23
    name: 'a nullable to-one is a LEFT JOIN that keeps the posts without an author',
    query: `{ posts { id author { name } } }`,
    data: {
      posts: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((id) => {
        return { id, author: id % 5 === 0 ? null : { name: id % 2 === 0 ? 'a' : 'b' } };
      }),
    },
    rows: { auto: [10], joined: [10] },
    also: { joined: ({ statements }) => expect(statements[0]?.sql).toContain('left join "public"."users"') },
  },
  {
    // covers: B2, S24
    name: 'a to-one over a NOT NULL key joins in one statement',
    query: '{ addresses { user { name } } }',
    data: { addresses: [1, 2, 3, 4, 5, 6, 7, 8, 9].map((id) => ({ user: { name: 'abc'[id % 3] } })) },
    rows: { auto: [9], joined: [9] },
  },
  {
    // covers: B4
    name: 'joins below a LEFT JOIN are LEFT JOINs, so that an author without a boss stays',
    query: '{ posts { id author { id boss { id } } } }',
    data: {
      posts: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((id) => {
        if (id % 5 === 0) return { id, author: null };
        return { id, author: id % 2 === 0 ? { id: '1', boss: null } : { id: '2', boss: { id: '1' } } };
      }),
    },
    rows: { auto: [10], joined: [10] },
  },
  {
    // covers: B5
    name: 'a limit counts parents where only to-ones are joined',
    query: '{ posts(limit: 3) { author { name } } }',
    data: { posts: [{ author: { name: 'b' } }, { author: { name: 'a' } }, { author: { name: 'b' } }] },
    rows: { auto: [3], joined: [3] },
  },
  {
    // covers: B6
    name: 'a limit counts parents where a list is joined',
    query: `{ users(limit: 2) { posts(${DESC}) ${JOINED} { id } } }`,
    data: { users: [{ posts: ids(8, 6, 4, 2) }, { posts: ids(9, 7, 3, 1) }] },
    rows: { auto: [8], selectin: [8], joined: [8] },
  },
  {
    name: 'a limit counts parents where a list is read by selectin',
    query: `{ users(limit: 2) { posts(${DESC}) @load(strategy: SELECTIN) { id } } }`,
    data: { users: [{ posts: ids(8, 6, 4, 2) }, { posts: ids(9, 7, 3, 1) }] },
    rows: { auto: [2, 8], selectin: [2, 8], joined: [2, 8] },
  },
  {
    // covers: B7, S28, S64
    name: 'a list below two joins is loaded by the keys found there',
    query: '{ posts { author { boss { usersByBoss { id } } } } }',
    data: { posts: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map(reports) },
    rows: { auto: [10, 2] },
    also: { auto: ({ statements }) => expect(statements[1]?.values).toEqual([['1']]) },
  },
  {
    // covers: B7
    name: 'a list joined below two joins is one statement whose limit counts the root',
    query: `{ posts(limit: 3) { author ${JOINED} { boss ${JOINED} { usersByBoss ${JOINED} { id } } } } }`,
    data: { posts: [1, 2, 3].map(reports) },
    rows: { auto: [5], selectin: [5], joined: [5] },
    also: { auto: ({ statements }) => expect(statements[0]?.sql).toMatch(/from \(select .* limit [^)]*\) b/) },
  },
  {
    // covers: B8, S20
    name: 'two lists of one parent are never multiplied',
    query: `{ users { posts(${DESC}) { id } addresses { id } } }`,
    data: {
      users: [
        { posts: ids(8, 6, 4, 2), addresses: ids(3, 6, 9) },
        { posts: ids(9, 7, 3, 1), addresses: ids(1, 4, 7) },
        { posts: [], addresses: ids(2, 5, 8) },
        { posts: [], addresses: [] },
      ],
    },
    rows: { auto: [4, 8, 9], selectin: [4, 8, 9], joined: [10, 9] },
  },
  {
    // covers: B9, S44
    name: 'a filter on a list chooses parents by EXISTS and leaves the list whole',
    query: `{ users(where: { posts: { some: { id: { gt: 8 } } } }) { id posts(${DESC}) { id } } }`,
    data: { users: [{ id: '2', posts: ids(9, 7, 3, 1) }] },
    rows: { auto: [1, 4], selectin: [1, 4], joined: [4] },
    also: {
      auto: ({ statements }) => {
        expect(statements[0]?.sql).toContain('exists (');
        expect(statements[0]?.sql).not.toContain('distinct');
      },
    },
  },
  {
    // covers: B11
    name: 'a joined list without an order leaves the parents in theirs',
    query: `{ users { id posts(${DESC}) { id } } }`,
    data: {
      users: [
        { id: '1', posts: ids(8, 6, 4, 2) },
        { id: '2', posts: ids(9, 7, 3, 1) },
        { id: '3', posts: [] },
        { id: '4', posts: [] },
      ],
    },
    rows: { joined: [10] },
  },
  {
    // covers: B12
    name: 'an order by a related column counts posts and puts nulls last',
    query: '{ posts(orderBy: [{ author: { name: DESC } }], limit: 10) { id author { name } } }',
    data: {
      posts: [1, 3, 7, 9, 2, 4, 6, 8, 5, 10].map((id) => {
        return { id, author: id % 5 === 0 ? null : { name: id % 2 === 0 ? 'a' : 'b' } };
      }),
    },
    rows: { auto: [10], joined: [10] },
  },
  {
    // covers: B13
    name: 'a filter on a to-one is independent of the join that loads it',
    query: '{ posts(where: { author: { name: { eq: "a" } } }, limit: 2) { id author { name } } }',
    data: {
      posts: [
        { id: 2, author: { name: 'a' } },
        { id: 4, author: { name: 'a' } },
      ],
    },
    rows: { auto: [2], joined: [2] },
  },
  {
    // covers: B14
    name: 'presence is told by the key, not by other columns and not by the selection',
    query: '{ users { profile { bio } other: profile { __typename } } }',
    data: {
      users: [
        { profile: { bio: 'x' }, other: { __typename: 'Profile' } },
        { profile: null, other: null },
        { profile: { bio: 'y' }, other: { __typename: 'Profile' } },
        { profile: null, other: null },
      ],
    },
    rows: { auto: [4], selectin: [4, 2], joined: [4] },
  },
  {
    // covers: C1
    name: 'the other side of a one-to-one is null where no row refers back',
    query: '{ users { id profile { id } } }',
    data: {
      users: [
        { id: '1', profile: { id: 1 } },
        { id: '2', profile: null },
        { id: '3', profile: { id: 2 } },
        { id: '4', profile: null },
      ],
    },
    rows: { selectin: [4, 2], joined: [4] },
  },
  {
    // covers: C1
    name: 'a limit counts parents where a one-to-one is joined',
    query: '{ users(limit: 2) { id profile { id } } }',
    data: {
      users: [
        { id: '1', profile: { id: 1 } },
        { id: '2', profile: null },
      ],
    },
    rows: { joined: [2] },
  },
  {
    // covers: C2
    name: 'a one-to-one and back is one statement',
    query: '{ users { profile { user { id } } } }',
    data: {
      users: [
        { profile: { user: { id: '1' } } },
        { profile: null },
        { profile: { user: { id: '3' } } },
        { profile: null },
      ],
    },
    rows: { joined: [4] },
  },
  {
    // covers: C3
    name: 'a key that is not unique gives a list, so that no parent is lost',
    query: '{ users(limit: 2) { id addresses(limit: 1) { id } } }',
    data: {
      users: [
        { id: '1', addresses: ids(3) },
        { id: '2', addresses: ids(1) },
      ],
    },
    rows: { auto: [2, 2], selectin: [2, 2], joined: [2, 2] },
  },
];

testCases('joined loading', 'blog', BLOG);

testCases('joined loading below a page from the end', 'blog', [
  {
    name: 'joined rows of a page from the end keep their order, and so do their lists',
    query: `{ postsConnection(last: 2) { nodes { id tags ${JOINED} { id } } pageInfo { hasPreviousPage } } }`,
    data: {
      postsConnection: {
        nodes: [
          { id: 9, tags: ids(1, 3) },
          { id: 10, tags: ids(2) },
        ],
        pageInfo: { hasPreviousPage: true },
      },
    },
  },
  {
    name: 'joined rows of a page per parent keep their order',
    query: `{ users(limit: 2) { postsConnection(last: 2) { nodes { id tags ${JOINED} { id } } } } }`,
    data: {
      users: [
        {
          postsConnection: {
            nodes: [
              { id: 6, tags: ids(2) },
              { id: 8, tags: ids(2) },
            ],
          },
        },
        {
          postsConnection: {
            nodes: [
              { id: 7, tags: ids(1, 3) },
              { id: 9, tags: ids(1, 3) },
            ],
          },
        },
      ],
    },
  },
]);

testCases('two joins of one table', 'tasks', [
  {
    // covers: B10, S62
    name: 'two joins of one table have two aliases, and one row serves both',
    query: '{ tasks { a { name } b { name phone } } }',
    data: {
      tasks: [
        { a: { name: 'u2' }, b: { name: 'u3', phone: 'p3' } },
        { a: { name: 'u1' }, b: { name: 'u1', phone: 'p1' } },
      ],
    },
    rows: { auto: [2], joined: [2] },
    also: { selectin: ({ S }) => expect(S).toBeLessThanOrEqual(3) },
  },
]);

testCases('a join by a composite key', 'composite', [
  {
    // covers: B15
    name: 'a row of nulls beside its key is present, and a partly null key finds nothing',
    query: '{ kids { id parent { note } } }',
    data: {
      kids: [
        { id: 1, parent: { note: 'one' } },
        { id: 2, parent: null },
        { id: 3, parent: null },
        { id: 4, parent: { note: null } },
        { id: 5, parent: null },
      ],
    },
    rows: { auto: [5], joined: [5] },
  },
]);

const LONG = 'aTableWithANameThatTakesAllOfTheSixtyThreeBytes';

testCases('a chain of joins', 'chain', [
  {
    // covers: B16, S62
    name: 'six joins of tables with names of 63 bytes are one statement with aliases of their own',
    query: `{ ${LONG}As { next { next { next { next { next { next { id } } } } } } } }`,
    data: { [`${LONG}As`]: [{ next: { next: { next: { next: { next: { next: { id: 1 } } } } } } }] },
    rows: { auto: [1], joined: [1] },
    also: {
      joined: ({ statements }) => {
        const aliases = [...(statements[0]?.sql ?? '').matchAll(/ "public"\."[^"]+" (\w+)/g)].map(([, alias]) => alias);
        expect(aliases).toHaveLength(7);
        expect(new Set(aliases).size).toBe(7);
        for (const alias of aliases) expect(alias).toMatch(/^t\d$/);
      },
    },
  },
]);

describe('joins that are not legal', () => {
  const gateway = useGateway('blog');

  it.each([
    // covers: S25
    {
      rule: 'two lists would share one statement',
      query: `{ users { posts ${JOINED} { id } addresses ${JOINED} { id } } }`,
    },
    // covers: H7
    {
      rule: 'a list would stand beside a chain of lists',
      query: `{ users { posts ${JOINED} { tags ${JOINED} { id } } addresses ${JOINED} { id } } }`,
    },
    {
      rule: 'two lists would stand below a joined list',
      query: `{ users { posts ${JOINED} { postTags: tags ${JOINED} { id } others: tags(where: { id: { gt: 1 } }) ${JOINED} { id } } } }`,
    },
    { rule: 'a joined list would have a limit', query: `{ users { posts(limit: 2) ${JOINED} { id } } }` },
  ])('the hint JOINED is refused before any SQL, with the name of the field, where $rule', async ({ query }) => {
    const { data, errors, S } = await gateway().run(query);
    expect(data ?? null).toBeNull();
    expect(errors[0]?.message).toMatch(/^users\.(posts|addresses|posts\.others): @load.* asks for joined, but /);
    expect(S).toBe(0);
  });
});
