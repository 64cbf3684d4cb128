import { describe } from 'vitest';
import { mutationCases } from './cases.ts';

const FOUR = `insert into customers (email, name) values ('c@x', 'Cid'), ('d@x', 'Dan')`;

describe('updates of several rows', () => {
  mutationCases([
    {
      rule: 'rows that are updated each in its own way come back in the order of the input',
      before: FOUR,
      mutation: `mutation { updateCustomersEach(items: [{by: {id: 3}, set: {name: "3"}}, {by: {id: 1}, set: {name: "1"}}, {by: {id: 2}, set: {name: "2"}}]) {
        rows { id name } old { name } } }`,
      data: {
        updateCustomersEach: {
          rows: [
            { id: 3, name: '3' },
            { id: 1, name: '1' },
            { id: 2, name: '2' },
          ],
          old: [{ name: 'Cid' }, { name: 'Ann' }, { name: 'Bob' }],
        },
      },
      statements: 1,
    },
    {
      rule: 'the item of a list whose row is not there is named',
      before: FOUR,
      mutation: `mutation { updateCustomersEach(items: [{by: {id: 3}, set: {name: "3"}}, {by: {id: 1}, set: {name: "1"}}, {by: {id: 9}, set: {name: "9"}}]) { affectedRows } }`,
      data: null,
      errors: [{ code: 'NOT_FOUND', input: ['items', 2, 'by'] }],
      statements: 1,
    },
    {
      rule: 'a row of a list that need not be there is null at its place',
      mutation: `mutation { updateCustomersEach(mustExist: false, items: [{by: {id: 9}, set: {name: "9"}}, {by: {id: 2}, set: {name: "2"}}]) { affectedRows rows { name } actions } }`,
      data: {
        updateCustomersEach: { affectedRows: 1, rows: [null, { name: '2' }], actions: ['UNCHANGED', 'UPDATED'] },
      },
      statements: 1,
    },
    {
      rule: 'items that change different columns are a statement for each set of columns',
      mutation: `mutation { updateCustomersEach(items: [{by: {id: 2}, set: {name: "n"}}, {by: {id: 1}, set: {score: 4}}]) { rows { id name score } } }`,
      data: {
        updateCustomersEach: {
          rows: [
            { id: 2, name: 'n', score: null },
            { id: 1, name: 'Ann', score: 4 },
          ],
        },
      },
      statements: 2,
    },
    {
      rule: 'rows are found through a relation, and shown as they were',
      before: `update customers set status = 'x' where id = 2; insert into orders (customer_id, note) values (1, 'a'), (2, 'b'), (2, 'c')`,
      mutation: `mutation { updateOrders(where: {customer: {status: {eq: "x"}}}, atMost: 5, set: {note: "n"}) { rows { id note } old { note } } }`,
      data: {
        updateOrders: {
          rows: [
            { id: '2', note: 'n' },
            { id: '3', note: 'n' },
          ],
          old: [{ note: 'b' }, { note: 'c' }],
        },
      },
      statements: 1,
    },
    {
      rule: 'a condition that every row satisfies is meant where the client says so',
      mutation: 'mutation { updateCustomers(where: {}, all: true, atMost: 9, set: {name: "q"}) { affectedRows } }',
      data: { updateCustomers: { affectedRows: 2 } },
      statements: 1,
    },
  ]);
});

describe('changes of one row', () => {
  const before = `update customers set tags = '{a,b,a}', attrs = '{"k": {"x": 1, "y": 2}, "list": [1, 2, 3]}' where id = 1`;
  mutationCases([
    {
      rule: 'a row without a change is read and fires no trigger',
      mutation: 'mutation { updateVt(by: {id: 1}, set: {}) { action affectedRows row { v version } } }',
      data: { updateVt: { action: 'UNCHANGED', affectedRows: 0, row: { v: 1, version: 1 } } },
      statements: 1,
    },
    {
      rule: 'a value is put at a path, and the objects on the way are made',
      mutation:
        'mutation { updateCustomer(by: {id: 1}, putAt: [{column: ATTRS, path: ["a", "b"], value: 1}]) { row { attrs } } }',
      data: { updateCustomer: { row: { attrs: { a: { b: 1 } } } } },
      statements: 1,
    },
    {
      rule: 'steps into one document are made in order',
      before,
      mutation: `mutation { updateCustomer(by: {id: 1}, putAt: [{column: ATTRS, path: ["k", "z"], value: {deep: [1]}}, {column: ATTRS, path: ["k", "z", "more"], value: null},
        {column: ATTRS, path: ["list", "1"], value: "two"}]) { row { attrs } } }`,
      data: {
        updateCustomer: {
          row: { attrs: { k: { x: 1, y: 2, z: { deep: [1], more: null } }, list: [1, 'two', 3] } },
        },
      },
      statements: 1,
    },
    {
      rule: 'a path of a document is dropped, and elements that are equal to the given ones go',
      before,
      mutation: `mutation { updateCustomer(by: {id: 1}, dropAt: [{column: ATTRS, path: ["k", "x"]}, {column: ATTRS, path: ["list", "0"]}], remove: {tags: ["a"]}) { row { attrs tags } } }`,
      data: { updateCustomer: { row: { attrs: { k: { y: 2 }, list: [2, 3] }, tags: ['b'] } } },
      statements: 1,
    },
    {
      rule: 'paths of several rows are written by one statement',
      mutation: `mutation { updateCustomersEach(items: [{by: {id: 1}, putAt: [{column: ATTRS, path: ["a", "b"], value: 1}]},
        {by: {id: 2}, putAt: [{column: ATTRS, path: ["c", "d"], value: "x"}]}]) { rows { attrs } } }`,
      data: { updateCustomersEach: { rows: [{ attrs: { a: { b: 1 } } }, { attrs: { c: { d: 'x' } } }] } },
      statements: 1,
    },
    {
      rule: 'a path is put into every row that satisfies a condition',
      before,
      mutation: `mutation { updateCustomers(where: {id: {gt: 0}}, atMost: 5, putAt: [{column: ATTRS, path: ["k", "x"], value: 5}]) { rows { attrs } } }`,
      data: {
        updateCustomers: { rows: [{ attrs: { k: { x: 5, y: 2 }, list: [1, 2, 3] } }, { attrs: { k: { x: 5 } } }] },
      },
      statements: 1,
    },
    {
      rule: 'elements are put before those that are there, and a column takes its default again',
      before,
      mutation: `mutation { updateCustomer(by: {id: 1}, prepend: {tags: ["z"]}, setDefault: [ATTRS]) { row { tags attrs } } }`,
      data: { updateCustomer: { row: { tags: ['z', 'a', 'b', 'a'], attrs: {} } } },
      statements: 1,
    },
    {
      rule: 'a key that others refer to does not change',
      before: 'insert into orders (customer_id) values (1)',
      mutation: 'mutation { updateCustomer(by: {id: 1}, set: {id: 9}) { action } }',
      data: null,
      errors: [{ code: 'CONFLICT', reason: 'REFERENCED', input: ['set', 'id'] }],
      statements: 1,
    },
    {
      rule: 'a row whose key changes is shown under its new key',
      mutation: 'mutation { updateCustomer(by: {id: 1}, set: {id: 9}) { row { id name orders { id } } old { id } } }',
      data: { updateCustomer: { row: { id: 9, name: 'Ann', orders: [] }, old: { id: 1 } } },
    },
    {
      rule: 'a row that still holds what the client has seen is written',
      mutation: 'mutation { updateCustomer(by: {id: 1}, set: {name: "A"}, ifMatch: {version: 1}) { row { name } } }',
      data: { updateCustomer: { row: { name: 'A' } } },
      statements: 1,
    },
  ]);
});
