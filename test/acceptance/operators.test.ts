/**
 * Keys are compared as their constraints compare them, and values by the operators of their types, whatever a bare `=`
 * would find along the search path.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { advise } from '../../schema/report/advice.ts';
import { encodeNodeId } from '../../schema/nodes/node-id.ts';
import type { ConfigOptions } from '../../schema/config/read-config.ts';
import { createDatabase, query, type TestDatabase } from '../support/database.ts';
import { openGateway, type TestGateway } from '../support/gateway.ts';
import { useDatabase } from '../support/use-database.ts';

interface Case {
  readonly name: string;
  readonly sql: string;
  /** The expected data by operation. */
  readonly answers: Readonly<Record<string, unknown>>;
  /** Settings of the database. */
  readonly settings?: readonly string[];
  /** The role that the gateway connects as. Without it, the owner connects. */
  readonly user?: string;
}

const CITEXT = `
  create table account (id extensions.citext primary key, label extensions.citext, rank int);
  create table login (id int primary key, account_id extensions.citext references account(id), parent extensions.citext);
  create table folder (path extensions.citext primary key, up extensions.citext references folder(path));
  create table team (id extensions.citext primary key);
  create table member (team_id extensions.citext references team(id), account_id extensions.citext references account(id), since int);
  insert into account values ('Anna@Example.org', 'A', 1), ('bob@example.org', 'b', 2);
  insert into login values (1, 'anna@example.org'), (2, 'BOB@EXAMPLE.ORG'), (3, null);
  insert into folder values ('A', null), ('B', 'a'), ('C', 'b');
  insert into team values ('Red');
  insert into member values ('red', 'anna@example.org', 1), ('RED', 'ANNA@example.org', 2);
`;

const CITEXT_ANSWERS = {
  '{ logins { id account { label } } }': {
    logins: [
      { id: 1, account: { label: 'A' } },
      { id: 2, account: { label: 'b' } },
      { id: 3, account: null },
    ],
  },
  '{ accounts { label logins { id } loginsAggregate { count } } }': {
    accounts: [
      { label: 'A', logins: [{ id: 1 }], loginsAggregate: { count: 1 } },
      { label: 'b', logins: [{ id: 2 }], loginsAggregate: { count: 1 } },
    ],
  },
  '{ accounts(limit: 1) { logins(limit: 1) { id } } }': { accounts: [{ logins: [{ id: 1 }] }] },
  '{ account(id: "ANNA@example.ORG") { label } accounts(where: { id: { in: ["BOB@example.org"] } }) { rank } }': {
    account: { label: 'A' },
    accounts: [{ rank: 2 }],
  },
  '{ accounts(where: { label: { gt: "a", ne: "B", notIn: ["a", "c"] } }) { rank } }': { accounts: [] },
  '{ accounts(where: { label: { like: "B" } }) { rank } }': { accounts: [{ rank: 2 }] },
  '{ accounts(where: { label: { startsWith: "B" } }) { rank } }': { accounts: [{ rank: 2 }] },
  '{ logins(where: { account: { label: { eq: "a" } } }) { id } }': { logins: [{ id: 1 }] },
  '{ accounts(where: { logins: { none: { id: { eq: 2 } } } }) { label } }': { accounts: [{ label: 'A' }] },
  '{ logins(orderBy: [{ account: { label: DESC } }]) { id } }': { logins: [{ id: 2 }, { id: 1 }, { id: 3 }] },
  '{ loginsAggregate { countDistinct { accountId } min { accountId } groups(by: [{ accountId: true }]) { count } } }': {
    loginsAggregate: {
      countDistinct: { accountId: 2 },
      min: { accountId: 'anna@example.org' },
      groups: [{ count: 1 }, { count: 1 }, { count: 1 }],
    },
  },
  '{ folders { path ancestors { path } descendants { path } } }': {
    folders: [
      { path: 'A', ancestors: [], descendants: [{ path: 'B' }, { path: 'C' }] },
      { path: 'B', ancestors: [{ path: 'A' }], descendants: [{ path: 'C' }] },
      { path: 'C', ancestors: [{ path: 'B' }, { path: 'A' }], descendants: [] },
    ],
  },
};

/** Functions and operators of a user, all of them wrong. They stand in the path before those of PostgreSQL. */
const SHADOWS = `
  create schema shadow;
  create function shadow.count(text) returns bigint language sql immutable as 'select -1::bigint';
  create function shadow.unnest(text[]) returns setof text language sql immutable as 'select ''x'' where false';
  create function shadow.unnest(int[]) returns setof int language sql immutable as 'select 0 where false';
  create function shadow.cardinality(int[]) returns int language sql immutable as 'select -1';
  create function shadow.json_agg(text) returns json language sql immutable as 'select ''[]''::json';
  create function shadow.lower(text) returns text language sql immutable as 'select ''x''';
  create function shadow.now() returns timestamptz language sql immutable as 'select ''-infinity''::timestamptz';
  create function shadow.date_trunc(text, timestamp) returns timestamp language sql immutable as 'select ''infinity''::timestamp';
  create function shadow.max(int) returns int language sql immutable as 'select -1';
  create function shadow.never(anyelement, anyelement) returns boolean language sql immutable as 'select false';
  create function shadow.never(varchar, varchar) returns boolean language sql immutable as 'select false';
  create function shadow.never(text, text) returns boolean language sql immutable as 'select false';
  create function shadow.never(int, int) returns boolean language sql immutable as 'select false';
  create function shadow.never(bigint, int) returns boolean language sql immutable as 'select false';
  create function shadow.never(int, bigint) returns boolean language sql immutable as 'select false';
  create function shadow.nothing(int, int) returns int language sql immutable as 'select 99';
  create operator shadow.= (leftarg = anyelement, rightarg = anyelement, function = shadow.never);
  create operator shadow.= (leftarg = varchar, rightarg = varchar, function = shadow.never);
  create operator shadow.= (leftarg = text, rightarg = text, function = shadow.never);
  create operator shadow.= (leftarg = int, rightarg = int, function = shadow.never);
  create operator shadow.= (leftarg = bigint, rightarg = int, function = shadow.never);
  create operator shadow.= (leftarg = int, rightarg = bigint, function = shadow.never);
  create operator shadow.< (leftarg = varchar, rightarg = varchar, function = shadow.never);
  create operator shadow.> (leftarg = int, rightarg = int, function = shadow.never);
  create operator shadow.> (leftarg = bigint, rightarg = int, function = shadow.never);
  create operator shadow.<= (leftarg = bigint, rightarg = int, function = shadow.never);
  create operator shadow.~~ (leftarg = text, rightarg = text, function = shadow.never);
  create operator shadow.+ (leftarg = int, rightarg = int, function = shadow.nothing);
  create type mood as enum ('calm', 'wild');
  create domain code as varchar(20) check (value <> '');
  create table author (id bigint primary key, code code unique, mood mood, scores int[], boss int references author(id), born timestamp);
  create table book (id int primary key, author_id int references author(id), author_code text references author(code), title varchar);
  create table shelf (author_id bigint references author(id), book_id int references book(id));
  insert into author values (1, 'a', 'calm', '{1,2}', null, '2024-02-03'), (2, 'b', 'wild', '{}', 1, '2024-05-06');
  insert into book values (10, 1, 'b', 'First'), (11, 1, null, 'second'), (12, null, 'a', null);
  insert into shelf values (1, 10), (1, 10), (2, 11);
`;

const SHADOW_ANSWERS = {
  '{ books { id author { id } authorByAuthorCode { code } } }': {
    books: [
      { id: 10, author: { id: '1' }, authorByAuthorCode: { code: 'b' } },
      { id: 11, author: { id: '1' }, authorByAuthorCode: null },
      { id: 12, author: null, authorByAuthorCode: { code: 'a' } },
    ],
  },
  '{ authors { booksByAuthor { id } booksByAuthorCode { id } books { id } descendants { id } ancestors(maxDepth: 3) { id } } }':
    {
      authors: [
        {
          booksByAuthor: [{ id: 10 }, { id: 11 }],
          booksByAuthorCode: [{ id: 12 }],
          books: [{ id: 10 }],
          descendants: [{ id: '2' }],
          ancestors: [],
        },
        {
          booksByAuthor: [],
          booksByAuthorCode: [{ id: 10 }],
          books: [{ id: 11 }],
          descendants: [],
          ancestors: [{ id: '1' }],
        },
      ],
    },
  '{ authors { booksByAuthor(limit: 1, where: { title: { like: "F%" } }) { id } booksByAuthorAggregate { count countDistinct { title } max { id } } } }':
    {
      authors: [
        {
          booksByAuthor: [{ id: 10 }],
          booksByAuthorAggregate: { count: 2, countDistinct: { title: 2 }, max: { id: 11 } },
        },
        { booksByAuthor: [], booksByAuthorAggregate: { count: 0, countDistinct: { title: 0 }, max: { id: null } } },
      ],
    },
  '{ none: authors(where: { scores: { isEmpty: true } }) { id } all: authors(where: { scores: { hasEvery: [2], has: 1 } }) { id } }':
    { none: [{ id: '2' }], all: [{ id: '1' }] },
  '{ authors(where: { mood: { eq: wild }, code: { in: ["b"] }, boss: { eq: 1 } }) { id } authorByCode(code: "a") { mood } }':
    { authors: [{ id: '2' }], authorByCode: { mood: 'calm' } },
  '{ authorsAggregate { groups(by: [{ born: MONTH }], having: { count: { gt: 0 } }) { keys { born } count } } }': {
    authorsAggregate: {
      groups: [
        { keys: { born: '2024-02-01T00:00:00' }, count: 1 },
        { keys: { born: '2024-05-01T00:00:00' }, count: 1 },
      ],
    },
  },
};

const PATHS = `
  create schema extensions; create extension ltree schema extensions;
  create table place (path extensions.ltree primary key, name text);
  create table visit (id int primary key, place extensions.ltree references place(path));
  insert into place values ('top', 'Top'), ('top.a', 'A'), ('top.b', 'B');
  insert into visit values (1, 'top.a'), (2, 'top.b'), (3, null), (4, 'top.a');
`;

const PATH_ANSWERS = {
  '{ visits { id placeByPlace { name } } }': {
    visits: [
      { id: 1, placeByPlace: { name: 'A' } },
      { id: 2, placeByPlace: { name: 'B' } },
      { id: 3, placeByPlace: null },
      { id: 4, placeByPlace: { name: 'A' } },
    ],
  },
  '{ places(where: { path: { gt: "top" } }, orderBy: [{ path: DESC }]) { name visits { id } } }': {
    places: [
      { name: 'B', visits: [{ id: 2 }] },
      { name: 'A', visits: [{ id: 1 }, { id: 4 }] },
    ],
  },
  '{ place(path: "top.a") { name } visitsAggregate { countDistinct { place } } }': {
    place: { name: 'A' },
    visitsAggregate: { countDistinct: { place: 2 } },
  },
};

const NUMBERS = `
  create schema extensions; create extension isn schema extensions;
  create table book (isbn extensions.isbn primary key, title text);
  create table copy (id int primary key, isbn extensions.isbn references book(isbn), code extensions.ean13 references book(isbn));
  insert into book values ('0-306-40615-2', 'One'), ('0-553-38016-8', 'Two');
  insert into copy values (1, '0-306-40615-2', null), (2, '0-553-38016-8', '978-0-306-40615-7');
`;

const ARRAYS = `
  create extension intarray; create extension hstore;
  create table doc (id int primary key, tags int[], small smallint[], attributes hstore, data jsonb);
  insert into doc values (1, '{1,2,null}', '{1,null}', 'a=>1', '{"a": 1}'), (2, '{2}', '{}', 'b=>2', '{"b": 2}'), (3, null, null, null, null);
`;

/** The lock is needed because roles belong to the whole server and test files run side by side. */
const OUT_OF_REACH = `
  do $$ begin
    perform pg_advisory_xact_lock(hashtext('espalier roles of operators'));
    if not exists (select from pg_roles where rolname = 'espalier_outside') then
      create role espalier_outside login password 'outside';
    end if;
  end $$;
  create schema extensions; create extension citext schema extensions;
  create schema app; create type app.mood as enum ('calm', 'wild'); create domain feeling as app.mood;
  create table label (mood app.mood primary key, title text);
  create table account (id extensions.citext primary key, n int unique not null, mood app.mood references label, feeling feeling, tags extensions.citext[]);
  create table login (id int primary key, account_id extensions.citext references account(id), n int references account(n));
  insert into label values ('calm', 'Calm');
  insert into account values ('Anna', 1, 'calm', 'wild', '{x}'), ('Bob', 2, null, null, null);
  insert into login values (1, 'anna', 1), (2, 'BOB', 1);
  grant usage on schema public to espalier_outside;
  grant select on all tables in schema public to espalier_outside;
`;

const OUT_OF_REACH_ANSWERS = {
  '{ accounts { id mood feeling tags logins { accountId } } labels { mood title } }': {
    accounts: [
      { id: 'Anna', mood: 'calm', feeling: 'wild', tags: ['x'], logins: [{ accountId: 'anna' }, { accountId: 'BOB' }] },
      { id: 'Bob', mood: null, feeling: null, tags: null, logins: [] },
    ],
    labels: [{ mood: 'calm', title: 'Calm' }],
  },
  '{ accounts(where: { mood: { isNull: false }, id: { isNull: false } }) { id } login(id: 1) { accountByN { id } } }': {
    accounts: [{ id: 'Anna' }],
    login: { accountByN: { id: 'Anna' } },
  },
  '{ accountsConnection(last: 1, orderBy: [{ n: DESC }]) { totalCount nodes { id } } labelsConnection(first: 1) { nodes { mood } } }':
    { accountsConnection: { totalCount: 2, nodes: [{ id: 'Anna' }] }, labelsConnection: { nodes: [{ mood: 'calm' }] } },
};

/** Before PostgreSQL 18, a key and its references may differ in which values they call equal. */
const CASELESS = `
  create collation nocase (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
  create table unit (id text primary key, title text);
  create table quantity (id int primary key, unit_id text collate nocase not null references unit(id));
  create table reading (unit_id text collate nocase unique references unit(id), value int);
  create table country (code text collate nocase primary key, name text);
  create table city (id int primary key, country text references country(code), twin text unique references country(code));
  create table stamp (country text references country(code), unit text references unit(id), primary key (country, unit));
  insert into unit values ('M', 'mega'), ('m', 'metre'), ('s', 'second');
  insert into quantity values (1, 'm'), (2, 'M'), (3, 's');
  insert into reading values ('m', 1);
  insert into country values ('de', 'Germany'), ('fr', 'France');
  insert into city values (1, 'DE', 'DE'), (2, 'de', 'de'), (3, 'Fr', null);
  insert into stamp values ('DE', 'm'), ('de', 'm'), ('fr', 's');
`;

const GERMANY = { countryByCountry: { name: 'Germany' }, countryByTwin: { name: 'Germany' } };

const CASELESS_ANSWERS = {
  '{ quantities { unit { title } } quantity(id: 1) { unit { title } } }': {
    quantities: [{ unit: { title: 'metre' } }, { unit: { title: 'mega' } }, { unit: { title: 'second' } }],
    quantity: { unit: { title: 'metre' } },
  },
  '{ units { title quantities { id } quantitiesAggregate { count } reading { value } } }': {
    units: [
      { title: 'mega', quantities: [{ id: 2 }], quantitiesAggregate: { count: 1 }, reading: null },
      { title: 'metre', quantities: [{ id: 1 }], quantitiesAggregate: { count: 1 }, reading: { value: 1 } },
      { title: 'second', quantities: [{ id: 3 }], quantitiesAggregate: { count: 1 }, reading: null },
    ],
  },
  '{ quantitiesConnection(first: 9, orderBy: [{ unit: { title: ASC } }], where: { unit: { title: { ne: "mega" } } }) { totalCount nodes { id } } }':
    { quantitiesConnection: { totalCount: 2, nodes: [{ id: 1 }, { id: 3 }] } },
  '{ cities { countryByCountry { name } countryByTwin { name } } }': {
    cities: [GERMANY, GERMANY, { countryByCountry: { name: 'France' }, countryByTwin: null }],
  },
  // Two different texts refer to one country: each is unique, but together they are a list.
  '{ countries { name citiesByTwin { id } citiesByCountry(limit: 1) { id } units { title } stamps { unit } } }': {
    countries: [
      {
        name: 'Germany',
        citiesByTwin: [{ id: 1 }, { id: 2 }],
        citiesByCountry: [{ id: 1 }],
        units: [{ title: 'metre' }],
        stamps: [{ unit: 'm' }, { unit: 'm' }],
      },
      {
        name: 'France',
        citiesByTwin: [],
        citiesByCountry: [{ id: 3 }],
        units: [{ title: 'second' }],
        stamps: [{ unit: 's' }],
      },
    ],
  },
  '{ units(where: { countries: { some: { code: { eq: "FR" } } } }) { title countries { name } } }': {
    units: [{ title: 'second', countries: [{ name: 'France' }] }],
  },
};

const COLLATED = `
  create table node (id text collate "C" primary key, up text collate "POSIX" references node(id));
  create table word (id text collate "C" primary key, plain text collate "POSIX" unique);
  create table mention (id int primary key, word text collate "POSIX" references word(id), plain text references word(plain));
  insert into node values ('a', null), ('b', 'a'), ('c', 'b');
  insert into word values ('x', 'p'), ('y', 'q');
  insert into mention values (1, 'x', 'q'), (2, 'y', null);
`;

const COLLATED_ANSWERS = {
  '{ nodes { id ancestors { id } descendants { id } } }': {
    nodes: [
      { id: 'a', ancestors: [], descendants: [{ id: 'b' }, { id: 'c' }] },
      { id: 'b', ancestors: [{ id: 'a' }], descendants: [{ id: 'c' }] },
      { id: 'c', ancestors: [{ id: 'b' }, { id: 'a' }], descendants: [] },
    ],
  },
  '{ mentions(orderBy: [{ wordByWord: { plain: DESC } }]) { wordByWord { id } wordByPlain { id } } }': {
    mentions: [
      { wordByWord: { id: 'y' }, wordByPlain: null },
      { wordByWord: { id: 'x' }, wordByPlain: { id: 'y' } },
    ],
  },
  '{ words { mentionsByWord { id } mentionsByPlain(limit: 1) { id } mentionsByPlainAggregate { count } } }': {
    words: [
      { mentionsByWord: [{ id: 1 }], mentionsByPlain: [], mentionsByPlainAggregate: { count: 0 } },
      { mentionsByWord: [{ id: 2 }], mentionsByPlain: [{ id: 1 }], mentionsByPlainAggregate: { count: 1 } },
    ],
  },
};

/** PostgreSQL 18 refuses such a key. */
const OLDER: readonly Case[] =
  process.env.TEST_POSTGRES === 'embedded'
    ? []
    : [{ name: 'keys and references of which only one ignores case', sql: CASELESS, answers: CASELESS_ANSWERS }];

const CASES: readonly Case[] = [
  ...OLDER,
  {
    name: 'types in schemas that the role may not use',
    sql: OUT_OF_REACH,
    user: 'espalier_outside:outside',
    answers: OUT_OF_REACH_ANSWERS,
  },
  { name: 'keys and references of different collations', sql: COLLATED, answers: COLLATED_ANSWERS },
  {
    name: 'citext off the search path',
    sql: `create schema extensions; create extension citext schema extensions; ${CITEXT}`,
    answers: CITEXT_ANSWERS,
  },
  {
    name: 'citext on the search path',
    sql: `create schema extensions; create extension citext schema extensions; ${CITEXT}`,
    settings: ['search_path = extensions, public'],
    answers: CITEXT_ANSWERS,
  },
  {
    name: 'user-defined functions and operators before those of PostgreSQL',
    sql: SHADOWS,
    settings: ['search_path = shadow, public, pg_catalog'],
    answers: SHADOW_ANSWERS,
  },
  {
    name: 'user-defined functions and operators beside those of PostgreSQL',
    sql: SHADOWS,
    settings: ['search_path = shadow, public'],
    answers: SHADOW_ANSWERS,
  },
  { name: 'ltree off the search path', sql: PATHS, answers: PATH_ANSWERS },
  {
    name: 'isn off the search path, also between two of its types',
    sql: NUMBERS,
    answers: {
      '{ copies { id bookByIsbn { title } bookByCode { title } } }': {
        copies: [
          { id: 1, bookByIsbn: { title: 'One' }, bookByCode: null },
          { id: 2, bookByIsbn: { title: 'Two' }, bookByCode: { title: 'One' } },
        ],
      },
      '{ books(where: { isbn: { lt: "0-553-38016-8" } }) { title copiesByCode { id } copiesByIsbn(limit: 1) { id } } }':
        {
          books: [{ title: 'One', copiesByCode: [{ id: 2 }], copiesByIsbn: [{ id: 1 }] }],
        },
    },
  },
  {
    name: 'intarray and hstore on the search path',
    sql: ARRAYS,
    answers: {
      '{ docs(where: { tags: { hasEvery: [2] } }) { id } some: docs(where: { tags: { hasSome: [1] } }) { id } has: docs(where: { tags: { has: 2 } }) { id } }':
        { docs: [{ id: 1 }, { id: 2 }], some: [{ id: 1 }], has: [{ id: 1 }, { id: 2 }] },
      '{ docs(where: { small: { hasEvery: [1] } }) { id } json: docs(where: { data: { contains: { a: 1 } } }) { id } key: docs(where: { data: { hasKey: "b" } }) { id } }':
        { docs: [{ id: 1 }], json: [{ id: 1 }], key: [{ id: 2 }] },
      '{ docs(where: { attributes: { isNull: false } }, orderBy: [{ attributes: DESC }]) { id } docsAggregate { countDistinct { attributes tags } } }':
        { docs: [{ id: 2 }, { id: 1 }], docsAggregate: { countDistinct: { attributes: 2, tags: 2 } } },
    },
  },
];

const STRATEGIES = ['auto', 'joined', 'selectin', 'derived'] as const;

describe.each(CASES)('$name', ({ sql, settings = [], user, answers }) => {
  let database: TestDatabase;
  let gateway: TestGateway;
  beforeAll(async () => {
    database = await createDatabase([sql]);
    const name = new URL(database.url).pathname.slice(1);
    for (const setting of settings) await query(database.url, `alter database "${name}" set ${setting}`);
    const url = new URL(database.url);
    if (user) [url.username = '', url.password = ''] = user.split(':');
    gateway = await openGateway(url.href);
  });
  afterAll(async () => {
    await gateway.close();
    await database.drop();
  });

  test.each(Object.entries(answers))('the operators of the types answer %s', async (operation, data) => {
    for (const load of STRATEGIES)
      expect({ load, ...(await answer(gateway, operation, load)) }).toEqual({ load, data });
  });
});

describe('a type in a schema that the role may not use', () => {
  const refused: readonly (readonly [string, RegExp])[] = [
    ['{ account(id: "anna") { n } }', /"id"/],
    ['{ accounts(where: { id: { eq: "anna" } }) { n } }', /"eq"/],
    ['{ accounts(orderBy: [{ mood: ASC }]) { n } }', /"mood"/],
    ['{ accounts { label { title } } }', /"label"/],
    ['{ logins { account { n } } }', /"account"/],
    ['{ accountsAggregate { max { mood } } }', /"mood"/],
  ];

  test('a type in a schema that the role may not use leaves its operators out, and inspect says why', async () => {
    const database = await createDatabase([OUT_OF_REACH]);
    const url = new URL(database.url);
    [url.username, url.password] = ['espalier_outside', 'outside'];
    const gateway = await openGateway(url.href);
    for (const [operation, message] of refused) {
      for (const load of STRATEGIES) {
        const { errors } = await gateway.run(operation, { load });
        expect(errors.map((error) => error.message).join()).toMatch(message);
      }
    }
    const advice = advise(gateway.gateway.model).filter(({ code }) => code === 'TYPE_OUT_OF_REACH');
    expect(advice.map(({ entity, message }) => `${entity}: ${message}`)).toEqual([
      expect.stringMatching(/^Account: The column "id" .* Grant usage on schema extensions\.$/),
      expect.stringMatching(/^Account: The column "mood" .* Grant usage on schema app\.$/),
      expect.stringMatching(/^Account: The column "feeling" .* Grant usage on schema app\.$/),
      expect.stringMatching(/^Account: The column "tags" .* Grant usage on schema extensions\.$/),
      expect.stringMatching(/^Label: The column "mood" .* Grant usage on schema app\.$/),
      expect.stringMatching(/^Login: The column "account_id" .* Grant usage on schema extensions\.$/),
    ]);
    await gateway.close();
    await database.drop();
  });
});

describe('keys of citext off the search path', () => {
  const relation = { target: 'Account', on: [['parent', 'id']], kind: 'one' } as const;
  const id = encodeNodeId({ type: 'Account', values: ['BOB@example.org'] });
  const cases: readonly (readonly [name: string, config: ConfigOptions, operation: string, data: unknown])[] = [
    [
      'an id of a node finds its row',
      { nodes: true },
      `{ node(id: "${id}") { ... on Account { label } } }`,
      { node: { label: 'b' } },
    ],
    [
      'a representation of a federation finds its row',
      { federation: {} },
      '{ _entities(representations: [{ __typename: "Account", id: "ANNA@example.org" }]) { ... on Account { label logins { id } } } }',
      { _entities: [{ label: 'A', logins: [{ id: 1 }] }] },
    ],
    [
      'a relation of the configuration finds its rows',
      { entities: { Login: { relations: { parentAccount: relation } } } },
      '{ logins(where: { id: { eq: 1 } }) { parentAccount { label } } }',
      { logins: [{ parentAccount: { label: 'b' } }] },
    ],
  ];
  const database = useDatabase(
    `create schema extensions; create extension citext schema extensions; ${CITEXT}`,
    `update login set parent = 'Bob@Example.org' where id = 1`,
  );

  test.each(cases)('a key of citext off the search path works: %s', async (_, config, operation, data) => {
    const gateway = await database.open(config);
    for (const load of STRATEGIES)
      expect({ load, ...(await answer(gateway, operation, load)) }).toEqual({ load, data });
  });
});

async function answer(gateway: TestGateway, operation: string, load: (typeof STRATEGIES)[number]) {
  const { data, errors } = await gateway.run(operation, { load });
  return errors.length === 0 ? { data } : { data, errors };
}
