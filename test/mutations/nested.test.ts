import { describe } from 'vitest';
import { mutationCases } from './cases.ts';

const ORDERS = `insert into orders (customer_id) values (1), (2); insert into items (order_id, line, product_id) values (1, 1, 1), (1, 2, 2), (2, 1, 3)`;

describe('nested creates', () => {
  mutationCases([
    {
      rule: 'a tree of three tables costs one insert per table',
      mutation: `mutation { createCustomers(values: [
        {email: "c@x", name: "C", orders: {create: [{note: "1", items: {create: [{line: 1, productId: 1}, {line: 2, productId: 2}]}}, {note: "2"}]}},
        {email: "d@x", name: "D", orders: {create: [{note: "3", items: {create: [{line: 1, productId: 3}]}}]}}]) { affectedRows } }`,
      data: { createCustomers: { affectedRows: 8 } },
      statements: 3,
      rows: [
        'select c.name, o.note, i.line, i.product_id from customers c join orders o on o.customer_id = c.id left join items i on i.order_id = o.id order by 2, 3',
        [
          { name: 'C', note: '1', line: 1, product_id: 1 },
          { name: 'C', note: '1', line: 2, product_id: 2 },
          { name: 'C', note: '2', line: null, product_id: null },
          { name: 'D', note: '3', line: 1, product_id: 3 },
        ],
      ],
    },
    {
      rule: 'a parent that is created from its child is written first',
      mutation:
        'mutation { createOrder(values: {customer: {create: {email: "c@x", name: "C"}}}) { row { customerId customer { name } } } }',
      data: { createOrder: { row: { customerId: 3, customer: { name: 'C' } } } },
      statements: 5,
    },
    {
      rule: 'a foreign key and its relation exclude each other, and the error names both',
      mutation: 'mutation { createOrder(values: {customerId: 1, customer: {connect: {id: 2}}}) { action } }',
      data: null,
      errors: [
        {
          code: 'BAD_USER_INPUT',
          reason: 'CONTRADICTION',
          input: ['values', 'customer', 'connect'],
          otherInput: ['values', 'customerId'],
        },
      ],
      statements: 0,
    },
    {
      rule: 'a child has its foreign key from its place and gives none',
      mutation:
        'mutation { createOrder(values: {customerId: 1, items: {create: [{orderId: "7", line: 1, productId: 1}]}}) { action } }',
      data: null,
      errors: [{ code: 'BAD_USER_INPUT', reason: 'CONTRADICTION', input: ['values', 'items', 'create', 0, 'orderId'] }],
      statements: 0,
    },
    {
      rule: 'a child does not name its parent through the relation back',
      mutation:
        'mutation { createOrder(values: {customerId: 1, items: {create: [{order: {connect: {id: "1"}}, line: 1, productId: 1}]}}) { action } }',
      data: null,
      errors: [
        {
          code: 'BAD_USER_INPUT',
          reason: 'CONTRADICTION',
          input: ['values', 'items', 'create', 0, 'order', 'connect'],
        },
      ],
      statements: 0,
    },
    {
      rule: 'a row that is connected by the very column of the foreign key is not looked up',
      mutation: 'mutation { createOrder(values: {customer: {connect: {id: 1}}}) { row { customerId } } }',
      data: { createOrder: { row: { customerId: 1 } } },
      statements: 1,
    },
    {
      rule: 'rows are connected or created, each once, and those that are there stay as they are',
      mutation: `mutation { createProduct(values: {id: 10, sku: "a", name: "n", price: "1", tags: {upsert: [{values: {label: "hot"}, on: LABEL, update: []},
        {values: {label: "x"}, on: LABEL, update: []}, {values: {label: "x"}, on: LABEL, update: []}]}}) { affectedRows } }`,
      data: { createProduct: { affectedRows: 4 } },
      statements: 4,
      rows: [
        'select label from product_tags join tags on id = tag_id where product_id = 10 order by 1',
        [{ label: 'hot' }, { label: 'x' }],
      ],
    },
    {
      rule: 'a bad row of a child names its column, and nothing of the tree stays',
      mutation: `mutation { createOrder(values: {customerId: 1, items: {create: [{line: 1, productId: 1}, {line: 2, productId: 1}, {line: 3, productId: 1, qty: 0}]}}) { action } }`,
      data: null,
      errors: [{ code: 'BAD_USER_INPUT', reason: 'CHECK', input: ['values', 'items', 'create', 2, 'qty'] }],
    },
    {
      rule: 'a row beside another one shares its new key in two statements',
      mutation:
        'mutation { createCustomer(values: {email: "p@x", name: "P", profile: {create: {bio: "hi"}}}) { affectedRows } }',
      data: { createCustomer: { affectedRows: 2 } },
      statements: 2,
      rows: ['select customer_id, bio from profiles', [{ customer_id: 3, bio: 'hi' }]],
    },
  ]);
});

describe('nested updates', () => {
  mutationCases([
    {
      rule: 'a child that is connected leaves its former parent, and another is created beside it',
      before: ORDERS,
      mutation: `mutation { updateCustomer(by: {id: 1}, set: {orders: {connect: [{id: "2"}], create: [{note: "n"}]}}) { affectedRows row { orders { id note } } } }`,
      data: {
        updateCustomer: {
          affectedRows: 2,
          row: {
            orders: [
              { id: '1', note: null },
              { id: '2', note: null },
              { id: '3', note: 'n' },
            ],
          },
        },
      },
    },
    {
      rule: 'children that are upserted say what was done to them, and all others go',
      before: ORDERS,
      mutation: `mutation { updateOrder(by: {id: "1"}, set: {items: {upsert: [{values: {line: 1, productId: 3}, on: ORDER_ID_LINE},
        {values: {line: 3, productId: 1}, on: ORDER_ID_LINE}], deleteOthers: true}}) { affectedRows action } }`,
      data: { updateOrder: { affectedRows: 3, action: 'UNCHANGED' } },
      rows: [
        'select order_id::int, line, product_id from items order by 1, 2',
        [
          { order_id: 1, line: 1, product_id: 3 },
          { order_id: 1, line: 3, product_id: 1 },
          { order_id: 2, line: 1, product_id: 3 },
        ],
      ],
    },
    {
      rule: 'a child that nobody names and that others refer to is a conflict',
      before: `insert into employees values (3, 'Grandchild', 2)`,
      mutation:
        'mutation { updateEmployee(by: {id: 1}, set: {employeesByManager: {deleteOthers: true}}) { affectedRows } }',
      data: null,
      errors: [
        {
          code: 'CONFLICT',
          reason: 'REFERENCED',
          entity: 'Employee',
          input: ['set', 'employeesByManager', 'deleteOthers'],
        },
      ],
    },
    {
      rule: 'a child that is created is not deleted with those that nobody names',
      before: ORDERS,
      mutation: `mutation { updateOrder(by: {id: "1"}, set: {items: {create: [{line: 9, productId: 1}], deleteOthers: true}}) { affectedRows } }`,
      data: { updateOrder: { affectedRows: 3 } },
      rows: ['select line from items where order_id = 1', [{ line: 9 }]],
    },
    {
      rule: 'a connected child is not deleted with those that nobody names',
      before: ORDERS,
      mutation: `mutation { updateCustomer(by: {id: 2}, set: {orders: {connect: [{id: "2"}], deleteOthers: true}}) { affectedRows } }`,
      data: { updateCustomer: { affectedRows: 0 } },
      rows: ['select count(*)::int from orders where customer_id = 2', [{ count: 1 }]],
    },
    {
      rule: 'a child that belongs to another parent is not found by a nested delete',
      before: ORDERS,
      mutation: `mutation { updateOrder(by: {id: "1"}, set: {items: {delete: [{orderIdLine: {orderId: "2", line: 1}}]}}) { action } }`,
      data: null,
      errors: [{ code: 'NOT_FOUND', input: ['set', 'items', 'delete', 0] }],
    },
    {
      rule: 'a child that belongs to another parent is not updated by an upsert',
      before: `alter table orders add code text unique; ${ORDERS}; update orders set code = 'x' where id = 2`,
      mutation: `mutation { updateCustomer(by: {id: 1}, set: {orders: {upsert: [{values: {code: "x", note: "stolen"}, on: CODE}]}}) { action } }`,
      data: null,
      errors: [{ code: 'NOT_FOUND', input: ['set', 'orders', 'upsert', 0] }],
    },
  ]);
});
