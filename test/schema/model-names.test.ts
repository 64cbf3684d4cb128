import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Model } from '../../schema/model/model.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { entityNames, fields, readModel, relations, roots, trees } from './read-model.ts';

interface NamingCase {
  readonly rule: string;
  readonly sql: string;
  /** Further schemas that the SQL creates, after the schema of the case. */
  readonly also?: readonly string[];
  readonly expected: (model: Model) => unknown;
  readonly is: unknown;
}

/** Each case has a schema `case_<n>` of its own, which is also the search path. */
const cases: readonly NamingCase[] = [
  {
    rule: 'a table becomes a singular type with plural lists',
    sql: 'create table order_items (id int primary key, sku text unique)',
    expected: (model) => [entityNames(model), roots(model, 'OrderItem')],
    is: [['OrderItem'], ['orderItems', 'orderItem(id)', 'orderItemBySku(sku)']],
  },
  {
    rule: 'all columns of a key become arguments',
    sql: 'create table seats (row_no int, place int, holder_id int, day date, primary key (row_no, place), unique (holder_id, day))',
    expected: (model) => roots(model, 'Seat'),
    is: ['seats', 'seat(rowNo, place)', 'seatByHolderIdAndDay(holderId, day)'],
  },
  {
    rule: 'a word without a plural gives a field for one row by its key',
    sql: 'create table news (id int primary key)',
    expected: (model) => roots(model, 'News'),
    is: ['news', 'newsById(id)'],
  },
  {
    rule: 'a table without a key has no field for a single row',
    sql: 'create table log (line text)',
    expected: (model) => roots(model, 'Log'),
    is: ['logs'],
  },
  {
    rule: 'a column name that is not a GraphQL name becomes one, and clashes are numbered in column order',
    sql: `create table ugly ("2B" int, "park.key" int, "type" int, "🎉" int, "a b" int, "a-b" int, "__proto__" int,
      "constructor" int, "\\"; drop table" int, "and" int, "${'x'.repeat(63)}" int, "é" int, "__typename" int)`.replace(
      '\\"',
      '""',
    ),
    expected: (model) => fields(model, 'Ugly'),
    is: [
      '_2B',
      'parkKey',
      'type',
      'tada',
      'aB',
      'aB2',
      'proto',
      'constructor',
      'dropTable',
      'and',
      'x'.repeat(63),
      'e',
      'typename',
    ],
  },
  {
    rule: 'tables that get one name are numbered, and so are their lists',
    sql: 'create table "order" (id int primary key); create table orders (id int primary key)',
    expected: (model) => [roots(model, 'Order'), roots(model, 'Order2')],
    is: [
      ['orders', 'order(id)'],
      ['orders2', 'order2(id)'],
    ],
  },
  {
    rule: 'a table of a second schema is prefixed when its name is taken',
    sql: 'create schema event_art_archive; create table art_type (id int primary key); create table event_art_archive.art_type (id int primary key)',
    also: ['event_art_archive'],
    expected: (model) => [entityNames(model), roots(model, 'EventArtArchiveArtType')],
    is: [
      ['ArtType', 'EventArtArchiveArtType'],
      ['eventArtArchiveArtTypes', 'eventArtArchiveArtType(id)'],
    ],
  },
  {
    rule: 'a table does not take the name of a GraphQL type',
    sql: `create table queries (id int primary key); create table dates (id int primary key);
      create table orders (id int primary key); create table order_edges (id int primary key);
      create table points (p point)`,
    expected: (model) => entityNames(model).map((name) => name.replace(/^Case\d+/, 'Schema')),
    is: ['SchemaDate', 'SchemaOrderEdge', 'Order', 'SchemaPoint', 'SchemaQuery'],
  },
  {
    rule: 'a view that lists a table leaves the plain name to its type',
    sql: `create table "Films" (id int primary key); create view "Film List" as select id from "Films"; create type staff as enum ('a');
      create table customers (id int primary key, staff staff[]); create view customer_list as select id from customers;
      create view staff_list as select id from customers`,
    expected: (model) => entityNames(model),
    is: ['FilmList', 'Film', 'CustomerList', 'Customer', 'StaffList'],
  },
  {
    rule: 'a foreign key is named after its column without _id, Id, _fk or _key',
    sql: `create table customers (id int primary key);
      create table orders (id int primary key, customer_id int not null references customers, "payerId" int references customers,
        agent_fk int references customers, broker_key int references customers)`,
    expected: (model) => [relations(model, 'Order'), relations(model, 'Customer')],
    is: [
      ['agent: Customer', 'broker: Customer', 'customer: Customer!', 'payer: Customer'],
      ['ordersByAgent: [Order]', 'ordersByBroker: [Order]', 'ordersByCustomer: [Order]', 'ordersByPayer: [Order]'],
    ],
  },
  {
    // covers: S34
    rule: 'a single key gives the plural of the source',
    sql: 'create table customers (id int primary key); create table orders (id int primary key, customer_id int references customers)',
    expected: (model) => relations(model, 'Customer'),
    is: ['orders: [Order]'],
  },
  {
    rule: "a relation whose name is a column's is named <target>By<Columns>",
    sql: `create table area (id int primary key);
      create table artist (id int primary key, area int references area, begin_area int references area)`,
    expected: (model) => [relations(model, 'Artist'), relations(model, 'Area')],
    is: [
      ['areaByArea: Area', 'areaByBeginArea: Area'],
      ['artistsByArea: [Artist]', 'artistsByBeginArea: [Artist]'],
    ],
  },
  {
    rule: 'a composite key is named after its target',
    sql: `create table parts (a int, b int, primary key (a, b));
      create table uses (id int primary key, pa int not null, pb int, foreign key (pa, pb) references parts)`,
    expected: (model) => [relations(model, 'Use'), relations(model, 'Part')],
    is: [['part: Part'], ['uses: [Use]']],
  },
  {
    rule: 'a unique key makes the way back a nullable to-one',
    sql: `create table users (id int primary key);
      create table profiles (id int primary key, user_id int not null unique references users)`,
    expected: (model) => [relations(model, 'User'), relations(model, 'Profile')],
    is: [['profile: Profile'], ['user: User!']],
  },
  {
    rule: 'a partial unique index makes neither a to-one nor a key',
    sql: `create table users (id int primary key);
      create table profiles (id int primary key, user_id int references users);
      create unique index on profiles (user_id) where id > 0`,
    expected: (model) => [relations(model, 'User'), roots(model, 'Profile')],
    is: [['profiles: [Profile]'], ['profiles', 'profile(id)']],
  },
  {
    rule: 'a key to its own table names its column on the way back, and makes tree fields',
    sql: 'create table employees (id int primary key, manager_id int references employees)',
    expected: (model) => [relations(model, 'Employee'), trees(model, 'Employee')],
    is: [
      ['manager: Employee', 'employeesByManager: [Employee]'],
      ['ancestors', 'descendants'],
    ],
  },
  {
    rule: 'several keys to their own table name their trees',
    sql: 'create table people (id int primary key, mother_id int references people, father_id int references people)',
    expected: (model) => trees(model, 'Person'),
    is: ['ancestorsByFather', 'descendantsByFather', 'ancestorsByMother', 'descendantsByMother'],
  },
  {
    rule: 'a list leaves its names to its connection and aggregate',
    sql: `create table users (id int primary key, "postsAggregate" int);
      create table posts (id int primary key, author_id int references users)`,
    expected: (model) => relations(model, 'User'),
    is: ['postsByAuthor: [Post]'],
  },
  {
    rule: 'two foreign keys on one column get different names',
    sql: `create table a (id int primary key); create table b (id int primary key);
      create table c (x_id int, constraint c1 foreign key (x_id) references a, constraint c2 foreign key (x_id) references b)`,
    expected: (model) => relations(model, 'C'),
    is: ['x: A', 'bByX: B'],
  },
];

describe('names of the model', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createDatabase(
      cases.map(({ sql }, index) => `create schema case_${index}; set search_path = case_${index}; ${sql};`),
    );
  });
  afterAll(() => database.drop());

  test.each(cases.map((each, index) => [each.rule, index, each] as const))('%s', async (_, index, each) => {
    const model = await readModel(database.url, { schemas: [`case_${index}`, ...(each.also ?? [])] });
    expect(each.expected(model)).toEqual(each.is);
  });
});
