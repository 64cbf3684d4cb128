import { expect } from 'vitest';
import { type Case, ids, testCases } from './cases.ts';

testCases('composite keys', 'composite', [
  {
    // covers: F1
    name: 'only complete tuples match, in both directions',
    query: '{ parents { a b kids { id } } kids { id parent { a b } } }',
    data: {
      parents: [
        { a: 1, b: 1, kids: ids(1) },
        { a: 1, b: 2, kids: [] },
        { a: 2, b: 1, kids: ids(4) },
      ],
      kids: [
        { id: 1, parent: { a: 1, b: 1 } },
        { id: 2, parent: null },
        { id: 3, parent: null },
        { id: 4, parent: { a: 2, b: 1 } },
        { id: 5, parent: null },
      ],
    },
    also: { selectin: ({ S }) => expect(S).toBeLessThanOrEqual(4) },
  },
  {
    name: 'a list by a composite key is one further statement that binds an array per column',
    query: '{ parents { a b kids { id } } }',
    data: {
      parents: [
        { a: 1, b: 1, kids: ids(1) },
        { a: 1, b: 2, kids: [] },
        { a: 2, b: 1, kids: ids(4) },
      ],
    },
    rows: { auto: [3, 2], selectin: [3, 2], joined: [3] },
  },
  {
    // covers: F1
    name: 'a to-one by a composite key binds only complete tuples',
    query: '{ kids { parent { a b } } }',
    data: {
      kids: [
        { parent: { a: 1, b: 1 } },
        { parent: null },
        { parent: null },
        { parent: { a: 2, b: 1 } },
        { parent: null },
      ],
    },
    rows: { auto: [5], selectin: [5, 2], joined: [5] },
    also: {
      selectin: ({ statements }) => {
        expect(statements[1]?.values).toEqual([
          ['1', '2'],
          ['1', '1'],
        ]);
      },
    },
  },
  {
    // covers: F2
    name: 'folders of two accounts with equal numbers are never confused',
    query: `{ folders { accountId folderId foldersByAccountAndParent { folderId folder { accountId folderId } } } }`,
    data: {
      folders: (
        [
          [1, 1, [2, 3]],
          [1, 2, []],
          [1, 3, []],
          [2, 1, [2]],
          [2, 2, [3]],
          [2, 3, []],
        ] as const
      ).map(([accountId, folderId, below]) => ({
        accountId,
        folderId,
        foldersByAccountAndParent: below.map((child) => ({ folderId: child, folder: { accountId, folderId } })),
      })),
    },
  },
  {
    // covers: F9
    name: 'tuples whose parts concatenate to the same text are never confused',
    query: '{ pairs { x y pairNotes { id } } pairNotes { id pair { x y } } }',
    data: {
      pairs: [
        { x: 'a', y: 'b,c', pairNotes: ids(4) },
        { x: 'a', y: 'b:c', pairNotes: ids(1) },
        { x: 'a,b', y: 'c', pairNotes: ids(3) },
        { x: 'a:b', y: 'c', pairNotes: ids(2) },
      ],
      pairNotes: [
        { id: 1, pair: { x: 'a', y: 'b:c' } },
        { id: 2, pair: { x: 'a:b', y: 'c' } },
        { id: 3, pair: { x: 'a,b', y: 'c' } },
        { id: 4, pair: { x: 'a', y: 'b,c' } },
      ],
    },
  },
]);

type Parent = readonly [key: string, ...children: number[]];

/** Makes a case of parents with the children that PostgreSQL calls equal, in both directions. */
function keyCase(name: string, kind: string, parents: readonly Parent[], child = kind): Case {
  const [roots, kids] = [`${kind}Parents`, `${child}Children`];
  const children = parents.flatMap(([k, ...found]) => found.map((id) => ({ id, parent: { k } })));
  return {
    name,
    query: `{ ${roots} { k ${kids} { id } } ${kids} { id parent { k } } }`,
    data: {
      [roots]: parents.map(([k, ...found]) => ({ k, [kids]: ids(...found) })),
      [kids]: children.sort((a, b) => a.id - b.id),
    },
  };
}

const TEXTS = [
  '',
  ' ',
  'a|b',
  'a","b',
  '{x}',
  'NULL',
  '__proto__',
  'constructor',
  '🦀',
  'a\\b',
  'case',
  'CASE',
  'null',
  'tab\tnew\nline',
];

/** The texts in the order of the C collation, which sorts by bytes. */
const SORTED_TEXTS = TEXTS.map((text, index): Parent => [text, index + 1]).sort(([a], [b]) =>
  Buffer.compare(Buffer.from(a), Buffer.from(b)),
);

testCases('keys as PostgreSQL compares them', 'keys', [
  // covers: F3
  keyCase('a citext key ignores case', 'ci', [
    ['abc', 1, 2],
    ['def', 3],
  ]),
  // covers: F4
  keyCase('a char(n) key ignores padding against varchar', 'pad', [
    ['ab   ', 1, 3],
    ['cd   ', 2],
  ]),
  // covers: F4
  keyCase('a key under a nondeterministic collation is equal as the collation says', 'coll', [
    ['Straße', 1, 2],
    ['tor', 3],
  ]),
  // covers: F5
  keyCase('a bigint key beyond 2^53 is told from its neighbours', 'big', [
    ['9007199254740992', 1],
    ['9007199254740993', 2, 3],
  ]),
  keyCase(
    // covers: F6
    'an int key finds a bigint',
    'wide',
    [
      ['1', 1, 3],
      ['2147483647', 2],
    ],
    'narrow',
  ),
  // covers: F7
  keyCase('a numeric key ignores its scale', 'num', [
    ['2.5', 1, 3],
    ['3', 2],
  ]),
  // covers: F7
  keyCase('a timestamptz key counts microseconds', 'instant', [
    ['2024-03-01T12:00:00.000001Z', 1],
    ['2024-03-01T12:00:00.000002Z', 2],
  ]),
  // covers: F7
  keyCase('a date key has no time zone', 'day', [
    ['2024-03-31', 2],
    ['2024-10-27', 1],
  ]),
  keyCase('a bytea key finds its rows', 'byte', [
    ['AP8=', 2],
    ['XCI=', 1],
  ]),
  // covers: F7
  keyCase('an enum key is in the order of its labels', 'grade', [
    ['low', 1],
    ['high', 2, 3],
  ]),
  keyCase('a uuid key finds its rows', 'uuid', [
    ['a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 2],
    ['b0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 1],
  ]),
  // covers: F9, F10
  keyCase('a text key takes quotes, braces, NULL, __proto__ and case as mere text', 'text', SORTED_TEXTS),
  {
    // covers: F8
    name: 'a uuid given in upper case finds its row',
    query: '{ uuidParent(k: "A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11") { k uuidChildren { id } } }',
    data: { uuidParent: { k: 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', uuidChildren: ids(2) } },
  },
  {
    name: 'a timestamp finds its row to the microsecond',
    query: '{ instantParent(k: "2024-03-01T13:00:00.000002+01:00") { k instantChildren { id } } }',
    data: { instantParent: { k: '2024-03-01T12:00:00.000002Z', instantChildren: ids(2) } },
  },
]);

testCases('keys that are not the primary key', 'unique-key', [
  {
    // covers: L2
    name: 'a unique column that is not selected is read for its children, also inside a limit',
    query: '{ owners(limit: 2) { name pets { id } } pets { ownerByOwnerArb { name } } }',
    data: {
      owners: [
        { name: 'x', pets: [] },
        { name: 'y', pets: ids(2, 3) },
      ],
      pets: [
        { ownerByOwnerArb: { name: 'z' } },
        { ownerByOwnerArb: { name: 'y' } },
        { ownerByOwnerArb: { name: 'y' } },
        { ownerByOwnerArb: null },
      ],
    },
  },
  {
    // covers: L2
    name: 'a unique column that is not selected is read for joined children, also inside a limit',
    query: '{ owners(limit: 2) { name pets @load(strategy: JOINED) { id } } }',
    data: {
      owners: [
        { name: 'x', pets: [] },
        { name: 'y', pets: ids(2, 3) },
      ],
    },
    rows: { auto: [3], selectin: [3], joined: [3] },
  },
]);
