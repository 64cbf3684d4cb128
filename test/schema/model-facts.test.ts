import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readStatistics } from '../../loaders/postgres/catalog/statistics-reader.ts';
import { graphqlTypeName } from '../../schema/naming/graphql-type-name.ts';
import { inspectJson } from '../../schema/report/inspect.ts';
import type { Model } from '../../schema/model/model.ts';
import { createDatabase, query, type TestDatabase } from '../support/database.ts';
import { entity, entityNames, fields, readModel, readTestCatalog, relations, roots, withRun } from './read-model.ts';

const sql = `
create schema shop; set search_path = shop;
create domain email as text not null; create domain work_email as email; create domain tags as text[];
create type status as enum ('open', 'in-transit', 'in transit', 'true', '', '2nd', 'TRUE');
create type empty as enum ();
create type money_amount as (amount numeric, currency char(3), "a b" int);
create type float_range as range (subtype = float8);

create table customers (id int primary key, email work_email, state status, price money_amount, tags tags, speed float_range,
  stays int4range, stays_many int4multirange, ip inet, nothing empty, hist status[], row_of money_amount[], born timestamptz not null);
comment on table customers is 'Who buys'; comment on column customers.email is 'Where to write';
create table orders (id int primary key, customer_id int not null references customers, unchecked_id int not null);
alter table orders add constraint unchecked foreign key (unchecked_id) references customers not valid;
create index on orders (customer_id);
create table secrets (id int primary key); alter table secrets enable row level security; alter table secrets force row level security;
create table leaks (id int primary key, secret_id int not null references secrets);
create view order_view as select id, customer_id from orders;
create materialized view order_copy as select id, customer_id from orders;
create table events (id int not null, day date not null, customer_id int references customers, primary key (id, day)) partition by range (day);
create table events_1 partition of events for values from ('2020-01-01') to ('2021-01-01');
create table private (id int primary key, shown text, hidden text unique, customer_id int references customers);
create table unreadable (id int primary key, customer_id int references customers);
create table no_columns ();

create table products (id int primary key); create table labels (id int primary key);
create table product_labels (product_id int references products, label_id int references labels, note text, primary key (product_id, label_id));
create table surrogate (id int primary key, product_id int references products, customer_id int references customers, unique (product_id, customer_id));
create table loose (product_id int references products, order_id int references orders);
create table loose_more (product_id int references products, secret_id int references secrets, note text);
create table two_keys (id int primary key, product_id int references products, leak_id int references leaks,
  unique (product_id, leak_id), code text unique);
create table follows (follower_id int references customers, followed_id int references customers, primary key (follower_id, followed_id));
create table uniques (a int, b int not null, c int not null, unique (a), unique (b, c));
create unique index on uniques (lower(a::text)); create unique index on uniques (b) where c > 0; create unique index on uniques (c) include (a);
alter table uniques add unique (b) deferrable;

do $$ begin if not exists (select from pg_roles where rolname = 'model_reader') then create role model_reader; end if; end $$;
grant usage on schema shop to model_reader;
grant select on customers, secrets, leaks to model_reader; grant select (id, shown, customer_id) on private to model_reader;
create schema locked; create table locked.a (id int);
`;

let database: TestDatabase;
let model: Model;
let seenByReader: Model;
beforeAll(async () => {
  database = await createDatabase([sql]);
  model = await readModel(database.url, { schemas: ['shop'] });
  seenByReader = await readModel(database.url, { schemas: ['shop'], role: 'model_reader' });
});
afterAll(() => database.drop());

describe('the contents of a model', () => {
  test('an unknown schema is named beside the existing ones', async () => {
    await expect(readModel(database.url, { schemas: ['shop', 'shpo'] })).rejects.toThrow(
      'Schema "shpo" does not exist. Schemas of this database: locked, public, shop.',
    );
  });

  test('a schema that the role may not use is named', async () => {
    await expect(readModel(database.url, { schemas: ['locked'], role: 'model_reader' })).rejects.toThrow(
      'This role may not use schema "locked"',
    );
  });

  test('partitions and tables without columns are left out, and the root of partitions is not', () => {
    expect(entityNames(model)).toContain('Event');
    expect(entityNames(model)).not.toContain('Events1');
    expect(entityNames(model)).not.toContain('NoColumn');
    expect(entity(model, 'Event').kind).toBe('partitioned table');
  });

  test('a foreign key that a partitioned table hands to its partitions is one relation', () => {
    expect(relations(model, 'Event')).toEqual(['customer: Customer']);
  });

  test('only readable tables and columns, and their keys and relations, are in the model', () => {
    expect(entityNames(seenByReader)).toEqual(['Customer', 'Leak', 'Private', 'Secret']);
    expect(fields(seenByReader, 'Private')).toEqual(['id', 'shown', 'customerId']);
    expect(roots(seenByReader, 'Private')).toEqual(['privates', 'private(id)']);
    expect(relations(seenByReader, 'Customer')).toEqual(['privates: [Private]']);
  });

  test('comments become descriptions', () => {
    const customer = entity(model, 'Customer');
    expect([customer.description, customer.columns[1]?.description]).toEqual(['Who buys', 'Where to write']);
  });
});

describe('nullable columns and relations', () => {
  test('NOT NULL counts on a column, on a domain and on a domain below it', () => {
    const nullable = entity(model, 'Customer').columns.filter((column) => !column.nullable);
    expect(nullable.map((column) => column.field)).toEqual(['id', 'email', 'born']);
  });

  test.each(['OrderView', 'OrderCopy'])('every column of %s is nullable', (name) => {
    expect(entity(model, name).columns.every((column) => column.nullable)).toBe(true);
  });

  // covers: S05
  test('a forward relation is non-null only over NOT NULL columns and a validated key', () => {
    expect(relations(model, 'Order').slice(0, 2)).toEqual(['customer: Customer!', 'unchecked: Customer']);
  });

  test('row security of the target makes a relation nullable, unless the role is exempt', () => {
    expect(relations(seenByReader, 'Leak')).toEqual(['secret: Secret']);
    expect(entity(seenByReader, 'Secret').rowSecurity).toBe(true);
    expect(relations(model, 'Leak')).toContain('secret: Secret!');
  });
});

describe('unique keys', () => {
  test('a partial, expression or deferrable unique index is not a key, and an INCLUDE column is not a part of one', () => {
    expect(roots(model, 'Unique')).toEqual(['uniques', 'unique(b, c)', 'uniqueByA(a)', 'uniqueByC(c)']);
    expect(entity(model, 'Unique').key?.columns.map((column) => column.name)).toEqual(['b', 'c']);
  });

  test.each([
    ['Order', ['ctid']],
    ['OrderCopy', ['ctid']],
    ['OrderView', []],
    ['Event', ['tableoid', 'ctid']],
  ])('rows of %s are told apart by %j', (name, rowId) => {
    expect(entity(model, name).rowId).toEqual(rowId);
  });
});

describe('many-to-many relations', () => {
  const through = (name: string) => relations(model, name).filter((relation) => relation.includes('through'));

  test('a primary key of two foreign keys makes a junction, with further columns or without', () => {
    expect(through('Label')).toEqual(['products: [Product] through ProductLabel']);
    expect(relations(model, 'Label')).toContain('productLabels: [ProductLabel]');
  });

  test('a junction may have its only unique key beside a surrogate key', () => {
    expect(through('Product')).toContain('customers: [Customer] through Surrogate');
  });

  test('a table of only two foreign keys is a junction in which a pair may come twice', () => {
    expect(through('Product')).toContain('orders: [Order] through Loose');
    const relation = entity(model, 'Product').relations.find((each) => each.field === 'orders');
    expect(relation?.junction?.unique).toBe(false);
  });

  test('a table with a further column and no key, or with two unique keys, is not a junction', () => {
    expect(through('Secret')).toEqual([]);
    expect(through('Leak')).toEqual([]);
  });

  test('a junction of a table with itself makes one field per key, named by the column that leads back', () => {
    expect(through('Customer')).toEqual([
      'customersByFollowed: [Customer] through Follow',
      'customersByFollower: [Customer] through Follow',
      'products: [Product] through Surrogate',
    ]);
  });
});

describe('types of columns', () => {
  test.each([
    ['email', 'String'],
    ['state', 'Status'],
    ['price', 'MoneyAmount'],
    ['tags', '[String]'],
    ['speed', 'ShopFloatRange'],
    ['stays', 'Int4Range'],
    ['staysMany', 'Int4Multirange'],
    ['ip', 'Inet'],
    ['nothing', 'Empty'],
    ['hist', '[Status]'],
    ['rowOf', '[MoneyAmount]'],
    ['born', 'DateTime'],
  ])('the column %s is of type %s', (field, name) => {
    const column = entity(model, 'Customer').columns.find((each) => each.field === field);
    expect(column && graphqlTypeName(column.type)).toBe(name);
  });

  test('an enum label that is not a GraphQL name becomes one of its own', () => {
    expect(model.enums.map((each) => each.name)).toEqual(['Status']);
    expect(model.enums[0]?.values.map(({ name, label }) => [name, label])).toEqual([
      ['open', 'open'],
      ['IN_TRANSIT', 'in-transit'],
      ['IN_TRANSIT2', 'in transit'],
      ['TRUE2', 'true'],
      ['EMPTY', ''],
      ['_2ND', '2nd'],
      ['TRUE', 'TRUE'],
    ]);
  });

  test('attributes of a composite type become fields', () => {
    expect(model.composites.map((each) => each.attributes.map(({ field }) => field))).toEqual([
      ['amount', 'currency', 'aB'],
    ]);
  });
});

test('inspect describes an entity in the documented form', () => {
  const { version, entities, enums, advice } = inspectJson(model);
  expect(version).toBe(1);
  expect(entities.find((each) => each.name === 'Label')).toEqual({
    name: 'Label',
    table: 'shop.labels',
    kind: 'table',
    key: ['id'],
    roots: {
      list: 'labels',
      one: [{ field: 'label', columns: ['id'], args: ['id'] }],
      connection: 'labelsConnection',
      aggregate: 'labelsAggregate',
    },
    columns: [{ field: 'id', column: 'id', type: 'int4', graphql: 'Int!', nullable: false }],
    relations: [
      {
        field: 'productLabels',
        kind: 'many',
        target: 'ProductLabel',
        constraint: 'product_labels_label_id_fkey',
        on: [['id', 'label_id']],
        nullable: false,
        through: null,
        tree: null,
        siblings: { connection: 'productLabelsConnection', aggregate: 'productLabelsAggregate' },
        load: 'auto',
      },
      {
        field: 'products',
        kind: 'many',
        target: 'Product',
        constraint: 'product_labels_label_id_fkey',
        on: [['id', 'label_id']],
        nullable: false,
        through: {
          table: 'shop.product_labels',
          constraints: ['product_labels_label_id_fkey', 'product_labels_product_id_fkey'],
          then: [['product_id', 'id']],
        },
        tree: null,
        siblings: { connection: 'productsConnection', aggregate: 'productsAggregate' },
        load: 'auto',
      },
    ],
  });
  expect(enums[0]).toMatchObject({ name: 'Status', type: 'shop.status', values: { IN_TRANSIT: 'in-transit' } });
  const codes = (name: string) =>
    advice.filter((each) => each.entity === name).map((each) => [each.relation, each.code]);
  expect(codes('Label')).toEqual([['productLabels', 'NO_INDEX']]);
  expect(codes('Order')).toContainEqual(['products', 'NOT_JOINABLE']);
  expect(codes('Customer').filter(([relation]) => relation === 'ordersByCustomer')).toEqual([]);
});

test('a name that the gateway made up is advice', async () => {
  const made = await createDatabase([`create table "Größe" ("2B" int, a int, "A" int)`]);
  try {
    const { advice } = inspectJson(await readModel(made.url));
    expect(advice.map((each) => each.code)).toEqual(['NAME_MADE_UP', 'NAME_MADE_UP', 'NAME_MADE_UP']);
    expect(advice.map((each) => each.message)).toEqual([
      `The table "public.Größe" is called Grosse. To call it otherwise: entities: { 'public.Größe': { name: 'Grosse' } }`,
      `The column "2B" is called _2B. To call it otherwise: entities: { 'public.Größe': { columns: { '2B': { name: '_2B' } } } }`,
      `The column "A" is called a2. To call it otherwise: entities: { 'public.Größe': { columns: { 'A': { name: 'a2' } } } }`,
    ]);
  } finally {
    await made.drop();
  }
});

test('the model lists the leading columns of usable indexes', async () => {
  const catalog = await readTestCatalog(database.url, { schemas: ['shop'] });
  expect(catalog.tables.find((table) => table.name === 'orders')?.indexes).toEqual([[2], [1]]);
});

describe('statistics of tables', () => {
  const read = () => withRun(database.url, (run) => readStatistics(run, model, 0.5));
  test('statistics are null before ANALYZE, and its findings after it', async () => {
    const orders = entity(model, 'Order');
    const customerId = orders.columns[1];
    if (customerId === undefined) throw new Error('no column');
    const before = await read();
    expect([before.table(orders), before.column(orders, customerId), before.roundTripMs]).toEqual([null, null, 0.5]);
    await query(
      database.url,
      `insert into shop.customers (id, email, born) select i, 'x', now() from generate_series(1, 10) i;
       insert into shop.orders select i, i % 10 + 1, 1 from generate_series(1, 1000) i;
       insert into shop.events select i, '2020-05-05', case when i % 2 = 0 then 1 end from generate_series(1, 100) i;
       analyze shop.orders, shop.events, shop.events_1`,
    );
    const after = await read();
    expect(after.table(orders)).toEqual({ rows: 1000, pages: 6, pagePrice: 4, extended: [] });
    expect(after.column(orders, customerId)).toEqual({
      distinct: 10,
      nullFraction: 0,
      width: 4,
      correlation: expect.any(Number),
      distribution: {
        common: new Map(Array.from({ length: 10 }, (_, at) => [at + 1, expect.closeTo(0.1)])),
        commonShare: expect.closeTo(1),
        bounds: [],
      },
    });
    expect(orders.columns[0] && after.column(orders, orders.columns[0])?.distinct).toBe(1000);
    const events = entity(model, 'Event');
    expect(after.table(events)).toEqual({ rows: 100, pages: 1, pagePrice: 4, extended: [] });
    expect(events.columns[2] && after.column(events, events.columns[2])?.nullFraction).toBe(0.5);
  });

  test('statistics of a table with child tables count all rows of its lists', async () => {
    const family = await createDatabase([
      `create table book (id int primary key, publisher int not null);
       create table audiobook () inherits (book); create table podcast () inherits (audiobook);
       insert into book select i, i % 10 from generate_series(1, 100) i;
       insert into podcast select i, i % 50 from generate_series(1, 900) i;
       analyze book, audiobook, podcast`,
    ]);
    const heirs = await readModel(family.url);
    const book = entity(heirs, 'Book');
    const publisher = book.columns[1];
    if (publisher === undefined) throw new Error('no column');
    const statistics = await withRun(family.url, (run) => readStatistics(run, heirs, 0.5));
    const found = [statistics.table(book)?.rows, statistics.column(book, publisher)?.distinct];
    await family.drop();
    expect(found).toEqual([1000, 50]);
  });
});
