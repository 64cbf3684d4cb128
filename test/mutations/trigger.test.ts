import { describe } from 'vitest';
import { mutationCases } from './cases.ts';

const VIEWS = { entities: { Vo: { key: ['id'] }, ActiveCustomer: { key: ['id'] } } };

describe('triggers and rules', () => {
  mutationCases([
    {
      rule: 'what a trigger makes of a row before it is written is shown',
      mutation: 'mutation { updateVt(by: {id: 1}, set: {v: 2}) { row { v version } } }',
      data: { updateVt: { row: { v: 2, version: 2 } } },
      statements: 1,
    },
    {
      rule: 'what a trigger does to another row after the write is shown',
      before: 'insert into af values (1)',
      mutation: `mutation { updateAf(by: {id: 1}, set: {afis: {create: [{id: 1, n: 5}, {id: 2, n: 6}]}}) { row { total afis { n } } } }`,
      data: { updateAf: { row: { total: 11, afis: [{ n: 5 }, { n: 6 }] } } },
    },
    {
      rule: 'what a trigger does to the new parent after its children is shown',
      mutation: `mutation { createAf(values: {id: 3, afis: {create: [{id: 1, n: 5}]}}) { row { total } } }`,
      data: { createAf: { row: { total: 5 } } },
    },
    {
      rule: 'a trigger of a statement fires once for all rows',
      mutation: 'mutation { createLots(values: [{id: 1}, {id: 2}, {id: 3}]) { affectedRows } }',
      data: { createLots: { affectedRows: 3 } },
      statements: 1,
      rows: ['select n::int from batches', [{ n: 3 }]],
    },
    {
      rule: 'a table with a rule is written row by row, and the rule is kept',
      mutation: 'mutation { createNotes(values: [{id: 1, v: 10}, {id: 2, v: 20}]) { affectedRows } }',
      data: { createNotes: { affectedRows: 2 } },
      rows: ['select v from log order by 1', [{ v: 10 }, { v: 20 }]],
    },
    {
      rule: 'a value that PostgreSQL computes is computed again',
      before:
        'insert into orders (customer_id) values (1); insert into items (order_id, line, product_id, qty, price) values (1, 1, 1, 1, 2)',
      mutation:
        'mutation { updateItem(by: {orderIdLine: {orderId: "1", line: 1}}, set: {qty: 3}) { row { amount } old { amount } } }',
      data: { updateItem: { row: { amount: '6.00' }, old: { amount: '2.00' } } },
      statements: 1,
    },
    {
      rule: 'a row whose key a trigger changes is an error, and never the row of another input',
      mutation: 'mutation { createSks(values: [{v: 30}, {v: 20}]) { rows { id } } }',
      data: null,
      errors: [{ code: 'NOT_WRITTEN', input: ['values', 1] }],
    },
    {
      rule: 'a single row whose key a trigger changes is shown under that key',
      mutation: 'mutation { createSk(values: {v: 20}) { row { id v } } }',
      data: { createSk: { row: { id: 1001, v: 20 } } },
      statements: 1,
    },
  ]);
});

describe('views', () => {
  mutationCases([
    {
      rule: 'a view that PostgreSQL can write takes rows by the key of the configuration',
      config: VIEWS,
      mutation:
        'mutation { createActiveCustomer(values: {email: "c@x", name: "C", status: "active"}) { row { email name } action } }',
      data: { createActiveCustomer: { row: { email: 'c@x', name: 'C' }, action: 'CREATED' } },
    },
    {
      rule: 'a row that its view would not show is refused',
      config: VIEWS,
      mutation: 'mutation { createActiveCustomer(values: {email: "c@x", name: "C", status: "gone"}) { action } }',
      data: null,
      errors: [{ code: 'FORBIDDEN', reason: 'POLICY' }],
      statements: 1,
    },
    {
      rule: 'rows of a view are updated and deleted by key',
      config: VIEWS,
      mutation:
        'mutation { updateActiveCustomer(by: {id: 1}, set: {name: "N"}) { row { name } old { name } } deleteActiveCustomer(by: {id: 2}) { row { name } } }',
      data: {
        updateActiveCustomer: { row: { name: 'N' }, old: { name: 'Ann' } },
        deleteActiveCustomer: { row: { name: 'Bob' } },
      },
      rows: ['select name from customers', [{ name: 'N' }]],
    },
    {
      rule: 'a row that a trigger writes instead is read again',
      config: VIEWS,
      before: `insert into orders (customer_id, note) values (1, 'n')`,
      mutation: 'mutation { updateVo(by: {id: "1"}, set: {name: "zed"}) { row { name note } } }',
      data: { updateVo: { row: { name: 'ZED', note: 'n' } } },
      statements: 3,
    },
    {
      rule: 'rows of a view that satisfy a condition are written',
      config: VIEWS,
      before: `insert into orders (customer_id, note) values (1, 'n')`,
      mutation: 'mutation { updateVos(where: {note: {eq: "n"}}, atMost: 1, set: {name: "yo"}) { rows { name } } }',
      data: { updateVos: { rows: [{ name: 'YO' }] } },
    },
  ]);
});
