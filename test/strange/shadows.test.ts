import { type StrangeDatabase, strangeDatabases } from './cases.ts';

const PATH = `do $$ begin execute format('alter database %I set search_path to public, pg_catalog', '{{db}}'); end $$;`;

const DATABASES: readonly StrangeDatabase[] = [
  {
    name: 'types of the schema stand before those of PostgreSQL, under their own names',
    sql: `
      create table maker (id int primary key, title text);
      create table tool (id int primary key, maker_id int references maker(id), words text);
      insert into maker values (1, 'm'), (2, 'n');
      insert into tool values (1, 1, 'red saws'), (2, 1, 'blue'), (3, 2, null);
      create domain public.int4 as pg_catalog.bool;
      create domain public.int8 as pg_catalog.bool;
      create domain public.text as pg_catalog.bool;
      ${PATH}`,
    answers: {
      '{ makers { title tools(limit: 1) { id } toolsAggregate { count } toolsConnection(first: 1) { totalCount } } }': {
        data: {
          makers: [
            { title: 'm', tools: [{ id: 1 }], toolsAggregate: { count: 2 }, toolsConnection: { totalCount: 2 } },
            { title: 'n', tools: [{ id: 3 }], toolsAggregate: { count: 1 }, toolsConnection: { totalCount: 1 } },
          ],
        },
      },
      '{ tools(where: { words: { search: "saws" } }) { id maker { title } } }': {
        data: { tools: [{ id: 1, maker: { title: 'm' } }] },
      },
    },
  },
  {
    name: 'an enum and a composite are not compared by operators of the user',
    sql: `
      create type mood as enum ('sad', 'happy');
      create type place as (x int, note text);
      create table spot (id int primary key, mood mood, place place);
      insert into spot values (1, 'sad', '(1,a)'), (2, 'happy', '(2,b)');
      create function never(mood, mood) returns boolean language sql immutable as 'select false';
      create function never(place, place) returns boolean language sql immutable as 'select false';
      create operator = (leftarg = mood, rightarg = mood, function = never);
      create operator <> (leftarg = mood, rightarg = mood, function = never);
      create operator = (leftarg = place, rightarg = place, function = never);
      create operator <> (leftarg = place, rightarg = place, function = never);`,
    answers: {
      '{ spots(where: { mood: { eq: sad } }) { id } }': { data: { spots: [{ id: 1 }] } },
      '{ spots(where: { place: { ne: { x: 1, note: "a" } } }) { id } }': { data: { spots: [{ id: 2 }] } },
      '{ spots(where: { place: { in: [{ x: 2, note: "b" }] } }) { id } }': { data: { spots: [{ id: 2 }] } },
    },
  },
  {
    name: 'the minimum of texts that ignore case is matched by patterns as it is',
    sql: `
      create collation nocase (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
      create table word (id int primary key, label varchar(9) collate nocase);
      insert into word values (1, 'ab'), (2, 'bc'), (3, 'ab');`,
    answers: {
      '{ wordsAggregate { groups(by: [{ label: true }], having: { min: { label: { contains: "b" } }, max: { label: { like: "%B%" } } }) { count } } }':
        { data: { wordsAggregate: { groups: [] } } },
      '{ wordsAggregate { groups(by: [{ label: true }], having: { keys: { label: { startsWith: "a" } } }) { count } } }':
        {
          data: { wordsAggregate: { groups: [{ count: 2 }] } },
        },
    },
  },
  {
    name: 'a type that the role may not name has neither a minimum nor a maximum',
    asUser: true,
    sql: `
      create schema kept;
      create extension citext schema kept;
      create table word (id int primary key, label kept.citext);
      insert into word values (1, 'a');
      grant select on word to {{user}};`,
    answers: {
      '{ __type(name: "WordAggregateMax") { fields { name } } words { label } }': {
        data: { __type: { fields: [{ name: 'id' }] }, words: [{ label: 'a' }] },
      },
    },
  },
];

strangeDatabases('names and collations of the user', DATABASES);
