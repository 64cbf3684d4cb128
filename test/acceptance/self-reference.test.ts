import { expect } from 'vitest';
import { type Case, ids, testCases } from './cases.ts';

const TREE: readonly Case[] = [
  {
    // covers: E1
    name: 'two levels below the roots are two further statements, or none where both are joined',
    query: `{ nodes(where: { parentId: { isNull: true } }) { id nodesByParent { nodesByParent { id } } } }`,
    data: {
      nodes: [
        {
          id: 1,
          nodesByParent: [{ nodesByParent: ids(5, 6) }, { nodesByParent: ids(7, 8, 9) }, { nodesByParent: [] }],
        },
        { id: 10, nodesByParent: [{ nodesByParent: ids(12, 13) }] },
      ],
    },
    rows: { auto: [2, 4, 7], selectin: [2, 4, 7], joined: [8] },
  },
  {
    // covers: E2
    name: 'one level more is loaded once for all leaves',
    query: `{ nodes(where: { parentId: { isNull: true } }) { nodesByParent { nodesByParent { nodesByParent { id } } } } }`,
    data: {
      nodes: [[2, 3, 0], [2]].map((below) => ({
        nodesByParent: below.map((count) => ({
          nodesByParent: Array.from({ length: count }, () => ({ nodesByParent: [] })),
        })),
      })),
    },
    rows: { selectin: [2, 4, 7, 0] },
  },
  {
    // covers: E4
    name: 'children and parents of all nodes are at most three statements',
    query: '{ nodes { id nodesByParent { id } parent { id } } }',
    data: {
      nodes: [
        [1, [2, 3, 4], null],
        [2, [5, 6], 1],
        [3, [7, 8, 9], 1],
        [4, [], 1],
        [5, [], 2],
        [6, [], 2],
        [7, [], 3],
        [8, [], 3],
        [9, [], 3],
        [10, [11], null],
        [11, [12, 13], 10],
        [12, [], 11],
        [13, [], 11],
      ].map(([id, below, above]) => {
        const children = Array.isArray(below) ? below : [];
        return { id, nodesByParent: ids(...children), parent: above === null ? null : { id: above } };
      }),
    },
    also: { selectin: ({ S }) => expect(S).toBeLessThanOrEqual(3) },
  },
  {
    // covers: E5
    name: 'a child, its parent and the children of the parent are one statement each',
    query: '{ node(id: 5) { parent { nodesByParent { id } } } }',
    data: { node: { parent: { nodesByParent: ids(5, 6) } } },
    rows: { selectin: [1, 1, 2] },
  },
  {
    // covers: E6
    name: 'a parent of a parent is two joins',
    query: '{ nodes(where: { id: { in: [5, 12] } }) { parent { id parent { id } } } }',
    data: { nodes: [{ parent: { id: 2, parent: { id: 1 } } }, { parent: { id: 11, parent: { id: 10 } } }] },
    rows: { auto: [2], joined: [2] },
  },
];

testCases('a tree', 'tree', TREE);

testCases('a cycle', 'cycle', [
  {
    // covers: E7
    name: 'rows that lead back to themselves are answered to the depth of the selection',
    query: '{ node(id: 10) { nodesByParent { id nodesByParent { id nodesByParent { id parent { id } } } } } }',
    data: {
      node: {
        nodesByParent: [{ id: 20, nodesByParent: [{ id: 30, nodesByParent: [{ id: 10, parent: { id: 30 } }] }] }],
      },
    },
    also: { selectin: ({ S }) => expect(S).toBeLessThanOrEqual(5) },
  },
  {
    name: 'a row may be its own parent',
    query: '{ node(id: 50) { parent { parent { id } } nodesByParent { id parent { id } } } }',
    data: { node: { parent: { parent: { id: 50 } }, nodesByParent: [{ id: 50, parent: { id: 50 } }] } },
  },
]);

testCases('a graph', 'graph', [
  {
    // covers: E12
    name: 'three hops over edges with a cycle are at most two statements per hop',
    query: `{ vertex(id: 1) { arcsByFrom { to { id arcsByFrom { to { id arcsByFrom { to { id } } } } } } } }`,
    data: {
      vertex: {
        arcsByFrom: [
          {
            to: {
              id: 2,
              arcsByFrom: [{ to: { id: 3, arcsByFrom: [{ to: { id: 1 } }] } }, { to: { id: 4, arcsByFrom: [] } }],
            },
          },
        ],
      },
    },
    rows: { auto: [1, 1, 2, 1] },
    also: { selectin: ({ S }) => expect(S).toBeLessThanOrEqual(7) },
  },
]);

testCases('users and their bosses', 'blog', [
  {
    // covers: E11
    name: 'entities that refer to each other are answered to the depth of the selection, in at most four statements',
    query: '{ users { id boss { id } usersByBoss { id boss { id } } } }',
    data: {
      users: [
        {
          id: '1',
          boss: null,
          usersByBoss: [
            { id: '2', boss: { id: '1' } },
            { id: '3', boss: { id: '1' } },
          ],
        },
        { id: '2', boss: { id: '1' }, usersByBoss: [{ id: '4', boss: { id: '2' } }] },
        { id: '3', boss: { id: '1' }, usersByBoss: [] },
        { id: '4', boss: { id: '2' }, usersByBoss: [] },
      ],
    },
    also: {
      auto: ({ S }) => expect(S).toBeLessThanOrEqual(4),
      selectin: ({ S }) => expect(S).toBeLessThanOrEqual(4),
    },
  },
]);
