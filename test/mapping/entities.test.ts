/** The configuration changes how entities and their columns are seen. */
import { printType } from 'graphql';
import { describe, expect, test } from 'vitest';
import type { EntityOptions } from '../../schema/config/mapping/entity-settings.ts';
import { readConfig } from '../../schema/config/read-config.ts';
import { rowTypes } from '../../schema/report/row-types.ts';
import type { TestGateway } from '../support/gateway.ts';
import { useDatabase } from '../support/use-database.ts';
import { data, fieldsOf, typed } from './seen.ts';

const database = useDatabase(new URL('../fixtures/orders.sql', import.meta.url));

function open(entities: Readonly<Record<string, EntityOptions>>): Promise<TestGateway> {
  return database.open({ entities });
}

describe('entities of the configuration', () => {
  test('a renamed entity renames its root fields, its companions and the relations to it', async () => {
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

  test('two entities may swap their names, and a table that is not renamed keeps its own', async () => {
    const gateway = await open({ Order: { name: 'Tag' }, Tag: { name: 'Order' } });
    expect(await data(gateway, '{ tag(id: 10) { total customer { name } } order(id: 1) { label } }')).toEqual({
      tag: { total: 5, customer: { name: 'Ann' } },
      order: { label: 'new' },
    });
  });

  test.each(['orders', 'public.orders', 'Order'])(
    'an entity may be called %s, and its settings follow',
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

  test('a hidden entity is absent from root fields, relations and inputs, and across junctions', async () => {
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

  test('a hidden junction still connects two entities', async () => {
    const gateway = await open({ OrderTag: { hide: true } });
    expect(gateway.gateway.schema.getType('OrderTag')).toBeUndefined();
    expect(await data(gateway, '{ order(id: 10) { tags { label } } }')).toEqual({
      order: { tags: [{ label: 'new' }, { label: 'old' }] },
    });
  });

  // covers: S04
  test('an entity over a view may have a key, and with it a root field for one row, an order and cursors', async () => {
    const gateway = await open({ Sale: { key: ['id'], columns: { buyer: { nullable: false } } } });
    expect(typed(gateway, 'Sale')).toContain('id: Int!');
    expect(typed(gateway, 'Sale')).toContain('buyer: String!');
    const result = await gateway.run('{ sale(id: 11) { buyer } salesConnection(first: 1) { nodes { id } } }');
    expect(result.data).toEqual({ sale: { buyer: 'Ann' }, salesConnection: { nodes: [{ id: 10 }] } });
    expect(result.statements[1]?.sql).toContain('order by t0."id"');
  });

  test('an entity without a key in the database may be given one', async () => {
    const gateway = await open({ Keyless: { key: ['a'] } });
    expect(await data(gateway, '{ keyless(a: 2) { b } }')).toEqual({ keyless: { b: null } });
  });

  test('an entity may have page sizes of its own, at the root and below', async () => {
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

describe('columns of the configuration', () => {
  // covers: S04
  test('a column is renamed everywhere', async () => {
    const gateway = await open({ Customer: { columns: { name: { name: 'fullName', description: 'In full' } } } });
    expect(fieldsOf(gateway, 'CustomerWhere')).toContain('fullName');
    expect(typed(gateway, 'Customer')).toContain('"""In full"""');
    const query = '{ customers(where: { fullName: { eq: "Bob" } }, orderBy: [{ fullName: ASC }]) { fullName } }';
    expect(await data(gateway, query)).toEqual({ customers: [{ fullName: 'Bob' }] });
  });

  test('a hidden column is unknown to every input and output', async () => {
    const gateway = await open({ Customer: { columns: { secret: { hide: true } } } });
    const types = Object.values(gateway.gateway.schema.getTypeMap()).filter(({ name }) => name.startsWith('Customer'));
    expect(types.length).toBeGreaterThan(10);
    expect(types.filter((type) => /secret/i.test(printType(type))).map(({ name }) => name)).toEqual([]);
    expect(await data(gateway, '{ customers { name } }')).toEqual({ customers: [{ name: 'Ann' }, { name: 'Bob' }] });
  });

  test('a hidden column still leads to relations and tells rows apart', async () => {
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

  test('a column may be read as another type, with its operators and values', async () => {
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
