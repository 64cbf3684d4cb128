import { printType } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EntityFile } from '../../schema/mapping/settings.ts';
import { readConfig } from '../../schema/read-config.ts';
import { rowTypes } from '../../schema/row-types.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { openGateway, type TestGateway } from '../support/gateway.ts';
import { expectInvariants } from '../support/invariants.ts';

const sql = `
create type mood as enum ('good', 'bad');
create table customers (id int primary key, name text not null, secret text, ref text unique, mood text);
create table orders (id int primary key, customer_id int not null references customers, total int not null);
create table tags (id int primary key, label text not null);
create table order_tags (order_id int references orders, tag_id int references tags, primary key (order_id, tag_id));
create table notes (id int primary key, author_id int references customers);
create view sales as select o.id, o.customer_id, c.name as buyer, o.total from orders o join customers c on c.id = o.customer_id;
create table keyless (a int not null, b int);
insert into customers values (1, 'Ann', 'x', '11111111-1111-1111-1111-111111111111', 'good'),
  (2, 'Bob', null, '22222222-2222-2222-2222-222222222222', 'bad');
insert into orders values (10, 1, 5), (11, 1, 7), (12, 2, 3);
insert into tags values (1, 'new'), (2, 'old');
insert into order_tags values (10, 1), (10, 2), (11, 2);
insert into notes values (1, 1), (2, null);
insert into keyless values (1, 2), (2, null);
`;

let database: TestDatabase;
const opened: TestGateway[] = [];
beforeAll(async () => {
  database = await createDatabase([sql]);
});
afterAll(async () => {
  await Promise.all(opened.map((gateway) => gateway.close()));
  await database.drop();
});

async function open(entities: Readonly<Record<string, EntityFile>>): Promise<TestGateway> {
  const gateway = await openGateway(database.url, { entities });
  opened.push(gateway);
  return gateway;
}

function fieldsOf({ gateway }: TestGateway, name: string): string[] {
  const type = gateway.schema.getType(name);
  return type && 'getFields' in type ? Object.keys(type.getFields()) : [];
}

function typed({ gateway }: TestGateway, name: string): string {
  const type = gateway.schema.getType(name);
  return type ? printType(type) : '';
}

async function data(gateway: TestGateway, query: string): Promise<unknown> {
  const result = await gateway.run(query);
  expectInvariants(result);
  expect(result.errors).toEqual([]);
  const { written, executed } = await gateway.write(query);
  expect(written ?? executed).toBe(executed);
  return result.data;
}

describe('an entity', () => {
  test('takes its name along: root fields, companions and the relations to it', async () => {
    const gateway = await open({ 'public.customers': { name: 'Buyer', description: 'Who pays' } });
    expect(fieldsOf(gateway, 'Query')).toEqual(
      expect.arrayContaining(['buyers', 'buyer', 'buyerByRef', 'buyersConnection', 'buyersAggregate']),
    );
    expect(fieldsOf(gateway, 'Query').filter((name) => name.startsWith('customer'))).toEqual([]);
    expect(fieldsOf(gateway, 'BuyerWhere')).toContain('orders');
    expect(typed(gateway, 'Order')).toContain('customer: Buyer!');
    expect(typed(gateway, 'Buyer')).toContain('"""Who pays"""');
    expect(await data(gateway, '{ buyer(id: 1) { name orders { total } } }')).toEqual({
      buyer: { name: 'Ann', orders: [{ total: 5 }, { total: 7 }] },
    });
  });

  test('two may swap their names, and a table that is not renamed keeps its own', async () => {
    const gateway = await open({ Order: { name: 'Tag' }, Tag: { name: 'Order' } });
    expect(await data(gateway, '{ tag(id: 10) { total customer { name } } order(id: 1) { label } }')).toEqual({
      tag: { total: 5, customer: { name: 'Ann' } },
      order: { label: 'new' },
    });
  });

  test.each(['orders', 'public.orders', 'Order'])(
    'may be called %s, and has what is said of it there',
    async (name) => {
      const resolve = ({ total }: Readonly<Record<string, unknown>>): string => `${String(total)} pieces`;
      const fields = {
        double: { sql: '{row}.total + {row}.total' },
        label: { type: 'String!', requires: ['total'], resolve },
      };
      const entities = { [name]: { description: 'What was ordered', fields } };
      const gateway = await open(entities);
      expect(typed(gateway, 'Order')).toContain('"""What was ordered"""');
      expect(await data(gateway, '{ order(id: 10) { double label } }')).toEqual({
        order: { double: 10, label: '5 pieces' },
      });
      expect(rowTypes(gateway.gateway.model, readConfig({ file: { entities } }))).toContain('readonly label: string;');
    },
  );

  test('hidden, is nowhere: neither in roots nor relations nor inputs, and across no junction', async () => {
    const gateway = await open({ Tag: { hide: true } });
    expect(gateway.gateway.schema.getType('Tag')).toBeUndefined();
    expect(fieldsOf(gateway, 'Query').filter((name) => /^tag/i.test(name))).toEqual([]);
    expect(fieldsOf(gateway, 'Order').filter((name) => /tag/i.test(name))).toEqual([
      'orderTags',
      'orderTagsConnection',
      'orderTagsAggregate',
    ]);
    expect(fieldsOf(gateway, 'OrderWhere')).not.toContain('tags');
    expect(fieldsOf(gateway, 'OrderTag')).toEqual(['orderId', 'tagId', 'order']);
  });

  test('hidden, still stands between two others', async () => {
    const gateway = await open({ OrderTag: { hide: true } });
    expect(gateway.gateway.schema.getType('OrderTag')).toBeUndefined();
    expect(await data(gateway, '{ order(id: 10) { tags { label } } }')).toEqual({
      order: { tags: [{ label: 'new' }, { label: 'old' }] },
    });
  });

  test('over a view has a key: a root of one row, order and cursors', async () => {
    const gateway = await open({ Sale: { key: ['id'], columns: { buyer: { nullable: false } } } });
    expect(typed(gateway, 'Sale')).toContain('id: Int!');
    expect(typed(gateway, 'Sale')).toContain('buyer: String!');
    const result = await gateway.run('{ sale(id: 11) { buyer } salesConnection(first: 1) { nodes { id } } }');
    expect(result.data).toEqual({ sale: { buyer: 'Ann' }, salesConnection: { nodes: [{ id: 10 }] } });
    expect(result.statements[1]?.sql).toContain('order by t0."id"');
  });

  test('without a key in the database is given one', async () => {
    const gateway = await open({ Keyless: { key: ['a'] } });
    expect(await data(gateway, '{ keyless(a: 2) { b } }')).toEqual({ keyless: { b: null } });
  });

  test('has page sizes of its own, at the root and below', async () => {
    const gateway = await open({ Order: { defaultPageSize: 1, maxPageSize: 2 } });
    expect(
      await data(gateway, '{ orders { id } customer(id: 1) { orders { id } ordersConnection { nodes { id } } } }'),
    ).toEqual({
      orders: [{ id: 10 }],
      customer: { orders: [{ id: 10 }], ordersConnection: { nodes: [{ id: 10 }] } },
    });
    const { errors } = await gateway.run('{ orders(limit: 3) { id } }');
    expect(errors[0]?.message).toBe('orders(limit:) is 3; at most 2 rows per page.');
    expect(await data(gateway, '{ customers(limit: 3) { id } }')).toEqual({ customers: [{ id: 1 }, { id: 2 }] });
  });
});

describe('a column', () => {
  test('is renamed everywhere', async () => {
    const gateway = await open({ Customer: { columns: { name: { name: 'fullName', description: 'In full' } } } });
    expect(fieldsOf(gateway, 'CustomerWhere')).toContain('fullName');
    expect(typed(gateway, 'Customer')).toContain('"""In full"""');
    const query = '{ customers(where: { fullName: { eq: "Bob" } }, orderBy: [{ fullName: ASC }]) { fullName } }';
    expect(await data(gateway, query)).toEqual({ customers: [{ fullName: 'Bob' }] });
  });

  test('hidden, is unknown to every input and output', async () => {
    const gateway = await open({ Customer: { columns: { secret: { hide: true } } } });
    const types = Object.values(gateway.gateway.schema.getTypeMap()).filter(({ name }) => name.startsWith('Customer'));
    expect(types.length).toBeGreaterThan(10);
    expect(types.filter((type) => /secret/i.test(printType(type))).map(({ name }) => name)).toEqual([]);
    expect(await data(gateway, '{ customers { name } }')).toEqual({ customers: [{ name: 'Ann' }, { name: 'Bob' }] });
  });

  test('hidden, still leads to relations and tells rows apart', async () => {
    const gateway = await open({
      Customer: { columns: { id: { hide: true } } },
      Order: { columns: { customerId: { hide: true } } },
    });
    expect(fieldsOf(gateway, 'Query')).not.toContain('customer');
    const query = '{ customersConnection(first: 1) { nodes { name orders { total customer { name } } } } }';
    expect(await data(gateway, query)).toEqual({
      customersConnection: {
        nodes: [
          {
            name: 'Ann',
            orders: [
              { total: 5, customer: { name: 'Ann' } },
              { total: 7, customer: { name: 'Ann' } },
            ],
          },
        ],
      },
    });
  });

  test('is read as another type, which its operators and values are of', async () => {
    const gateway = await open({ Customer: { columns: { ref: { type: 'uuid' }, mood: { type: 'mood' } } } });
    expect(typed(gateway, 'Customer')).toContain('ref: UUID');
    expect(typed(gateway, 'Customer')).toContain('mood: Mood');
    const query = `{ customerByRef(ref: "11111111-1111-1111-1111-111111111111") { mood }
      customers(where: { mood: { eq: bad } }, orderBy: [{ ref: DESC }]) { ref mood }
      customersAggregate { groups(by: [{ mood: true }]) { keys { mood } count } } }`;
    expect(await data(gateway, query)).toEqual({
      customerByRef: { mood: 'good' },
      customers: [{ ref: '22222222-2222-2222-2222-222222222222', mood: 'bad' }],
      customersAggregate: {
        groups: [
          { keys: { mood: 'good' }, count: 1 },
          { keys: { mood: 'bad' }, count: 1 },
        ],
      },
    });
  });
});

describe('a relation of the database', () => {
  test('is renamed with its companions, described and promised', async () => {
    const gateway = await open({
      Customer: { relations: { orders: { name: 'purchases', description: 'What was bought' } } },
      OrderTag: { relations: { order: { nullable: true } } },
    });
    expect(fieldsOf(gateway, 'Customer')).toEqual(
      expect.arrayContaining(['purchases', 'purchasesConnection', 'purchasesAggregate']),
    );
    expect(typed(gateway, 'OrderTag')).toMatch(/order: Order$/m);
    expect(await data(gateway, '{ customers(where: { purchases: { some: { total: { gt: 5 } } } }) { name } }')).toEqual(
      {
        customers: [{ name: 'Ann' }],
      },
    );
  });

  test('that is promised, and its columns too, takes no row away that breaks the promise', async () => {
    const gateway = await open({
      Note: {
        columns: { authorId: { nullable: false } },
        relations: { author: { nullable: false, load: 'joined' } },
      },
    });
    const { data, errors, statements } = await gateway.run('{ notes { id author { name } } }');
    expect(statements[0]?.sql).toContain('left join');
    expect(data).toBeNull();
    expect(errors[0]?.path).toEqual(['notes', 1, 'author']);
    const kept = await gateway.run('{ notes { id } }');
    expect(kept.data).toEqual({ notes: [{ id: 1 }, { id: 2 }] });
  });

  test('is hidden in one direction only', async () => {
    const gateway = await open({ Customer: { relations: { orders: { hide: true } } } });
    expect(fieldsOf(gateway, 'Customer').filter((name) => /orders/i.test(name))).toEqual([]);
    expect(fieldsOf(gateway, 'Order')).toContain('customer');
  });

  test.each<[string, Readonly<Record<string, EntityFile>>, Readonly<Record<string, string>>]>([
    ['its own', { Order: { relations: { customer: { load: 'selectin' } } } }, { customer: 'selectin', tags: 'auto' }],
    [
      'its own before that of all',
      { Order: { relations: { '*': { load: 'lazy' }, customer: { load: 'joined' } } } },
      { customer: 'joined', tags: 'lazy' },
    ],
    [
      'its own before that of all, whichever is written first',
      {
        Order: { relations: { customer: { load: 'joined' }, '*': { load: 'lazy' } } },
        '*': { relations: { '*': { load: 'raise' } } },
      },
      { customer: 'joined', tags: 'lazy' },
    ],
    [
      "the entity's before that of all entities",
      { '*': { relations: { '*': { load: 'raise' } } }, Order: { relations: { '*': { load: 'selectin' } } } },
      { customer: 'selectin', tags: 'selectin' },
    ],
    [
      'its own automatic choice before any',
      { '*': { relations: { '*': { load: 'raise' } } }, Order: { relations: { customer: { load: 'auto' } } } },
      { customer: 'auto', tags: 'raise' },
    ],
  ])('is loaded by default as said: %s', async (_, entities, loads) => {
    const { gateway } = await open(entities);
    const order = gateway.model.entities.find(({ name }) => name === 'Order');
    const found = order?.relations.filter(({ field }) => field in loads).map(({ field, load }) => [field, load]);
    expect(Object.fromEntries(found ?? [])).toEqual(loads);
  });
});

describe('mistakes', () => {
  test.each<[string, Readonly<Record<string, EntityFile>>, readonly string[]]>([
    [
      'unknown names, each with a suggestion',
      {
        Ordr: {},
        Order: { columns: { totl: { hide: true } }, relations: { custmer: { name: 'buyer' } } },
        Customer: { columns: { mood: { type: 'moood' } }, key: ['idd'] },
      },
      [
        'entities.Ordr is neither a type nor a table. Did you mean "Order"?',
        'entities.Customer.columns.mood.type "moood" is no type of this database.',
        'entities.Customer.key: idd is no column of public.customers. Did you mean "id"?',
        'entities.Customer.key is for views and tables without a primary key; the table has customers_pkey.',
        'entities.Order.columns.totl is no column of public.orders. Did you mean "total"?',
        'entities.Order.relations.custmer is no relation of Order. Did you mean "customer"?',
      ],
    ],
    [
      'names that clash or that GraphQL does not know',
      {
        Order: { name: 'Customer', columns: { total: { name: 'id' } }, relations: { tags: { name: 'customer' } } },
        Tag: { name: '2nd', columns: { label: { name: '__label' } } },
        Sale: { name: 'KeylessWhere' },
      },
      [
        'entities.Sale.name: there is another type "KeylessWhere".',
        'entities.Order.name: there is another type "Customer".',
        'entities.Tag.name: "2nd" is no name of GraphQL: letters, digits and _, beginning with no digit and not with "__".',
        'entities.Order.columns.total.name "id" is the name of several columns: id, total.',
        'entities.Tag.columns.label.name "__label" is no name of GraphQL: letters, digits and _, beginning with no digit and not with "__".',
        'entities.Order.relations.tags.name "customer" is the name of another field of Order already.',
      ],
    ],
    [
      'keys over what may be null, and entities without a column',
      {
        Keyless: { key: ['b'], columns: { a: { hide: true }, b: { hide: true } } },
        Sale: { key: ['id'], columns: { id: { nullable: true } } },
        'public.sales': { name: 'Deal' },
      },
      [
        'entities.public.sales is the same table as entities.Sale; say all of it in one place.',
        'entities.Keyless.key holds b, which may be null: such a row would have no key. Make it NOT NULL.',
        'entities.Keyless.columns hides every column, and GraphQL has no type without fields. Hide the entity instead.',
        'entities.Sale.columns.id.nullable is true, and the column is part of the key.',
      ],
    ],
    [
      'page sizes beyond the limits, and what cannot be said of all',
      {
        Order: { defaultPageSize: 20, maxPageSize: 10 },
        Tag: { defaultPageSize: 2_000_000 },
        '*': { name: 'All', relations: { orders: { load: 'lazy' }, '*': { hide: true } } },
      },
      [
        'entities.*.relations.*.hide cannot be said of all relations together.',
        'entities.*.name is no setting.',
        'entities.*.relations may only have "*": a relation by its name belongs to an entity.',
        'entities.Order.defaultPageSize must not be greater than entities.Order.maxPageSize, 10.',
        'entities.Tag.defaultPageSize must not be greater than limits.maxPageSize, 10000.',
      ],
    ],
  ])('are told all at once: %s', async (_, entities, mistakes) => {
    const error = await open(entities).catch((reason: unknown) => reason);
    expect(error instanceof Error && error.message.split('\n').toSorted()).toEqual(mistakes.toSorted());
  });
});
