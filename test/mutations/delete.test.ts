import { describe } from 'vitest';
import { mutationCases } from './cases.ts';

const ORDERS = `insert into orders (customer_id, note) values (1, 'n'), (1, 'm'), (2, 'o'); insert into items (order_id, line, product_id) values (1, 1, 1), (1, 2, 2), (2, 1, 3)`;

describe('delete', () => {
  mutationCases([
    {
      rule: 'a row is shown with the children that go with it',
      before: ORDERS,
      mutation: 'mutation { deleteOrder(by: {id: "1"}) { row { note items { line } } old { note } affectedRows } }',
      data: {
        deleteOrder: { row: { note: 'n', items: [{ line: 1 }, { line: 2 }] }, old: { note: 'n' }, affectedRows: 1 },
      },
      statements: 4,
      rows: ['select order_id::int, line from items', [{ order_id: 2, line: 1 }]],
    },
    {
      rule: 'a row that others refer to names their entity',
      before: ORDERS,
      mutation: 'mutation { deleteProduct(by: {sku: "TEA"}) { action } }',
      data: null,
      errors: [{ code: 'CONFLICT', reason: 'REFERENCED', input: ['by'] }],
      statements: 1,
    },
    {
      rule: 'fields are written one after the other, so that what refers goes first',
      before: ORDERS,
      mutation: `mutation { a: deleteItems(where: {productId: {eq: 1}}, atMost: 5) { affectedRows } b: deleteProduct(by: {id: 1}) { action } }`,
      data: { a: { affectedRows: 1 }, b: { action: 'DELETED' } },
      statements: 2,
      rows: ['select id from products where id = 1', []],
    },
    {
      rule: 'one row more than allowed is an error, and none goes',
      before: ORDERS,
      mutation: 'mutation { deleteOrders(where: {id: {gt: "0"}}, atMost: 2) { affectedRows } }',
      data: null,
      errors: [{ code: 'LIMIT_EXCEEDED', input: ['atMost'] }],
      statements: 1,
    },
    {
      rule: 'a row that need not be there is null',
      mutation:
        'mutation { deleteOrder(by: {id: "9"}, mustExist: false) { row { id customer { name } } affectedRows action } }',
      data: { deleteOrder: { row: null, affectedRows: 0, action: 'UNCHANGED' } },
    },
    {
      rule: 'a row that is not there is an error',
      mutation: 'mutation { deleteOrder(by: {id: "9"}) { row { id } } }',
      data: null,
      errors: [{ code: 'NOT_FOUND', input: ['by'] }],
      statements: 1,
    },
    {
      rule: 'a row that has changed since the client saw it is not deleted',
      mutation: 'mutation { deleteCustomer(by: {id: 1}, ifMatch: {version: 7}) { action } }',
      data: null,
      errors: [{ code: 'CONFLICT', reason: 'STALE' }],
      statements: 1,
    },
    {
      rule: 'children go before the parent that the field deletes',
      before: `alter table items drop constraint items_order_id_fkey; alter table items add foreign key (order_id) references orders; ${ORDERS}`,
      mutation: `mutation { updateOrder(by: {id: "3"}, set: {customer: {update: {set: {profile: {create: {bio: "b"}}}}}}) { affectedRows }
        deleteItem(by: {orderIdLine: {orderId: "2", line: 1}}) { row { order { note } } } deleteOrder(by: {id: "2"}) { action } }`,
      data: {
        updateOrder: { affectedRows: 1 },
        deleteItem: { row: { order: { note: 'm' } } },
        deleteOrder: { action: 'DELETED' },
      },
      rows: ['select id::int from orders order by 1', [{ id: 1 }, { id: 3 }]],
    },
    {
      rule: 'a parent goes after the row that refers to it no more',
      before: "insert into employees values (3, 'Leaf', 2)",
      mutation:
        'mutation { updateEmployee(by: {id: 3}, set: {manager: {delete: true}}) { affectedRows row { managerId } } }',
      data: { updateEmployee: { affectedRows: 2, row: { managerId: null } } },
      rows: ['select id from employees order by 1', [{ id: 1 }, { id: 3 }]],
    },
    {
      rule: 'rows of a condition are shown with their relations as they were',
      before: ORDERS,
      mutation:
        'mutation { deleteOrders(where: {customerId: {eq: 1}}, atMost: 2) { rows { note customer { name } items { line } } actions affectedRows } }',
      data: {
        deleteOrders: {
          rows: [
            { note: 'n', customer: { name: 'Ann' }, items: [{ line: 1 }, { line: 2 }] },
            { note: 'm', customer: { name: 'Ann' }, items: [{ line: 1 }] },
          ],
          actions: ['DELETED', 'DELETED'],
          affectedRows: 2,
        },
      },
      rows: ['select count(*)::int from orders', [{ count: 1 }]],
    },
    {
      rule: 'one row more than allowed is an error before any row is shown',
      before: ORDERS,
      mutation: 'mutation { deleteOrders(where: {id: {gt: "0"}}, atMost: 2) { rows { customer { name } } } }',
      data: null,
      errors: [{ code: 'LIMIT_EXCEEDED', input: ['atMost'] }],
      statements: 1,
    },
  ]);
});
