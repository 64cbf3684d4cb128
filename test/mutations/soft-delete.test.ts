import { describe } from 'vitest';
import { mutationCases } from './cases.ts';

const config = { entities: { Product: { softDelete: { column: 'deletedAt' } } } } as const;
const left = 'select id, deleted_at is not null as gone from products order by id';
const gone = "update products set deleted_at = now() where id = 1; insert into tags (label) values ('t')";

describe('a soft delete', () => {
  mutationCases([
    {
      config,
      rule: 'it sets the column, tells the row as it was, and hides it',
      mutation: `mutation {
        deleteProduct(by: {sku: "tea"}) { action affectedRows row { name } query { product(id: 1) { id } products(orderBy: [{id: ASC}]) { id } } }
      }`,
      data: {
        deleteProduct: {
          action: 'DELETED',
          affectedRows: 1,
          row: { name: 'Tea' },
          query: { product: null, products: [{ id: 2 }, { id: 3 }] },
        },
      },
      rows: [
        left,
        [
          { id: 1, gone: true },
          { id: 2, gone: false },
          { id: 3, gone: false },
        ],
      ],
    },
    {
      config,
      rule: 'rows of a condition stay in the table too',
      mutation: 'mutation { deleteProducts(where: {price: {gt: "5"}}, atMost: 2) { actions affectedRows } }',
      data: { deleteProducts: { actions: ['DELETED', 'DELETED'], affectedRows: 2 } },
      rows: ['select count(*)::int as n from products where deleted_at is not null', [{ n: 2 }]],
      statements: 1,
    },
    {
      config,
      before: gone,
      rule: 'a deleted row cannot be changed',
      mutation: 'mutation { updateProduct(by: {id: 1}, set: {name: "x"}) { action } }',
      data: null,
      errors: [{ code: 'NOT_FOUND' }],
    },
    {
      config,
      before: gone,
      rule: 'a deleted row cannot be deleted again',
      mutation: 'mutation { deleteProduct(by: {id: 1}) { action } }',
      data: null,
      errors: [{ code: 'NOT_FOUND' }],
    },
    {
      config,
      before: gone,
      rule: 'a deleted row cannot be connected',
      mutation: 'mutation { updateTag(by: {id: 2}, set: {products: {connect: [{id: 1}]}}) { action } }',
      data: null,
      errors: [{ code: 'NOT_FOUND' }],
    },
    {
      config,
      before: gone,
      rule: 'a deleted row is not named by a foreign key',
      mutation: 'mutation { createProductSupplier(values: {productId: 1, supplier: "s"}) { action } }',
      data: null,
      errors: [{ code: 'NOT_FOUND', input: ['values', 'productId'] }],
    },
    {
      config,
      before: gone,
      rule: 'an upsert with the key of a deleted row is a conflict',
      mutation: 'mutation { upsertProduct(values: {id: 9, sku: "TEA", name: "x", price: "1"}, on: SKU) { action } }',
      data: null,
      errors: [{ code: 'CONFLICT', reason: 'UNIQUE' }],
    },
    {
      config,
      before: `${gone}; alter table products drop constraint products_sku_key; create unique index products_live on products (sku) where deleted_at is null`,
      rule: 'a key of live rows alone lets a deleted row have a successor',
      mutation:
        'mutation { upsertProduct(values: {id: 9, sku: "TEA", name: "x", price: "1"}, on: PRODUCTS_LIVE) { action row { id } } }',
      data: { upsertProduct: { action: 'CREATED', row: { id: 9 } } },
    },
  ]);
});

describe('a soft delete of related rows', () => {
  const before = `
    alter table orders add deleted_at timestamptz, add version int not null default 1;
    insert into orders (customer_id, note) values (1, 'a'), (1, 'b'), (2, 'c')`;
  const orders = {
    before,
    config: { entities: { Order: { softDelete: { column: 'deleted_at' }, version: 'version' } } },
  } as const;
  const rows = (...gone: readonly boolean[]): readonly [string, readonly object[]] => [
    'select id::int, deleted_at is not null as gone, version from orders order by id',
    gone.map((isGone, index) => ({ id: index + 1, gone: isGone, version: isGone ? 2 : 1 })),
  ];
  mutationCases([
    {
      ...orders,
      rule: 'a row that is deleted below its parent stays in the table, and its version moves on',
      mutation:
        'mutation { updateCustomer(by: {id: 1}, set: {orders: {delete: [{id: 1}]}}) { affectedRows row { orders { note } } } }',
      data: { updateCustomer: { affectedRows: 1, row: { orders: [{ note: 'b' }] } } },
      rows: rows(true, false, false),
    },
    {
      ...orders,
      rule: 'rows that nobody names stay in the table too',
      mutation:
        'mutation { updateCustomer(by: {id: 1}, set: {orders: {deleteOthers: true}}) { affectedRows row { orders { note } } } }',
      data: { updateCustomer: { affectedRows: 2, row: { orders: [] } } },
      rows: rows(true, true, false),
    },
    {
      ...orders,
      rule: 'a deleted row is not found below its parent again',
      before: `${before}; update orders set deleted_at = now() where id = 1`,
      mutation:
        'mutation { updateCustomer(by: {id: 1}, set: {orders: {update: [{by: {id: 1}, set: {note: "x"}}]}}) { action } }',
      data: null,
      errors: [{ code: 'NOT_FOUND' }],
    },
    {
      ...orders,
      rule: 'aggregates do not count deleted rows',
      before: `${before}; update orders set deleted_at = now() where id = 1`,
      mutation: 'mutation { deleteOrder(by: {id: 2}) { query { ordersAggregate { count } } } }',
      data: { deleteOrder: { query: { ordersAggregate: { count: 1 } } } },
    },
  ]);
});

describe('a version', () => {
  const versioned = { entities: { Customer: { version: 'version', requireMatch: true }, Vt: { version: 'version' } } };
  mutationCases([
    {
      config: versioned,
      rule: 'it moves on with each update, and a stale one is refused',
      mutation: `mutation {
        a: updateCustomer(by: {id: 1}, set: {name: "A"}, ifMatch: {version: 1}) { row { version } }
        b: updateCustomers(where: {id: {eq: 2}}, atMost: 1, set: {name: "B"}) { rows { version } }
      }`,
      data: { a: { row: { version: 2 } }, b: { rows: [{ version: 2 }] } },
      statements: 2,
    },
    {
      config: versioned,
      rule: 'a stale version is a conflict',
      mutation: 'mutation { updateCustomer(by: {id: 1}, set: {name: "A"}, ifMatch: {version: 7}) { action } }',
      data: null,
      errors: [{ code: 'CONFLICT', reason: 'STALE' }],
      statements: 1,
    },
    {
      config: versioned,
      rule: 'an update and a delete by key need the version where the configuration says so',
      mutation:
        'mutation { updateCustomersEach(items: [{by: {id: 1}, set: {name: "A"}}, {by: {id: 2}, set: {name: "B"}, ifMatch: {version: 1}}]) { affectedRows } }',
      data: null,
      errors: [{ code: 'BAD_USER_INPUT', reason: 'REQUIRED', input: ['items', 0, 'ifMatch', 'version'] }],
      statements: 0,
    },
    {
      config: versioned,
      rule: 'a trigger that moves the version on gives the same one',
      mutation: 'mutation { updateVt(by: {id: 1}, set: {v: 2}, ifMatch: {version: 1}) { row { version } } }',
      data: { updateVt: { row: { version: 2 } } },
      statements: 1,
    },
    {
      config: versioned,
      rule: 'an upsert moves the version of a row that it updates, and of no other',
      mutation: `mutation {
        a: upsertCustomer(values: {email: "a@x", name: "A"}, on: EMAIL) { row { version } }
        b: upsertCustomer(values: {email: "b@x", name: "B"}, on: EMAIL, update: []) { row { version } }
      }`,
      data: { a: { row: { version: 2 } }, b: { row: { version: 1 } } },
    },
    {
      config: versioned,
      rule: 'clients do not set the version of a row that is there',
      mutation: 'mutation { updateCustomer(by: {id: 1}, set: {version: 5}, ifMatch: {version: 1}) { action } }',
      data: undefined,
      errors: [{ code: '' }],
      statements: 0,
    },
  ]);
});
