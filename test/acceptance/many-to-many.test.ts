import { expect } from 'vitest';
import { type Case, ids, oneTrip, tablesOf, testCases } from './cases.ts';

const JOINED = '@load(strategy: JOINED)';

const TAGGED = [
  { id: 1, tags: ids(1, 3) },
  { id: 2, tags: ids(2) },
  { id: 3, tags: ids(1, 3) },
  { id: 4, tags: ids(2) },
];

const BLOG: readonly Case[] = [
  {
    // covers: D1
    name: 'the far rows come through the junction, and the near table is not read again',
    query: '{ posts(limit: 4) { id tags { id } } }',
    data: { posts: TAGGED },
    rows: { auto: [4, 6], selectin: [4, 6] },
    also: { selectin: ({ statements }) => expect(tablesOf(statements[1]?.sql).sort()).toEqual(['post_tags', 'tags']) },
    analysed: { also: { auto: oneTrip, selectin: oneTrip } },
  },
  {
    // covers: D2
    name: 'a limit above a joined many-to-many counts the parents',
    query: `{ posts(limit: 4) { id tags ${JOINED} { id } } }`,
    data: { posts: TAGGED },
    rows: { auto: [6], selectin: [6], joined: [6] },
    also: { auto: ({ statements }) => expect(statements[0]?.sql).toMatch(/from \(select .* limit [^)]*\) b/) },
  },
];

const JOINED_DOWN = `${JOINED} { id`;

/** Cases whose one statement has the rows of the last list, and one row for each parent that has none. */
const CHAINS: readonly Case[] = [
  {
    // covers: S59
    name: 'a list joined to a joined list has one row for each of the last rows',
    query: `{ tags { id posts ${JOINED_DOWN} tags ${JOINED_DOWN} } } } }`,
    data: {
      tags: [1, 2, 3].map((id) => {
        const posts = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].filter((post) => (post + id) % 2 === 0);
        return { id, posts: posts.map((post) => ({ id: post, tags: post % 2 === 0 ? ids(2) : ids(1, 3) })) };
      }),
    },
    rows: { auto: [25], selectin: [25], joined: [25] },
  },
  {
    name: 'a joined chain works under a limit of the root, with a page from the end, and with orders of its own',
    query: `{ postsConnection(last: 2) { nodes { id tags(orderBy: [{ id: DESC }]) ${JOINED_DOWN}
      posts(where: { id: { lt: 4 } }, orderBy: [{ score: DESC }]) ${JOINED_DOWN} } } } } }`,
    data: {
      postsConnection: {
        nodes: [
          {
            id: 9,
            tags: [
              { id: 3, posts: ids(1, 3) },
              { id: 1, posts: ids(1, 3) },
            ],
          },
          { id: 10, tags: [{ id: 2, posts: ids(2) }] },
        ],
      },
    },
    // The root has one row more, which tells whether there is a page before.
    rows: { auto: [6], selectin: [6], joined: [6] },
  },
  {
    name: 'a joined chain works with to-ones beside and between, empty lists, and a list three levels down',
    query: `{ users { id boss ${JOINED} { name } posts(where: { id: { gt: 6 } }) ${JOINED_DOWN}
      author ${JOINED} { name profile ${JOINED} { bio } }
      tags(where: { id: { ne: 2 } }) ${JOINED_DOWN} posts(where: { id: { in: [1, 7] } }) ${JOINED_DOWN} author ${JOINED} { id } } } } } }`,
    data: {
      users: [
        {
          id: '1',
          boss: null,
          posts: [{ id: 8, author: { name: 'a', profile: { bio: 'x' } }, tags: [] }],
        },
        {
          id: '2',
          boss: { name: 'a' },
          posts: [7, 9].map((id) => ({
            id,
            author: { name: 'b', profile: null },
            tags: [1, 3].map((tag) => ({
              id: tag,
              posts: [1, 7].map((post) => ({ id: post, author: { id: '2' } })),
            })),
          })),
        },
        { id: '3', boss: { name: 'a' }, posts: [] },
        { id: '4', boss: { name: 'b' }, posts: [] },
      ],
    },
    rows: { auto: [11], selectin: [11], joined: [11] },
  },
  {
    name: 'a joined chain works below a list that has a statement of its own, where rows are numbered per key',
    query: `{ users(limit: 2) { posts(limit: 2) @load(strategy: SELECTIN) { id tags ${JOINED_DOWN}
      posts(where: { id: { lt: 3 } }) ${JOINED_DOWN} } } } } }`,
    data: {
      users: [
        { posts: [2, 4].map((id) => ({ id, tags: [{ id: 2, posts: ids(2) }] })) },
        {
          posts: [1, 3].map((id) => ({
            id,
            tags: [
              { id: 1, posts: ids(1) },
              { id: 3, posts: ids(1) },
            ],
          })),
        },
      ],
    },
    rows: { auto: [2, 6], selectin: [2, 6], joined: [2, 6] },
  },
];

testCases('many-to-many', 'blog', BLOG);
testCases('many-to-many in a chain', 'blog', CHAINS);
testCases(
  'many-to-many in a chain, by one key at a time',
  'blog',
  CHAINS.map(({ name, query, data }) => ({ name, query, data })),
  { selectin: { chunkSize: 1 } },
);

testCases('many-to-many by other junctions', 'links', [
  {
    // covers: D3
    name: 'a pair that a junction without a key holds twice gives its row once and counts once',
    query: '{ items { id labels { id } labelsConnection { totalCount nodes { id } } } }',
    data: {
      items: [
        { id: 1, labels: ids(1, 2), labelsConnection: { totalCount: 2, nodes: ids(1, 2) } },
        { id: 2, labels: ids(1), labelsConnection: { totalCount: 1, nodes: ids(1) } },
        { id: 3, labels: [], labelsConnection: { totalCount: 0, nodes: [] } },
        { id: 4, labels: ids(2), labelsConnection: { totalCount: 1, nodes: ids(2) } },
      ],
    },
  },
  {
    name: 'an order by the count of a junction without a key agrees with the count',
    query: '{ items(orderBy: [{ labelsAggregate: { count: DESC } }]) { id labelsConnection { totalCount } } }',
    data: {
      items: [
        { id: 1, labelsConnection: { totalCount: 2 } },
        { id: 2, labelsConnection: { totalCount: 1 } },
        { id: 4, labelsConnection: { totalCount: 1 } },
        { id: 3, labelsConnection: { totalCount: 0 } },
      ],
    },
  },
  {
    // covers: D4
    name: 'a junction that refers to a unique column is followed along that column',
    query: '{ makers { id parts { id } } parts { id makers { id } } }',
    data: {
      makers: [
        { id: 1, parts: ids(3) },
        { id: 2, parts: ids(1, 2) },
      ],
      parts: [
        { id: 1, makers: ids(2) },
        { id: 2, makers: ids(2) },
        { id: 3, makers: ids(1) },
      ],
    },
    rows: { auto: [2, 3, 3, 3], selectin: [2, 3, 3, 3] },
  },
  {
    // covers: D5, D7
    name: 'a list may be ordered by a column of its junction',
    query: '{ lists { id placements(orderBy: [{ pos: ASC }]) { pos entry { id } } } }',
    data: {
      lists: [
        {
          id: 1,
          placements: [
            { pos: 1, entry: { id: 3 } },
            { pos: 2, entry: { id: 1 } },
            { pos: 3, entry: { id: 2 } },
          ],
        },
        {
          id: 2,
          placements: [
            { pos: 4, entry: { id: 4 } },
            { pos: 5, entry: { id: 3 } },
            { pos: 6, entry: { id: 2 } },
          ],
        },
      ],
    },
    rows: { auto: [2, 6], selectin: [2, 6, 4] },
  },
  {
    // covers: D6
    name: 'both directions of a table related to itself are kept apart, and mutual pairs end',
    query: `{ people { id peopleByFollowed { id peopleByFollowed { id } } peopleByFollower { id } } }`,
    data: {
      people: [
        {
          id: 1,
          peopleByFollowed: [
            { id: 2, peopleByFollowed: ids(1, 3) },
            { id: 3, peopleByFollowed: ids(1) },
          ],
          peopleByFollower: ids(2, 3),
        },
        {
          id: 2,
          peopleByFollowed: [
            { id: 1, peopleByFollowed: ids(2, 3) },
            { id: 3, peopleByFollowed: ids(1) },
          ],
          peopleByFollower: ids(1),
        },
        { id: 3, peopleByFollowed: [{ id: 1, peopleByFollowed: ids(2, 3) }], peopleByFollower: ids(1, 2) },
      ],
    },
  },
]);
