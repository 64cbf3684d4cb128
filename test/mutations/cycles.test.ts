import { describe } from 'vitest';
import { mutationCases } from './cases.ts';

describe('rows that need each other', () => {
  mutationCases([
    {
      rule: 'a chain of rows of one table is one insert, whatever its order',
      mutation: `mutation($values: [EmployeeCreate!]!) { createEmployees(values: $values) { affectedRows } }`,
      variables: {
        values: Array.from({ length: 1_000 }, (_, index) => ({
          id: 2_000 - index,
          name: 'e',
          ...(index < 999 && { managerId: 1_999 - index }),
        })),
      },
      config: { limits: { listArgument: 10_000 } },
      data: { createEmployees: { affectedRows: 1_000 } },
      statements: 1,
      rows: ['select count(manager_id)::int from employees where id > 1000', [{ count: 999 }]],
    },
    {
      rule: 'a foreign key that may be null is set when the other row is there',
      mutation: `mutation { createDept(values: {id: 7, name: "D", head: {create: {name: "H", deptId: 7}}}) { affectedRows } }`,
      data: { createDept: { affectedRows: 2 } },
      statements: 3,
      rows: [
        'select d.id, d.head_id = s.id as heads, s.dept_id from depts d join staff s on true',
        [{ id: 7, heads: true, dept_id: 7 }],
      ],
    },
    {
      rule: 'two rows that may not lack each other are written by one statement',
      mutation: `mutation { createCa(values: {id: 1, b: 2, cbs: {create: {id: 2}}}) { affectedRows } }`,
      data: { createCa: { affectedRows: 2 } },
      statements: 1,
      rows: ['select ca.id, ca.b, cb.a from ca join cb on cb.id = ca.b', [{ id: 1, b: 2, a: 1 }]],
    },
    {
      rule: 'rows under deferred constraints refer to each other by keys that are drawn before',
      mutation: `mutation { createRingA(values: {id: 5, b: {create: {aId: 5}}}) { affectedRows } }`,
      data: { createRingA: { affectedRows: 2 } },
      rows: [
        'select a.id, b.a_id, a.b_id = b.id as closes from ring_a a join ring_b b on true',
        [{ id: 5, a_id: 5, closes: true }],
      ],
    },
  ]);
});
