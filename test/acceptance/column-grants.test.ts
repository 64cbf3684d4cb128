/** The role of the gateway may read some columns of a table, but not its key and not the place of its rows (`ctid`). */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { advise } from '../../schema/report/advice.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { openGateway, type TestGateway } from '../support/gateway.ts';
import { walk, type Walk } from '../support/walk.ts';

const LOADS = ['auto', 'selectin', 'joined', 'derived'] as const;
const READER = 'espalier_column_reader';

let database: TestDatabase;
let gateway: TestGateway;
beforeAll(async () => {
  database = await createDatabase([
    `do $$ begin
       if not exists (select from pg_roles where rolname = '${READER}') then create role ${READER} login password 'reader'; end if;
     end $$;
     create table team (id int primary key, title text);
     create table member (id int primary key, nick text, team_id int references team, secret text);
     insert into team values (1, 'red'), (2, 'blue');
     insert into member values (1, 'ann', 1, 's'), (2, 'bob', 1, 's'), (3, 'cid', null, 's'), (4, 'ann', 1, 't'), (5, 'ann', 2, 's');
     create table event (id int, day date not null, label text, secret text, primary key (id, day)) partition by range (day);
     create table event_2024 partition of event for values from ('2024-01-01') to ('2025-01-01');
     create table event_2025 partition of event for values from ('2025-01-01') to ('2026-01-01');
     insert into event values (1, '2024-05-01', 'a'), (2, '2024-05-01', 'a'), (3, '2025-05-01', 'a'), (4, '2025-05-01', 'b');
     create table place (id int primary key, name text, secret text);
     create table capital (country text) inherits (place);
     insert into place values (1, 'Rome'), (2, 'Bern');
     insert into capital values (1, 'Rome', 's', 'Italy'), (1, 'Rome', 's', 'Italy');
     create table note (line text, secret text);
     insert into note values ('x', 's'), ('x', 't'), ('y', null);
     create materialized view digest as select nick, team_id, secret from member;
     create table odd (id int primary key, place point, secret text);
     insert into odd values (1, '(1,1)'), (2, '(1,1)'), (3, '(2,1)');
     create table located (name text, secret text);
     insert into located values ('x', 's'), ('x', 't');
     grant select on team to ${READER};
     grant select (nick, team_id) on member to ${READER};
     grant select (day, label) on event to ${READER};
     grant select (id, name) on place to ${READER};
     grant select (line) on note to ${READER};
     grant select (nick, team_id) on digest to ${READER};
     grant select (place) on odd to ${READER};
     grant select (name, ctid, tableoid) on located to ${READER};`,
  ]);
  const url = new URL(database.url);
  url.username = READER;
  url.password = 'reader';
  gateway = await openGateway(url.href);
});
afterAll(async () => {
  await gateway.close();
  await database.drop();
});

describe('readable columns beside unreadable ones', () => {
  test.each<[string, string, unknown]>([
    [
      'lists give the readable columns in any order',
      '{ members(orderBy: [{ nick: ASC }]) { nick } odds { place } notes { line } events(limit: 2, offset: 1) { label } }',
      {
        members: [{ nick: 'ann' }, { nick: 'ann' }, { nick: 'ann' }, { nick: 'bob' }, { nick: 'cid' }],
        odds: [{ place: '(1,1)' }, { place: '(1,1)' }, { place: '(2,1)' }],
        notes: [{ line: 'x' }, { line: 'x' }, { line: 'y' }],
        events: [{ label: 'a' }, { label: 'a' }],
      },
    ],
    [
      'a to-one gives the readable columns',
      '{ members(where: { nick: { ne: "ann" } }, orderBy: [{ nick: DESC }]) { nick team { title } } }',
      {
        members: [
          { nick: 'cid', team: null },
          { nick: 'bob', team: { title: 'red' } },
        ],
      },
    ],
    [
      'to-many relations give the readable columns, with counts and the first of each parent',
      '{ teams { title members { nick } first: members(limit: 1, orderBy: [{ nick: DESC }]) { nick } membersAggregate { count } } }',
      {
        teams: [
          {
            title: 'red',
            members: [{ nick: 'ann' }, { nick: 'ann' }, { nick: 'bob' }],
            first: [{ nick: 'bob' }],
            membersAggregate: { count: 3 },
          },
          { title: 'blue', members: [{ nick: 'ann' }], first: [{ nick: 'ann' }], membersAggregate: { count: 1 } },
        ],
      },
    ],
    [
      'aggregates, groups and conditions over related rows use the readable columns',
      `{ membersAggregate { count countDistinct { nick } groups(by: [{ nick: true }]) { keys { nick } count } }
         teams(where: { members: { some: { nick: { eq: "bob" } } } }) { title } }`,
      {
        membersAggregate: {
          count: 5,
          countDistinct: { nick: 3 },
          groups: [
            { keys: { nick: 'ann' }, count: 3 },
            { keys: { nick: 'bob' }, count: 1 },
            { keys: { nick: 'cid' }, count: 1 },
          ],
        },
        teams: [{ title: 'red' }],
      },
    ],
  ])('%s', async (_, query, expected) => {
    for (const load of LOADS) {
      const { data, errors } = await gateway.run(query, { load });
      expect({ load, errors, data }).toEqual({ load, errors: [], data: expected });
    }
  });

  test('an unreadable column is not a field', async () => {
    const { errors } = await gateway.run('{ members { id } }');
    expect(errors[0]?.message).toMatch(/Cannot query field "id"/);
  });
});

test('advice for an unreadable key is to grant or to replace it', () => {
  const advice = advise(gateway.gateway.model).filter(({ code, entity }) => code === 'NO_KEY' && entity === 'Member');
  expect(advice.map(({ message }) => message)).toEqual([
    expect.stringContaining('public.member has no key that this role may read'),
  ]);
});

describe('pages of rows whose key is not readable', () => {
  test.each<[string, Omit<Walk, 'size' | 'load'>, readonly unknown[]]>([
    [
      'a table gives each row as often as it holds it',
      { connection: 'members', select: 'nick' },
      ['ann', 'ann', 'ann', 'bob', 'cid'],
    ],
    [
      'a table in an order along a key gives each row as often as it holds it',
      { connection: 'members', select: 'nick', args: 'orderBy: [{ team: { title: ASC } }, { nick: DESC }]' },
      ['ann', 'bob', 'ann', 'ann', 'cid'],
    ],
    [
      'a partitioned table gives each row as often as it holds it',
      { connection: 'events', select: 'label' },
      ['a', 'a', 'a', 'b'],
    ],
    [
      'a table whose child tables do not share its key gives each row as often as it holds it',
      { connection: 'places', select: 'id' },
      [1, 1, 1, 2],
    ],
    [
      'a table without a key gives each row as often as it holds it',
      { connection: 'notes', select: 'line' },
      ['x', 'x', 'y'],
    ],
    [
      'a materialized view gives each row as often as it holds it',
      { connection: 'digests', select: 'nick' },
      ['ann', 'ann', 'ann', 'bob', 'cid'],
    ],
    [
      'columns without an order give each row as often as it is there',
      { connection: 'odds', select: 'place' },
      ['(1,1)', '(1,1)', '(2,1)'],
    ],
    [
      'a table with a readable row place gives each row as often as it holds it',
      { connection: 'locateds', select: 'name' },
      ['x', 'x'],
    ],
    [
      'a list below a row gives each row as often as it is there',
      { connection: 'members', select: 'nick', within: '{ team(id: 1) { $ } }', args: 'orderBy: [{ nick: DESC }]' },
      ['bob', 'ann', 'ann'],
    ],
  ])('pages lead over every row, forward and backward: %s', async (_, { connection, ...walked }, expected) => {
    for (const load of LOADS) {
      for (const size of [1, 2]) {
        const pages = { ...walked, connection: `${connection}Connection`, size, load };
        const { forward, backward } = await walk(gateway, pages);
        expect({ load, size, forward: forward.map(only) }).toEqual({ load, size, forward: expected });
        expect({ load, size, backward: backward.map(only) }).toEqual({ load, size, backward: expected });
      }
    }
  });
});

function only(node: unknown): unknown {
  return Object.values(node as object)[0];
}
