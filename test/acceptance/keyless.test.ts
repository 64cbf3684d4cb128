import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { advise } from '../../schema/report/advice.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { openGateway, type TestGateway } from '../support/gateway.ts';
import { walk, type Walk } from '../support/walk.ts';

const LOADS = ['auto', 'selectin', 'joined', 'derived'] as const;

let database: TestDatabase;
let gateway: TestGateway;
beforeAll(async () => {
  database = await createDatabase([
    `create view tally as select * from (values (1, 'x'), (1, 'x'), (1, 'x'), (2, null), (null, null), (null, null)) t(a, b);
     create materialized view tally_copy as select * from tally;
     create table bare (a int, b text);
     insert into bare select * from tally;
     create view amount as select amount from unnest('{2.5,2.50,2.5,2.50,2.500,1,1.0,null}'::numeric[]) amount;
     create view shape as select * from (values
       ('{"a": 1}'::json, '(1,1)'::point), ('{"a":1}', '(1,1)'), ('{"a":1}', '(1,1)'), ('{"a":1}', null), (null, '(2,1)'),
       (null, '(2,1)'), (null, null), ('null', '(0,0)')) t(doc, place);
     create collation loose (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
     create view spelling as select word collate loose as word, spot from (values
       ('A', 1), ('a', 1), ('A', 1), ('a', 1), ('b', 2), ('B', 2)) t(word, spot);
     create type pair as (a int, b numeric);
     create view pairs as select * from (values
       ((1,1.0)::pair), ((1,1.00)::pair), ((1,null)::pair), ((null,null)::pair),
       ((1,1.0)::pair), (null)) t(p);
     create table team (id int primary key, title text);
     insert into team values (1, 'red'), (2, 'blue'), (3, 'green');
     create extension file_fdw;
     create server files foreign data wrapper file_fdw;
     create foreign table line (word text, number int) server files options (program 'printf "a 1\\na 1\\na 1\\nb 2\\n"', format 'text', delimiter ' ');
     create table entry (word text, number int) partition by list (word);
     create foreign table entry_a partition of entry for values in ('a')
       server files options (program 'printf "a 1\\na 1\\na 2\\n"', format 'text', delimiter ' ');
     create table entry_b partition of entry for values in ('b');
     insert into entry values ('b', 1), ('b', 1);
     create view member as select * from (values
       (1, 'ann', 2), (1, 'ann', 2), (1, 'bob', 1), (2, 'ann', 3), (2, 'ann', 3), (2, 'ann', 3), (null, 'cid', null)) t(team_id, nick, rival_id);`,
  ]);
  gateway = await openGateway(database.url, {
    entities: {
      Member: {
        fields: { rank: { window: 'rank() over (order by {row}.nick)' } },
        relations: {
          team: { target: 'Team', on: [['team_id', 'id']] },
          rival: { target: 'Team', on: [['rival_id', 'id']] },
        },
      },
      Team: { relations: { members: { target: 'Member', on: [['id', 'team_id']] } } },
    },
  });
});
afterAll(async () => {
  await gateway.close();
  await database.drop();
});

const nulls = [null, null];

describe('pages of rows without a key', () => {
  test.each<[string, Omit<Walk, 'size' | 'load'>, readonly unknown[]]>([
    [
      'a view with equal rows gives each as often as it is there',
      { connection: 'tallies', select: 'a', args: '' },
      [1, 1, 1, 2, ...nulls],
    ],
    [
      'a view in an order gives each row as often as it is there',
      { connection: 'tallies', select: 'a', args: 'orderBy: [{ b: DESC }]' },
      [1, 1, 1, 2, ...nulls],
    ],
    [
      'an order with nulls first gives each row as often as it is there',
      { connection: 'tallies', select: 'a', args: 'orderBy: [{ a: DESC_NULLS_FIRST }]' },
      [...nulls, 2, 1, 1, 1],
    ],
    [
      'a materialized view gives each row as often as it is there',
      { connection: 'tallyCopies', select: 'a', args: 'orderBy: [{ a: ASC }]' },
      [1, 1, 1, 2, ...nulls],
    ],
    [
      'a table gives each row as often as it is there',
      { connection: 'bares', select: 'a', args: 'orderBy: [{ a: ASC }]' },
      [1, 1, 1, 2, ...nulls],
    ],
    [
      'a foreign table gives each row as often as it is there',
      { connection: 'lines', select: 'word' },
      ['a', 'a', 'a', 'b'],
    ],
    [
      'a table with a foreign partition, which has no row places, gives each row as often as it is there',
      { connection: 'entries', select: 'number', args: 'orderBy: [{ number: DESC }]' },
      [2, 1, 1, 1, 1],
    ],
    ['filtered', { connection: 'tallies', select: 'a', args: 'where: { a: { eq: 1 } }' }, [1, 1, 1]],
    [
      'a type that writes equal values in several ways gives each row as often as it is there',
      { connection: 'amounts', select: 'amount' },
      ['1', '1.0', '2.5', '2.5', '2.50', '2.50', '2.500', null],
    ],
    [
      'a collation that calls different texts equal gives each row as often as it is there',
      { connection: 'spellings', select: 'word', args: 'orderBy: [{ word: DESC }]' },
      ['B', 'b', 'A', 'A', 'a', 'a'],
    ],
    [
      'types without an order give each row as often as it is there',
      { connection: 'shapes', select: 'doc place' },
      [
        { doc: null, place: '(0,0)' },
        { doc: { a: 1 }, place: '(1,1)' },
        { doc: { a: 1 }, place: '(1,1)' },
        { doc: { a: 1 }, place: '(1,1)' },
        { doc: { a: 1 }, place: null },
        { doc: null, place: '(2,1)' },
        { doc: null, place: '(2,1)' },
        { doc: null, place: null },
      ],
    ],
    [
      'composite values give each row as often as it is there',
      { connection: 'pairs', select: 'p { a b }' },
      [{ a: 1, b: '1.0' }, { a: 1, b: '1.0' }, { a: 1, b: '1.00' }, { a: 1, b: null }, { a: null, b: null }, null],
    ],
    [
      'an order along a relation, with related rows, gives each row as often as it is there',
      {
        connection: 'members',
        select: 'nick team { title }',
        args: 'orderBy: [{ rival: { title: ASC } }, { nick: ASC }]',
      },
      [
        { nick: 'ann', team: { title: 'red' } },
        { nick: 'ann', team: { title: 'red' } },
        { nick: 'ann', team: { title: 'blue' } },
        { nick: 'ann', team: { title: 'blue' } },
        { nick: 'ann', team: { title: 'blue' } },
        { nick: 'bob', team: { title: 'red' } },
        { nick: 'cid', team: null },
      ],
    ],
    [
      'a page with window values gives each row as often as it is there',
      { connection: 'members', select: 'rank', args: 'orderBy: [{ nick: DESC }]' },
      ['7', '6', '1', '1', '1', '1', '1'],
    ],
    [
      'a list below a row gives each row as often as it is there',
      { connection: 'members', select: 'nick', within: '{ team(id: 1) { $ } }' },
      ['ann', 'ann', 'bob'],
    ],
    [
      'a list below a row whose neighbours have equal rows gives each row as often as it is there',
      {
        connection: 'members',
        select: 'nick',
        within: '{ teams(where: { id: { eq: 2 } }) { $ } }',
        args: 'orderBy: [{ nick: DESC }]',
      },
      ['ann', 'ann', 'ann'],
    ],
  ])(
    'pages lead over every row without a key, forward and backward: %s',
    async (_, { connection, ...walked }, expected) => {
      for (const load of LOADS) {
        for (const size of [1, 2, 3]) {
          const { forward, backward } = await walk(gateway, {
            ...walked,
            connection: `${connection}Connection`,
            size,
            load,
          });
          const seen = (nodes: readonly unknown[]): unknown[] => nodes.map(onlyField);
          expect({ size, load, rows: seen(forward) }).toEqual({ size, load, rows: expected });
          expect({ size, load, rows: seen(backward) }).toEqual({ size, load, rows: expected });
        }
      }
    },
  );
});

/** Unwraps a node of which one field was selected. */
function onlyField(node: unknown): unknown {
  const [only, ...others] = Object.values(node as object);
  return others.length === 0 ? only : node;
}

test('pages of several parents number their rows separately', async () => {
  const page = (args: string): string =>
    `teams { membersConnection(${args}) { edges { cursor node { nick } } pageInfo { hasNextPage } } }`;
  const first = await gateway.run(`{ ${page('first: 2')} }`);
  expect(first.errors).toEqual([]);
  expect(first.data).toMatchObject({
    teams: [
      {
        membersConnection: {
          edges: [{ node: { nick: 'ann' } }, { node: { nick: 'ann' } }],
          pageInfo: { hasNextPage: true },
        },
      },
      {
        membersConnection: {
          edges: [{ node: { nick: 'ann' } }, { node: { nick: 'ann' } }],
          pageInfo: { hasNextPage: true },
        },
      },
      { membersConnection: { edges: [], pageInfo: { hasNextPage: false } } },
    ],
  });
});

test('rows are numbered only where a cursor must tell them apart', async () => {
  const sql = async (selected: string): Promise<string> => {
    const { statements } = await gateway.run(`{ talliesConnection(first: 2) { ${selected} } }`);
    return statements.map((each) => each.sql).join('\n');
  };
  expect(await sql('nodes { a } pageInfo { hasNextPage }')).not.toContain('row_number');
  expect(await sql('edges { cursor }')).toContain('row_number');
});

test('a list cut in two has every row once even if rows differ only in columns without an order', async () => {
  const { data } = await gateway.run(
    '{ a: shapes(limit: 4) { doc place } b: shapes(limit: 4, offset: 4) { doc place } all: shapes { doc place } }',
  );
  const { a, b, all } = data as Record<'a' | 'b' | 'all', unknown[]>;
  expect([...a, ...b]).toEqual(all);
});

test('advice for a table without a key names the line of configuration that ends it', () => {
  const advice = advise(gateway.gateway.model).filter(({ code }) => code === 'NO_KEY');
  expect(advice.map(({ entity }) => entity)).not.toContain('Bare');
  expect(advice).toContainEqual({
    entity: 'Tally',
    relation: null,
    code: 'NO_KEY',
    message:
      "public.tally has no key, so every page sorts all of its rows by all columns. Name columns that tell its rows apart: entities.Tally.key: ['a'].",
  });
});

describe('rows that differ only in hidden columns', () => {
  let hiding: TestGateway;
  beforeAll(async () => {
    const policy = { or: [{ b: { isNull: true } }, { b: { eq: { claim: 'b' } } }] };
    const entities = {
      Tally: { columns: { b: { hide: true } }, policy },
      Shape: { columns: { place: { hide: true } } },
    };
    hiding = await openGateway(database.url, { claims: { b: 'text' }, entities });
  });
  afterAll(() => hiding.close());

  test.each([
    ['x', [1, 1, 1, 2, null, null]],
    ['y', [2, null, null]],
  ])('only the rows that a policy shows are counted: %s', async (b, expected) => {
    for (const load of LOADS) {
      const pages: Walk = { connection: 'talliesConnection', select: 'a', size: 1, load, claims: { b } };
      const { forward, backward } = await walk(hiding, pages);
      expect([load, forward.map(onlyField), backward.map(onlyField)]).toEqual([load, expected, expected]);
    }
  });

  test('all rows are in the pages, and cursors do not tell hidden columns', async () => {
    const { forward, backward } = await walk(hiding, { connection: 'shapesConnection', select: 'doc', size: 3 });
    const { data } = await hiding.run('{ shapes { doc } shapesConnection(first: 8) { edges { cursor } } }');
    const { shapes, shapesConnection } = data as {
      readonly shapes: unknown;
      readonly shapesConnection: { readonly edges: readonly { readonly cursor: string }[] };
    };
    expect([forward, backward]).toEqual([shapes, shapes]);
    const texts = shapesConnection.edges.map(({ cursor }) => Buffer.from(cursor, 'base64url').toString());
    expect(texts.filter((text) => text.includes('{')).length).toBe(4);
    expect(texts.filter((text) => /\(\d,\d\)/.test(text))).toEqual([]);
  });
});
