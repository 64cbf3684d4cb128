import { describe, expect, it } from 'vitest';
import { type Case, ids, testCases, useGateway } from './cases.ts';

const TREE: readonly Case[] = [
  {
    // covers: E2, S39
    name: 'all descendants of some rows are one statement, the nearest first, each row once',
    query: '{ nodes(where: { parentId: { isNull: true } }) { id descendants { id name } } }',
    data: {
      nodes: [
        {
          id: 1,
          descendants: [
            ['n11', 2],
            ['n12', 3],
            ['n13', 4],
            ['n111', 5],
            ['n112', 6],
            ['n121', 7],
            ['n122', 8],
            ['n123', 9],
          ].map(([name, id]) => ({ id, name })),
        },
        {
          id: 10,
          descendants: [
            ['n21', 11],
            ['n211', 12],
            ['n212', 13],
          ].map(([name, id]) => ({ id, name })),
        },
      ],
    },
    rows: { auto: [2, 11], selectin: [2, 11], joined: [2, 11] },
    also: {
      auto: ({ statements }) => expect(statements[1]?.sql).toContain('with recursive'),
    },
  },
  {
    name: 'the ancestors of a row come with its parent first',
    query: '{ nodes(where: { id: { in: [1, 5, 13] } }) { ancestors { id } } }',
    data: { nodes: [{ ancestors: [] }, { ancestors: ids(2, 1) }, { ancestors: ids(11, 10) }] },
    rows: { auto: [3, 4] },
  },
  {
    // covers: E3
    name: 'maxDepth counts levels: 1 is only the next one, 0 is none',
    query: `{ node(id: 1) { none: descendants(maxDepth: 0) { id } one: descendants(maxDepth: 1) { id }
      two: descendants(maxDepth: 2) { id } } leaf: node(id: 12) { one: ancestors(maxDepth: 1) { id } } }`,
    data: {
      node: { none: [], one: ids(2, 3, 4), two: ids(2, 3, 4, 5, 6, 7, 8, 9) },
      leaf: { one: ids(11) },
    },
  },
  {
    name: 'where of a tree filters rows and not paths, and orderBy and limit are per parent',
    query: `{ nodes(where: { id: { in: [1, 10] } }) { descendants(where: { name: { endsWith: "2" } },
      orderBy: [{ id: DESC }], limit: 2) { id } } }`,
    data: { nodes: [{ descendants: ids(8, 6) }, { descendants: ids(13) }] },
    rows: { auto: [2, 3] },
  },
  {
    name: 'relations below the rows of a tree are loaded as below any rows',
    query:
      '{ node(id: 1) { descendants(maxDepth: 1) { parent { id } nodesByParent(limit: 1) { id } ancestors { id } } } }',
    data: {
      node: {
        descendants: [ids(5), ids(7), []].map((nodesByParent) => {
          return { parent: { id: 1 }, nodesByParent, ancestors: ids(1) };
        }),
      },
    },
  },
  {
    name: 'trees with equal arguments are one statement under two names',
    query: '{ node(id: 1) { a: descendants(maxDepth: 1) { id } b: descendants(maxDepth: 1) { name } } }',
    data: { node: { a: ids(2, 3, 4), b: [{ name: 'n11' }, { name: 'n12' }, { name: 'n13' }] } },
    rows: { auto: [1, 3] },
  },
  {
    name: 'a tree that is loaded later is one statement for all rows of the tick',
    query: '{ nodes(where: { id: { in: [5, 13] } }) { ancestors @load(strategy: LAZY) { id } } }',
    data: { nodes: [{ ancestors: ids(2, 1) }, { ancestors: ids(11, 10) }] },
    rows: { auto: [2, 4] },
  },
];

testCases('a tree walked whole', 'tree', TREE);

testCases('a circle walked whole', 'cycle', [
  {
    // covers: E8, S39
    name: 'a circle ends where it began: it gives every row once, and no row is its own descendant or ancestor',
    query: '{ nodes(where: { id: { in: [10, 50, 4] } }) { id descendants { id } ancestors { id } } }',
    data: {
      nodes: [
        { id: 4, descendants: [], ancestors: ids(3, 2, 1) },
        { id: 10, descendants: ids(20, 30), ancestors: ids(30, 20) },
        { id: 50, descendants: [], ancestors: [] },
      ],
    },
    rows: { auto: [3, 2, 5] },
  },
]);

testCases('trees of other shapes', 'deep', [
  {
    // covers: E8
    name: 'a path up that ends in a circle gives every row of it once',
    query: '{ words { id ancestors { id } descendants { id } } }',
    data: {
      words: [
        ['a', ids('b', 'c', 'd'), []],
        ['b', ids('c', 'd'), ids('a', 'd', 'c')],
        ['c', ids('d', 'b'), ids('b', 'a', 'd')],
        ['d', ids('b', 'c'), ids('c', 'b', 'a')],
        ['e', [], []],
        ['f', [], []],
      ].map(([id, ancestors, descendants]) => ({ id, ancestors, descendants })),
    },
  },
  {
    name: 'trees of two tables in one operation keep their own orders even if their fields have equal names',
    query: `{ folders(limit: 1) { id descendants(limit: 2) { id } } words(where: { id: { eq: "a" } }) { ancestors(limit: 2) { id } }
      node(id: 1) { descendants(limit: 2) { id } ancestors(limit: 2) { id } } }`,
    data: {
      folders: [{ id: 1, descendants: ids(2, 3) }],
      words: [{ ancestors: ids('b', 'c') }],
      node: { descendants: ids(2, 3), ancestors: [] },
    },
  },
  {
    name: 'composite keys keep the trees of two accounts apart',
    query: '{ folders(where: { id: { eq: 1 } }) { account descendants { account id } } }',
    data: {
      folders: [1, 2].map((account) => ({
        account,
        descendants: [
          { account, id: 2 },
          { account, id: 3 },
        ],
      })),
    },
    rows: { auto: [2, 4] },
  },
]);

describe('a chain of 10,000 rows', () => {
  const gateway = useGateway('deep', { limits: { defaultPageSize: 20_000, maxPageSize: 20_000 } });

  it.each([
    ['down', '{ node(id: 1) { found: descendants { id } } }', 2],
    ['up', '{ node(id: 10000) { found: ancestors { id } } }', 9_999],
    // covers: E9, S40
  ])('a chain of 10,000 rows is walked %s in one statement', async (_, query, first) => {
    const { data, errors, S, R } = await gateway().run(query);
    expect(errors).toEqual([]);
    expect(S).toBe(2);
    expect(R).toEqual([1, 9_999]);
    expect(data).toMatchObject({ node: { found: { 0: { id: first }, length: 9_999 } } });
  });

  // covers: E9
  it.each([1, 15, 25, 78, 185])('a chain of 10,000 rows is walked %i levels deep', async (maxDepth) => {
    const query = 'query ($maxDepth: Int) { node(id: 1) { descendants(maxDepth: $maxDepth) { id } } }';
    const { data, R } = await gateway().run(query, { variables: { maxDepth } });
    expect(R).toEqual([1, maxDepth]);
    expect(data).toMatchObject({ node: { descendants: { length: maxDepth } } });
  });

  it('a chain whose key has no index is read once for all levels', async () => {
    const query = '{ step(id: 1) { descendants { id } } }';
    const { data, R, plan } = await gateway().run(query, { explain: 'analyze' });
    // The other two statements are EXPLAIN.
    expect(R).toEqual([1, 9_999, 1, 1]);
    expect(data).toMatchObject({ step: { descendants: { 0: { id: 2 }, length: 9_999 } } });
    const scans = [...JSON.stringify(plan).matchAll(/"Node Type":"Seq Scan"[^{}]*?"Actual Loops":(\d+)/g)];
    expect(scans.map(([, loops]) => Number(loops))).toEqual([1, 1]);
  });
});

describe('a tree', () => {
  const gateway = useGateway('tree');

  it.each(['JOINED', 'SELECTIN'])('the strategy %s is refused for a tree', async (strategy) => {
    const { errors, S } = await gateway().run(`{ nodes { descendants @load(strategy: ${strategy}) { id } } }`);
    expect(errors[0]?.message).toContain('a tree is walked recursively');
    expect(S).toBe(0);
  });

  it('a negative depth of a tree is refused', async () => {
    const { errors, S } = await gateway().run('{ node(id: 1) { descendants(maxDepth: -1) { id } } }');
    expect(errors[0]?.message).toBe('descendants(maxDepth:) is -1; it must not be negative.');
    expect(S).toBe(1);
  });
});
