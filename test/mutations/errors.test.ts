import { describe } from 'vitest';
import { mutationCases } from './cases.ts';

const EMAILS = Array.from({ length: 1_000 }, (_, index) => ({ email: `n${index}@x`, name: 'n', score: 1 }));

describe('errors of many rows', () => {
  mutationCases([
    {
      rule: 'the second of two rows of a list that take one value is blamed',
      mutation:
        'mutation { createCustomers(values: [{email: "n@x", name: "1"}, {email: "m@x", name: "2"}, {email: "n@x", name: "3"}]) { affectedRows } }',
      data: null,
      errors: [{ code: 'CONFLICT', reason: 'UNIQUE', input: ['values', 2, 'email'] }],
    },
    {
      rule: 'the bad rows among many are named, whatever is wrong with each',
      mutation: 'mutation($values: [CustomerCreate!]!) { createCustomers(values: $values) { affectedRows } }',
      variables: {
        values: EMAILS.map((row, index) => {
          if (index === 100) return { ...row, email: 'a@x' };
          if (index === 300) return { ...row, score: -1 };
          if (index === 500) return { ...row, email: 'n7@x' };
          return index === 900 ? { ...row, id: 1 } : row;
        }),
      },
      data: null,
      errors: [
        { code: 'CONFLICT', reason: 'UNIQUE', input: ['values', 100, 'email'] },
        { code: 'BAD_USER_INPUT', reason: 'CHECK', input: ['values', 300, 'score'] },
        { code: 'CONFLICT', reason: 'UNIQUE', input: ['values', 500, 'email'] },
        { code: 'CONFLICT', reason: 'UNIQUE', input: ['values', 900, 'id'] },
      ],
    },
    {
      rule: 'children of a bad row are not named',
      mutation: `mutation { createCustomers(values: [{email: "a@x", name: "1", orders: {create: [{note: "n"}]}}, {email: "n@x", name: "2", score: -1}]) { affectedRows } }`,
      data: null,
      errors: [
        { code: 'CONFLICT', reason: 'UNIQUE', input: ['values', 0, 'email'] },
        { code: 'BAD_USER_INPUT', reason: 'CHECK', input: ['values', 1, 'score'] },
      ],
    },
    {
      rule: 'values that change places where no key is checked later are a conflict of each row',
      mutation:
        'mutation { updateCustomersEach(items: [{by: {id: 1}, set: {email: "b@x"}}, {by: {id: 2}, set: {email: "a@x"}}]) { affectedRows } }',
      data: null,
      errors: [
        { code: 'CONFLICT', reason: 'UNIQUE', input: ['items', 0, 'set', 'email'] },
        { code: 'CONFLICT', reason: 'UNIQUE', input: ['items', 1, 'set', 'email'] },
      ],
    },
    {
      rule: 'values change places where the key is checked when the statement ends',
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
    {
      rule: 'what a function raises for people reaches them',
      before: `create function stop() returns trigger language plpgsql as 'begin raise exception ''Out of stock''; end'; create trigger stop before insert on orders for each row execute function stop()`,
      mutation: 'mutation { createOrders(values: [{customerId: 1}, {customerId: 2}]) { affectedRows } }',
      data: null,
      errors: [
        { code: 'RAISED', input: ['values', 0] },
        { code: 'RAISED', input: ['values', 1] },
      ],
    },
  ]);
});

describe('a table that changes while the gateway runs', () => {
  mutationCases([
    {
      rule: 'a column that is gone is told, and nothing is written',
      mutation: `mutation { createCustomer(values: {email: "n@x", name: "N"}) { action } updateCoupon(by: {id: 1}, set: {code: "x"}) { action } }`,
      before: `insert into coupons (code) values ('c')`,
      later: 'alter table coupons rename column code to token',
      data: null,
      errors: [{ code: 'SCHEMA_CHANGED' }],
    },
  ]);
});
