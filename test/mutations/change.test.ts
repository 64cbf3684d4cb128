import { describe } from 'vitest';
import { mutationCases } from './cases.ts';

describe('update', () => {
  mutationCases([
    {
      rule: 'a row is updated by any of its keys, and is shown as it was and as it is',
      mutation:
        'mutation { updateCustomer(by: {email: "a@x"}, set: {name: "A"}) { row { name } old { name } action } }',
      data: { updateCustomer: { row: { name: 'A' }, old: { name: 'Ann' }, action: 'UPDATED' } },
      statements: 1,
    },
    {
      rule: 'numbers are added to, arrays grow and documents are merged, with null as nothing',
      mutation:
        'mutation { updateCustomer(by: {id: 1}, inc: {score: 3}, append: {tags: ["x"]}, merge: {attrs: {k: 1}}) { row { score tags attrs } } }',
      data: { updateCustomer: { row: { score: 3, tags: ['x'], attrs: { k: 1 } } } },
      statements: 1,
    },
    {
      rule: 'a row that is not there is an error',
      mutation: 'mutation { updateCustomer(by: {id: 99}, set: {name: "A"}) { action } }',
      data: null,
      errors: [{ code: 'NOT_FOUND', input: ['by'] }],
      statements: 1,
    },
    {
      rule: 'a row that need not be there is unchanged',
      mutation: 'mutation { updateCustomer(by: {id: 99}, set: {name: "A"}, mustExist: false) { row { id } action } }',
      data: { updateCustomer: { row: null, action: 'UNCHANGED' } },
      statements: 1,
    },
    {
      rule: 'a row that no longer holds what the client has seen is stale',
      mutation: 'mutation { updateCustomer(by: {id: 1}, set: {name: "A"}, ifMatch: {version: 7}) { action } }',
      data: null,
      errors: [{ code: 'CONFLICT', reason: 'STALE' }],
      statements: 1,
    },
    {
      rule: 'a column that is changed twice is an error before any statement',
      mutation: 'mutation { updateCustomer(by: {id: 1}, set: {score: 1}, inc: {score: 1}) { action } }',
      data: null,
      errors: [{ code: 'BAD_USER_INPUT', reason: 'CONTRADICTION', input: ['inc', 'score'] }],
      statements: 0,
    },
    {
      rule: 'all rows that satisfy a condition change in one statement',
      mutation:
        'mutation { updateCustomers(where: {status: {eq: "active"}}, atMost: 2, set: {name: "q"}) { affectedRows rows { id } old { name } } }',
      data: {
        updateCustomers: { affectedRows: 2, rows: [{ id: 1 }, { id: 2 }], old: [{ name: 'Ann' }, { name: 'Bob' }] },
      },
      statements: 1,
    },
    {
      rule: 'one row more than allowed is an error, and nothing is written',
      mutation:
        'mutation { updateCustomers(where: {status: {eq: "active"}}, atMost: 1, set: {name: "q"}) { affectedRows } }',
      data: null,
      errors: [{ code: 'LIMIT_EXCEEDED', input: ['atMost'] }],
      statements: 1,
    },
    {
      rule: 'a condition that lacks its variable is refused',
      mutation:
        'mutation($id: Int) { updateCustomers(where: {id: {eq: $id}}, atMost: 9, set: {name: "q"}) { affectedRows } }',
      data: null,
      errors: [{ code: 'BAD_USER_INPUT', input: ['where'] }],
      statements: 0,
    },
    {
      rule: 'a condition that every row satisfies is refused unless it is meant',
      mutation: 'mutation { updateCustomers(where: {not: {or: []}}, atMost: 9, set: {name: "q"}) { affectedRows } }',
      data: null,
      errors: [{ code: 'BAD_USER_INPUT', input: ['where'] }],
      statements: 0,
    },
  ]);
});

describe('nested changes', () => {
  const before = `insert into orders (customer_id) values (1); insert into items (order_id, line, product_id) values (1, 1, 1), (1, 2, 2)`;
  mutationCases([
    {
      rule: 'children are deleted before others take their keys',
      before,
      mutation: `mutation { updateOrder(by: {id: 1}, set: {items: {delete: [{orderIdLine: {orderId: 1, line: 1}}], create: [{line: 1, productId: 3}]}}) {
        row { items { line productId } } } }`,
      data: {
        updateOrder: {
          row: {
            items: [
              { line: 1, productId: 3 },
              { line: 2, productId: 2 },
            ],
          },
        },
      },
    },
    {
      rule: 'children that the field does not name are deleted where that is asked for',
      before,
      mutation: `mutation { updateOrder(by: {id: 1}, set: {items: {upsert: [{values: {line: 1, productId: 3}, on: ORDER_ID_LINE},
        {values: {line: 3, productId: 1}, on: ORDER_ID_LINE}], deleteOthers: true}}) { row { items { line productId } } } }`,
      data: {
        updateOrder: {
          row: {
            items: [
              { line: 1, productId: 3 },
              { line: 3, productId: 1 },
            ],
          },
        },
      },
    },
    {
      rule: 'a child of another parent is not found',
      before,
      mutation: `mutation { updateOrder(by: {id: 1}, set: {items: {update: [{by: {orderIdLine: {orderId: 2, line: 1}}, set: {qty: 2}}]}}) { action } }`,
      data: null,
      errors: [{ code: 'NOT_FOUND' }],
    },
    {
      rule: 'a child that needs its parent cannot be disconnected',
      before,
      mutation: 'mutation { updateCustomer(by: {id: 1}, set: {orders: {disconnect: [{id: 1}]}}) { action } }',
      data: null,
      errors: [{ code: 'BAD_USER_INPUT' }],
      statements: 0,
    },
    {
      rule: 'set leaves exactly the rows that it names beyond a junction',
      mutation: 'mutation { updateProduct(by: {id: 1}, set: {tags: {set: [{id: 2}]}}) { row { tags { label } } } }',
      data: { updateProduct: { row: { tags: [{ label: 'new' }] } } },
      rows: ['select * from product_tags', [{ product_id: 1, tag_id: 2 }]],
    },
    {
      rule: 'a to-one is updated through the row that refers to it',
      before,
      mutation:
        'mutation { updateOrder(by: {id: 1}, set: {customer: {update: {set: {name: "N"}}}}) { row { customer { name } } } }',
      data: { updateOrder: { row: { customer: { name: 'N' } } } },
    },
  ]);
});

describe('upsert and delete', () => {
  const before = `insert into orders (customer_id, note) values (1, 'n')`;
  mutationCases([
    {
      rule: 'an upsert of a key that is there updates the row',
      mutation: 'mutation { upsertCustomer(values: {email: "a@x", name: "N"}, on: EMAIL) { row { id name } action } }',
      data: { upsertCustomer: { row: { id: 1, name: 'N' }, action: 'UPDATED' } },
      statements: 1,
    },
    {
      rule: 'an upsert that updates nothing leaves the row as it is',
      mutation:
        'mutation { upsertCustomer(values: {email: "a@x", name: "N"}, on: EMAIL, update: []) { row { id name } action } }',
      data: { upsertCustomer: { row: { id: 1, name: 'Ann' }, action: 'UNCHANGED' } },
      statements: 2,
    },
    {
      rule: 'upserts of a list say of each row what became of it',
      mutation: `mutation { upsertCustomers(values: [{email: "c@x", name: "1"}, {email: "a@x", name: "2"}, {email: "d@x", name: "3"}], on: EMAIL) { actions } }`,
      data: { upsertCustomers: { actions: ['CREATED', 'UPDATED', 'CREATED'] } },
      statements: 1,
    },
    {
      rule: 'a deleted row is shown with its relations as they were',
      before,
      mutation: 'mutation { deleteOrder(by: {id: 1}) { row { note customer { name } } action affectedRows } }',
      data: { deleteOrder: { row: { note: 'n', customer: { name: 'Ann' } }, action: 'DELETED', affectedRows: 1 } },
      statements: 3,
      rows: ['select * from orders', []],
    },
    {
      rule: 'a row that others refer to is not deleted',
      before: `${before}; insert into items (order_id, line, product_id) values (1, 1, 1)`,
      mutation: 'mutation { deleteProduct(by: {sku: "TEA"}) { action } }',
      data: null,
      errors: [{ code: 'CONFLICT', reason: 'REFERENCED' }],
    },
    {
      rule: 'rows that satisfy a condition are deleted together and shown as they were',
      mutation: 'mutation { deleteProducts(where: {sku: {in: ["MUG", "POT"]}}, atMost: 2) { rows { name } } }',
      data: { deleteProducts: { rows: [{ name: 'Mug' }, { name: 'Pot' }] } },
      statements: 1,
    },
  ]);
});

describe('an operation of several fields', () => {
  mutationCases([
    {
      rule: 'each field sees what those before it wrote, in its own query too',
      mutation: `mutation { a: updateCustomer(by: {id: 1}, set: {name: "x"}) { query { customer(id: 1) { name } } }
        b: updateCustomer(by: {id: 1}, set: {name: "y"}) { query { customer(id: 1) { name } } } }`,
      data: { a: { query: { customer: { name: 'x' } } }, b: { query: { customer: { name: 'y' } } } },
    },
    {
      rule: 'a field that fails undoes those before it and keeps those after it from running',
      mutation: `mutation { a: createCustomer(values: {email: "c@x", name: "C"}) { action }
        b: createCustomer(values: {email: "a@x", name: "C"}) { action } c: createCustomer(values: {email: "e@x", name: "C"}) { action } }`,
      data: null,
      errors: [{ code: 'CONFLICT' }],
    },
  ]);
});

describe('limits and order', () => {
  mutationCases([
    {
      rule: 'a row that two inputs mean is an error that names both',
      mutation:
        'mutation { updateCustomersEach(items: [{by: {id: 1}, set: {name: "x"}}, {by: {email: "a@x"}, set: {name: "y"}}]) { affectedRows } }',
      data: null,
      errors: [
        { code: 'BAD_USER_INPUT', reason: 'CONTRADICTION', input: ['items', 1, 'by'], otherInput: ['items', 0, 'by'] },
      ],
    },
    {
      rule: 'more rows than an operation may write are an error before any statement',
      config: { limits: { maxWrittenRows: 2 } },
      mutation:
        'mutation { createOrders(values: [{customerId: 1}, {customerId: 1}, {customerId: 1}]) { affectedRows } }',
      data: null,
      errors: [{ code: 'LIMIT_EXCEEDED', input: ['values', 2] }],
      statements: 0,
    },
    {
      rule: 'rows that are nested too deep are an error before any statement',
      config: { limits: { inputDepth: 1 } },
      mutation:
        'mutation { createCustomer(values: {email: "c@x", name: "C", orders: {create: [{note: "n"}]}}) { action } }',
      data: null,
      errors: [{ code: 'LIMIT_EXCEEDED', input: ['values', 'orders', 'create', 0] }],
      statements: 0,
    },
    {
      rule: 'a key that leads nowhere is an error of the field, though its constraint is deferred',
      mutation: 'mutation { createRingA(values: {id: 5, bId: 9}) { action } }',
      data: null,
      errors: [{ code: 'BAD_USER_INPUT', reason: 'REFERENCE', input: ['values', 'bId'] }],
    },
    {
      rule: 'the response shows what a deferred trigger has made',
      mutation: 'mutation { createDt(values: {id: 1, n: 1}) { row { n } } }',
      data: { createDt: { row: { n: 10 } } },
    },
    {
      rule: 'two rows swap values of a deferrable key in one statement',
      before: 'insert into steps values (1, 1, 1), (2, 1, 2)',
      mutation:
        'mutation { updateStepsEach(items: [{by: {id: 1}, set: {pos: 2}}, {by: {id: 2}, set: {pos: 1}}]) { rows { id pos } } }',
      data: {
        updateStepsEach: {
          rows: [
            { id: 1, pos: 2 },
            { id: 2, pos: 1 },
          ],
        },
      },
      statements: 1,
    },
  ]);
});
