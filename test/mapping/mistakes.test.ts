/** One error reports the mistakes of all stages of boot, and none of them twice. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ConfigOptions } from '../../schema/config/read-config.ts';
import { ConfigError } from '../../schema/config/reader/config-issues.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { openGateway } from '../support/gateway.ts';

const sql = `
create table customers (id int primary key, name text not null, ref text, secret text);
create table orders (id int primary key, customer_id int not null references customers, total numeric not null, code text);
create table codes (code text primary key, label text);
create function order_label(orders) returns text language sql volatile as $$ select $1.code $$;
`;

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase([sql]);
});
afterAll(() => database.drop());

async function mistakes(file: ConfigOptions): Promise<readonly string[]> {
  const opened = await openGateway(database.url, file).catch((error: unknown) => error);
  if (opened instanceof ConfigError) return opened.mistakes;
  throw opened instanceof Error ? opened : new Error('no mistake was found');
}

const resolve = (): number => 1;

describe('mistakes of all stages', () => {
  test('mistakes are reported together, in the order of the stages', async () => {
    const file: ConfigOptions = {
      textSearch: 'englsh',
      claims: { userId: 'int9', tenant: 'text' },
      functions: { latest: { function: 'latest_order' } },
      entities: {
        Ordr: { hide: true },
        Customer: {
          columns: { nam: { hide: true } },
          policy: { name: { equals: 'x' } },
          fields: { shout: { sql: 'uper({row}.name)' } },
        },
        Order: {
          relations: {
            cod: { target: 'Code', on: [['code', 'cod']] },
            byLabel: { target: 'Code', on: 'lowr({source}.code) = {target}.label' },
            customer: { where: { nme: { eq: 'x' } } },
          },
          orderBy: [{ totl: 'DESC' }],
          fields: {
            label: { function: 'order_label' },
            twice: { type: 'Int', requires: ['totl'], resolve },
          },
        },
      },
      typeDefs: 'extend type Custmer { age: Int }',
      resolvers: { Order: { age: resolve } },
      session: { settings: { 'app.tenant': { claim: 'tennant' } } },
    };
    expect(await mistakes(file)).toEqual([
      'textSearch: "englsh" is not a text search configuration. Did you mean "english"?',
      'entities.Ordr is neither a type nor a table. Did you mean "Order"?',
      'entities.Customer.columns.nam is not a column of public.customers. Did you mean "name"?',
      'entities.Order.relations.cod.on names "cod", which is not a column of Code. Did you mean "code"?',
      'entities.Customer.fields.shout.sql: function uper(text) does not exist.',
      'entities.Order.fields.label.function: order_label is VOLATILE, and a volatile function is not a query. Declare it STABLE or IMMUTABLE.',
      'functions.latest.function: latest_order is not a function of this database.',
      'entities.Order.relations.byLabel.on: PostgreSQL says: function lowr(text) does not exist.',
      'entities.Order.orderBy[0].totl cannot be ordered by. Did you mean "total"?',
      'typeDefs: there is no type "Custmer" to extend. Did you mean "Customer"?',
      'resolvers.Order.age: typeDefs neither define nor extend Order.',
      'entities.Order.fields.twice.requires: Order.totl is not there. Did you mean "total"?',
      'claims.userId is "int9", which is not a type of a claim. Did you mean "int2"?',
      expect.stringMatching(/^entities\.Customer\.policy\.name\.equals is not known\./),
      'entities.Order.relations.customer.where.nme is not known. Did you mean "name"?',
      'session.settings.app.tenant names the claim "tennant", which is not among the claims. Did you mean "tenant"?',
    ]);
  });
});

test('missing schemas are reported together with all mistakes that need no table', async () => {
  const file: ConfigOptions = {
    database: { schemas: ['public', 'sale', 'purchases'] },
    textSearch: 'englsh',
    session: { role: 'nobdy' },
    entities: { Ordr: { hide: true } },
  };
  expect(await mistakes(file)).toEqual([
    'database.schemas: Schema "sale" does not exist. Schemas of this database: public.',
    'database.schemas: Schema "purchases" does not exist. Schemas of this database: public.',
    'textSearch: "englsh" is not a text search configuration. Did you mean "english"?',
    'session.role is "nobdy", and there is no such role.',
  ]);
});

describe('consequences of a mistake', () => {
  const cases: readonly (readonly [what: string, file: ConfigOptions, mistake: unknown])[] = [
    [
      'a wrong relation is not reported again in a policy, an order, criteria and requires',
      {
        entities: {
          Order: {
            relations: { buyer: { target: 'Custmer', on: [['customer_id', 'id']] } },
            policy: { buyer: { name: { eq: 'x' } } },
            orderBy: [{ buyer: { name: 'ASC' } }],
            fields: { twice: { type: 'Int', requires: ['buyer.name'], resolve } },
          },
          Customer: { relations: { orders: { where: { buyer: { id: { eq: 1 } } } } } },
        },
      },
      'entities.Order.relations.buyer.target: there is no entity "Custmer". Did you mean "Customer"?',
    ],
    [
      'a computed column that PostgreSQL refuses is not reported again',
      {
        entities: {
          Order: {
            fields: { gross: { sql: '{row}.totl * 2' } },
            policy: { gross: { gt: '1' } },
            orderBy: [{ gross: 'ASC' }],
          },
        },
      },
      'entities.Order.fields.gross.sql: column t0.totl does not exist.',
    ],
    [
      'an unknown type of a column is not reported again in a relation and a policy',
      {
        claims: { ref: 'uuid' },
        entities: {
          Customer: {
            columns: { ref: { type: 'uuidd' } },
            relations: { same: { target: 'Customer', on: [['ref', 'ref']], kind: 'many' } },
            policy: { ref: { eq: { claim: 'ref' } } },
          },
        },
      },
      'entities.Customer.columns.ref.type "uuidd" is not a type of this database. Did you mean "uuid"?',
    ],
    [
      'a wrong name of a type is not reported again in type definitions',
      {
        entities: { Order: { name: 'Purch-ase' }, Customer: { name: 'Order' } },
        typeDefs: 'extend type Order { age: Int } type Page { of: Order }',
        resolvers: { Order: { age: resolve } },
      },
      [
        'entities.Order.name: "Purch-ase" is not a name of GraphQL: letters, digits and _, beginning with no digit and not with "__".',
      ],
    ],
    [
      'an unknown entity is not reported again in type definitions',
      {
        entities: { Ordrs: { name: 'Purchase', relations: { who: { target: 'Customer' } } } },
        typeDefs: 'extend type Purchase { age: Int } type Page { of: Purchase }',
        resolvers: { Purchase: { age: resolve } },
      },
      'entities.Ordrs is neither a type nor a table. Did you mean "orders"?',
    ],
    [
      'a claim with an unknown type is not reported again in a policy and the settings of a session',
      {
        claims: { userId: 'int9' },
        entities: { Customer: { policy: { or: [{ id: { eq: { claim: 'userId' } } }, { claim: 'userId', eq: 1 }] } } },
        session: { settings: { 'app.user': { claim: 'userId' } } },
      },
      'claims.userId is "int9", which is not a type of a claim. Did you mean "int2"?',
    ],
    [
      'unreadable type definitions are not reported again in resolvers',
      { typeDefs: 'extend type Order { age Int }', resolvers: { Order: { age: resolve } } },
      expect.stringMatching(/^typeDefs: Syntax Error/),
    ],
    [
      'a column with the name of another one is not reported again',
      { entities: { Order: { columns: { code: { name: 'total' } }, orderBy: [{ total: 'ASC' }] } } },
      'entities.Order.columns.code.name "total" is the name of several columns: total, code.',
    ],
    [
      'an entity whose columns are all hidden is reported once',
      { entities: { Code: { columns: { code: { hide: true }, label: { hide: true } } } } },
      'entities.Code.columns hides every column, and GraphQL has no type without fields. Hide the entity instead.',
    ],
    [
      'parts of hidden entities are not reported as missing',
      {
        claims: { a: 'int9' },
        entities: { Code: { hide: true }, Order: { hide: true }, Customer: { hide: true, columns: { nam: {} } } },
      },
      'entities.Customer.columns.nam is not a column of public.customers. Did you mean "name"?',
    ],
  ];
  test.each(cases)('%s', async (_, file, mistake) => {
    expect(await mistakes(file)).toEqual(Array.isArray(mistake) ? mistake : [mistake]);
  });
});
