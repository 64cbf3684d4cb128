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

describe('keys of upserts that are more than columns', () => {
  const odd = `create table odds (id int generated by default as identity primary key, code text not null, ord int, first boolean, holds boolean, v0 int, x0 int);
    create unique index odds_live on odds (code) where ord is null and first and holds and v0 > 0 and x0 is null;
    create unique index odds_spelled on odds (lower(code), (v0 + 1), (coalesce(x0, 0)));
    insert into odds (code, first, holds, v0) values ('a', true, true, 1)`;
  mutationCases([
    {
      rule: 'columns that the condition of an index names may have any name',
      before: odd,
      mutation:
        'mutation { upsertOdds(values: [{code: "a", first: true, holds: true, v0: 1, ord: null}, {code: "b", first: true, holds: true, v0: 7, ord: null}], on: ODDS_LIVE) { actions rows { id code v0 } } }',
      data: {
        upsertOdds: {
          actions: ['UPDATED', 'CREATED'],
          rows: [
            { id: 1, code: 'a', v0: 1 },
            { id: 3, code: 'b', v0: 7 },
          ],
        },
      },
      statements: 1,
    },
    {
      rule: 'columns that expressions of an index name may have any name',
      before: odd,
      mutation:
        'mutation { upsertOdds(values: [{code: "A", v0: 1, ord: 5}, {code: "b", v0: 1, ord: 6}], on: ODDS_SPELLED) { actions rows { code ord } } }',
      data: {
        upsertOdds: {
          actions: ['UPDATED', 'CREATED'],
          rows: [
            { code: 'A', ord: 5 },
            { code: 'b', ord: 6 },
          ],
        },
      },
      statements: 1,
    },
    {
      rule: 'expressions are compared as their index compares them',
      before: `create table goods (id int generated by default as identity primary key, sku citext, name text);
        create unique index goods_sku on goods (coalesce(sku, 'none'::citext)); insert into goods (sku, name) values ('TEA', 'Tea')`,
      mutation:
        'mutation { upsertGoods(values: [{sku: "tea", name: "x"}, {sku: "Pot", name: "y"}, {sku: null, name: "z"}], on: GOODS_SKU) { actions rows { sku name } } }',
      data: {
        upsertGoods: {
          actions: ['UPDATED', 'CREATED', 'CREATED'],
          rows: [
            { sku: 'tea', name: 'x' },
            { sku: 'Pot', name: 'y' },
            { sku: null, name: 'z' },
          ],
        },
      },
      statements: 1,
    },
    {
      rule: 'equal keys of expressions are an error that names both inputs, as their index compares them',
      before: `create table goods (id int generated by default as identity primary key, sku citext, name text);
        create unique index goods_sku on goods (coalesce(sku, 'none'::citext))`,
      mutation:
        'mutation { upsertGoods(values: [{sku: "tea", name: "x"}, {sku: "TEA", name: "y"}], on: GOODS_SKU) { actions } }',
      data: null,
      errors: [{ code: 'BAD_USER_INPUT', reason: 'CONTRADICTION', input: ['values', 1], otherInput: ['values', 0] }],
    },
  ]);
});

describe('upserts of several statements', () => {
  const config = { selectin: { chunkSize: 2 } };
  const values = `[{id: 10, sku: "pan", name: "a", price: "1"}, {id: 11, sku: "cup", name: "b", price: "1"}, {id: 12, sku: "PAN", name: "c", price: "1"}]`;
  mutationCases([
    {
      rule: 'a key that a later statement repeats is an error that names both inputs',
      config,
      mutation: `mutation { upsertProducts(values: ${values}, on: SKU) { actions } }`,
      data: null,
      errors: [{ code: 'BAD_USER_INPUT', reason: 'CONTRADICTION', input: ['values', 2], otherInput: ['values', 0] }],
    },
    {
      rule: 'a row that is there and that two statements update is an error too',
      before: "insert into products (id, sku, name, price) values (10, 'Pan', 'p', 1)",
      config,
      mutation: `mutation { upsertProducts(values: ${values}, on: SKU, update: [NAME]) { actions } }`,
      data: null,
      errors: [{ code: 'BAD_USER_INPUT', reason: 'CONTRADICTION', input: ['values', 2], otherInput: ['values', 0] }],
    },
    {
      rule: 'a key that a later statement repeats is the row of the first where nothing is updated',
      config,
      mutation: `mutation { upsertProducts(values: ${values}, on: SKU, update: []) { actions rows { id name } affectedRows } }`,
      data: {
        upsertProducts: {
          actions: ['CREATED', 'CREATED', 'UNCHANGED'],
          rows: [
            { id: 10, name: 'a' },
            { id: 11, name: 'b' },
            { id: 10, name: 'a' },
          ],
          affectedRows: 2,
        },
      },
    },
  ]);
});
