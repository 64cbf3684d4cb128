/** No key tells these rows apart, because it is unreadable or absent. */
import { strangeDatabases } from './cases.ts';

strangeDatabases('rows without a key', [
  {
    name: 'readable rows are served with their readable columns',
    asUser: true,
    sql: `grant usage on schema public to {{user}};
      create table team (id int primary key, title text);
      create table member (id int primary key, nick text, team_id int references team, secret text);
      insert into team values (1, 'red'), (2, 'blue');
      insert into member values (1, 'ann', 1, 's'), (2, 'bob', 1, 's'), (3, 'cid', null, 's');
      grant select on team to {{user}};
      grant select (nick, team_id) on member to {{user}};`,
    answers: {
      '{ members(orderBy: [{ nick: ASC }]) { nick } }': {
        data: { members: [{ nick: 'ann' }, { nick: 'bob' }, { nick: 'cid' }] },
      },
      '{ members(where: { nick: { ne: "zoe" } }, orderBy: [{ nick: DESC }]) { nick team { title } } }': {
        data: {
          members: [
            { nick: 'cid', team: null },
            { nick: 'bob', team: { title: 'red' } },
            { nick: 'ann', team: { title: 'red' } },
          ],
        },
      },
      '{ teams { title members(orderBy: [{ nick: ASC }]) { nick } membersAggregate { count } } }': {
        data: {
          teams: [
            { title: 'red', members: [{ nick: 'ann' }, { nick: 'bob' }], membersAggregate: { count: 2 } },
            { title: 'blue', members: [], membersAggregate: { count: 0 } },
          ],
        },
      },
      '{ membersConnection(first: 1, orderBy: [{ nick: ASC }]) { nodes { nick } totalCount } }': {
        data: { membersConnection: { nodes: [{ nick: 'ann' }], totalCount: 3 } },
      },
    },
  },
  {
    name: 'equal rows are in the pages as often as in the list',
    sql: `create view tally as select * from (values (1, 'x'), (1, 'x'), (1, 'x'), (2, null), (null, null), (null, null)) t(a, b);
      create table bare (a int, b text);
      insert into bare select * from tally;`,
    answers: {
      '{ tallies { a b } bares { a } talliesConnection(first: 1) { totalCount } }': {
        data: {
          tallies: [
            { a: 1, b: 'x' },
            { a: 1, b: 'x' },
            { a: 1, b: 'x' },
            { a: 2, b: null },
            { a: null, b: null },
            { a: null, b: null },
          ],
          bares: [{ a: 1 }, { a: 1 }, { a: 1 }, { a: 2 }, { a: null }, { a: null }],
          talliesConnection: { totalCount: 6 },
        },
      },
    },
    walks: [
      {
        connection: 'baresConnection',
        args: 'orderBy: [{ a: ASC }]',
        select: 'a',
        size: 2,
        values: [1, 1, 1, 2, null, null],
      },
      {
        connection: 'talliesConnection',
        args: 'orderBy: [{ a: ASC }]',
        select: 'a',
        size: 2,
        values: [1, 1, 1, 2, null, null],
      },
      { connection: 'talliesConnection', select: 'a', size: 1, values: [1, 1, 1, 2, null, null] },
    ],
  },
]);
