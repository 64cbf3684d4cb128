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
    name: 'joined, a limit still counts the parents',
    query: `{ posts(limit: 4) { id tags ${JOINED} { id } } }`,
    data: { posts: TAGGED },
    rows: { auto: [6], selectin: [6], joined: [6] },
    also: { auto: ({ statements }) => expect(statements[0]?.sql).toMatch(/from \(select .* limit [^)]*\) b/) },
  },
];

testCases('many-to-many', 'blog', BLOG);

testCases('many-to-many by other junctions', 'links', [
  {
    // covers: D3
    name: 'a pair that a junction without a key holds twice gives its row once, and counts once',
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
    name: 'a junction that refers to a unique column is followed by that column',
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
    name: 'a link with a column of its own is ordered by it',
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
    name: 'both directions of a table linked to itself are kept apart, and mutual links end',
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
