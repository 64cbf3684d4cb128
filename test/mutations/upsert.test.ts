import { describe, expect, test } from 'vitest';
import { readFileSync } from 'node:fs';
import { createDatabase } from '../support/database.ts';
import { openGateway } from '../support/gateway.ts';
import { mutationCases } from './cases.ts';

describe('upsert', () => {
  mutationCases([
    {
      rule: 'a row that stays as it is fires no trigger',
      mutation:
        'mutation { upsertVt(values: {id: 1, v: 7}, on: ID, update: []) { action affectedRows row { v version } } }',
      data: { upsertVt: { action: 'UNCHANGED', affectedRows: 0, row: { v: 1, version: 1 } } },
      statements: 2,
    },
    {
      rule: 'columns that are not given keep their values',
      before: `update customers set score = 5, tags = '{t}' where id = 1`,
      mutation:
        'mutation { upsertCustomer(values: {email: "a@x", name: "N"}, on: EMAIL) { row { score tags } old { name } } }',
      data: { upsertCustomer: { row: { score: 5, tags: ['t'] }, old: { name: 'Ann' } } },
      statements: 1,
    },
    {
      rule: 'two rows of a list with one key are an error that names both, as PostgreSQL compares them',
      mutation: `mutation { upsertProducts(values: [{id: 10, sku: "pan", name: "a", price: "1"}, {id: 11, sku: "cup", name: "b", price: "1"}, {id: 12, sku: "PAN", name: "c", price: "1"}], on: SKU) { actions } }`,
      data: null,
      errors: [{ code: 'BAD_USER_INPUT', reason: 'CONTRADICTION', input: ['values', 2], otherInput: ['values', 0] }],
      statements: 1,
    },
    {
      rule: 'two rows with one key are one row where nothing is updated',
      mutation: `mutation { upsertProducts(values: [{id: 10, sku: "pan", name: "a", price: "1"}, {id: 12, sku: "PAN", name: "c", price: "1"}], on: SKU, update: []) { actions affectedRows rows { id name } old { id } } }`,
      data: {
        upsertProducts: {
          actions: ['CREATED', 'UNCHANGED'],
          affectedRows: 1,
          rows: [
            { id: 10, name: 'a' },
            { id: 10, name: 'a' },
          ],
          old: [null, null],
        },
      },
      statements: 1,
    },
    {
      rule: 'a partial index tells whether the row is there, and rows outside of it stay',
      before: `insert into coupons (code, customer_id, revoked_at) values ('x', 1, now()), ('x', 1, null)`,
      mutation:
        'mutation { upsertCoupon(values: {code: "x", customerId: 2}, on: COUPONS_LIVE) { row { id customerId } action } }',
      data: { upsertCoupon: { row: { id: 2, customerId: 2 }, action: 'UPDATED' } },
      statements: 1,
      rows: [
        'select id, customer_id from coupons order by id',
        [
          { id: 1, customer_id: 1 },
          { id: 2, customer_id: 2 },
        ],
      ],
    },
    {
      rule: 'a partial index takes a second row of its key as the first one',
      mutation: `mutation { a: upsertCoupon(values: {code: "y"}, on: COUPONS_LIVE) { action } b: upsertCoupon(values: {code: "y", customerId: 1}, on: COUPONS_LIVE) { action row { customerId } } }`,
      data: { a: { action: 'CREATED' }, b: { action: 'UPDATED', row: { customerId: 1 } } },
      statements: 2,
    },
    {
      rule: 'an index over an expression tells whether the row is there',
      before: `create table handles (id int generated always as identity primary key, name text not null, n int); create unique index handles_lower on handles (lower(name)); insert into handles (name, n) values ('Ann', 1)`,
      mutation:
        'mutation { upsertHandles(values: [{name: "new", n: 3}, {name: "ANN", n: 2}], on: HANDLES_LOWER) { actions rows { id name n } } }',
      data: {
        upsertHandles: {
          actions: ['CREATED', 'UPDATED'],
          rows: [
            { id: 3, name: 'new', n: 3 },
            { id: 1, name: 'ANN', n: 2 },
          ],
        },
      },
      statements: 1,
    },
    {
      rule: 'a value is added where the row is there',
      before: 'update customers set score = 5 where id = 1',
      mutation: `mutation { upsertCustomers(values: [{email: "a@x", name: "N", score: 2}, {email: "n@x", name: "M", score: 2}], on: EMAIL, inc: [SCORE]) { rows { name score } } }`,
      data: {
        upsertCustomers: {
          rows: [
            { name: 'N', score: 7 },
            { name: 'M', score: 2 },
          ],
        },
      },
      statements: 1,
    },
    {
      rule: 'rows of a partitioned table are told apart as created and updated',
      before: `insert into pt values (1, 1, 'one'), (150, 1, 'many')`,
      mutation: `mutation { upsertPts(values: [{id: 150, name: "a"}, {id: 2, name: "b"}, {id: 1, name: "c"}], on: ID) { actions rows { id name part } } }`,
      data: {
        upsertPts: {
          actions: ['UPDATED', 'CREATED', 'UPDATED'],
          rows: [
            { id: 150, name: 'a', part: 1 },
            { id: 2, name: 'b', part: null },
            { id: 1, name: 'c', part: 1 },
          ],
        },
      },
      statements: 1,
    },
    {
      rule: 'another unique value that a nested upsert takes from others is named',
      before: 'insert into orders (customer_id) values (1)',
      mutation: `mutation { updateOrder(by: {id: "1"}, set: {customer: {upsert: {values: {id: 7, email: "a@x", name: "N"}, on: ID}}}) { action } }`,
      data: null,
      errors: [{ code: 'CONFLICT', reason: 'UNIQUE', input: ['set', 'customer', 'upsert', 'values', 'email'] }],
    },
  ]);

  test('a key that is checked later tells nothing, and has no name', async () => {
    const database = await createDatabase([readFileSync(new URL('../fixtures/writes.sql', import.meta.url), 'utf8')]);
    const gateway = await openGateway(database.url, { mutations: true });
    try {
      const { data } = await gateway.run('{ __type(name: "StepUnique") { enumValues { name } } }');
      expect(data).toEqual({ __type: { enumValues: [{ name: 'ID' }] } });
    } finally {
      await gateway.close();
      await database.drop();
    }
  });

  test('upserts of one new key at once create one row and update it', async () => {
    const database = await createDatabase([readFileSync(new URL('../fixtures/writes.sql', import.meta.url), 'utf8')]);
    const gateway = await openGateway(database.url, { mutations: true });
    try {
      const mutation =
        'mutation { upsertCustomer(values: {email: "n@x", name: "N"}, on: EMAIL) { action row { email } } }';
      const results = await Promise.all(Array.from({ length: 8 }, () => gateway.run(mutation)));
      expect(results.flatMap(({ errors }) => errors)).toEqual([]);
      const actions = results.map(({ data }) => JSON.stringify(data)).filter((text) => text.includes('CREATED'));
      expect(actions).toHaveLength(1);
    } finally {
      await gateway.close();
      await database.drop();
    }
  });
});
