import { buildSchema, parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { readConfig } from '../../schema/config/read-config.ts';
import { validateWithinLimits } from '../../resolvers/operation/limits.ts';
import { mutationCases } from './cases.ts';

const SCHEMA = buildSchema('type Query { a: Int } type Mutation { a: Int }');

function fieldsOf(count: number, operation: string): string {
  return `${operation} { ${Array.from({ length: count }, (_, index) => `a${index}: a`).join(' ')} }`;
}

function errorsOf(source: string, limits: { readonly mutationFields?: number }): readonly string[] {
  const config = readConfig({ file: { limits } });
  return validateWithinLimits(SCHEMA, parse(source), config).map(({ message }) => message);
}

test('a mutation may have as many fields as limits.mutationFields says', () => {
  expect(errorsOf(fieldsOf(20, 'mutation'), {})).toEqual([]);
  expect(errorsOf(fieldsOf(21, 'mutation'), {})).toEqual(['The operation has 21 root fields; at most 20 are allowed.']);
  expect(errorsOf(fieldsOf(3, 'mutation'), { mutationFields: 2 })).toHaveLength(1);
  expect(errorsOf(fieldsOf(21, 'query'), {})).toEqual([]);
});

describe('rows of an operation', () => {
  mutationCases([
    {
      rule: 'rows of all fields count together, and the field that goes over is named',
      config: { limits: { maxWrittenRows: 3 } },
      mutation: `mutation {
        a: createOrders(values: [{customerId: 1}, {customerId: 1}]) { affectedRows }
        b: createOrders(values: [{customerId: 1}, {customerId: 1}]) { affectedRows } }`,
      data: null,
      errors: [{ code: 'LIMIT_EXCEEDED', input: ['values', 1], path: ['b'] }],
    },
    {
      rule: 'rows that a condition finds count too',
      config: { limits: { maxWrittenRows: 3 } },
      mutation: `mutation {
        a: updateCustomers(where: {}, all: true, atMost: 3, set: {name: "x"}) { affectedRows }
        b: deleteCustomers(where: {}, all: true, atMost: 3) { affectedRows } }`,
      data: null,
      errors: [{ code: 'LIMIT_EXCEEDED', input: ['where'], path: ['b'] }],
    },
    {
      rule: 'as many rows as allowed are written',
      config: { limits: { maxWrittenRows: 2 } },
      mutation: 'mutation { updateCustomers(where: {}, all: true, atMost: 2, set: {name: "x"}) { affectedRows } }',
      data: { updateCustomers: { affectedRows: 2 } },
      statements: 1,
    },
    {
      rule: 'atMost is no greater than an operation may write',
      config: { limits: { maxWrittenRows: 2 } },
      mutation: 'mutation { deleteCustomers(where: {id: {eq: 9}}, atMost: 3) { affectedRows } }',
      data: null,
      errors: [{ code: 'LIMIT_EXCEEDED', input: ['atMost'], message: 'atMost may be 2 at the most.' }],
      statements: 0,
    },
    {
      rule: 'write.atMost of an entity is the greatest that a condition on it may allow',
      config: { entities: { Customer: { write: { atMost: 1 } } } },
      mutation: 'mutation { updateCustomers(where: {id: {eq: 1}}, atMost: 2, set: {name: "x"}) { affectedRows } }',
      data: null,
      errors: [{ code: 'LIMIT_EXCEEDED', input: ['atMost'], entity: 'Customer' }],
      statements: 0,
    },
    {
      rule: 'write.atMost itself is allowed, and leaves other entities alone',
      config: { entities: { Customer: { write: { atMost: 1 } } } },
      mutation: `mutation {
        updateCustomers(where: {id: {eq: 1}}, atMost: 1, set: {name: "x"}) { affectedRows }
        updateProducts(where: {id: {eq: 1}}, atMost: 9, set: {name: "x"}) { affectedRows } }`,
      data: { updateCustomers: { affectedRows: 1 }, updateProducts: { affectedRows: 1 } },
      statements: 2,
    },
  ]);
});

describe('rows that are tried one by one', () => {
  const twice =
    'mutation { createCustomers(values: [{email: "c@x", name: "C"}, {email: "a@x", name: "D"}, {email: "b@x", name: "E"}]) { affectedRows } }';
  mutationCases([
    {
      rule: 'as many as limits.diagnoseRows are, and each mistake is named',
      config: { limits: { diagnoseRows: 3 } },
      mutation: twice,
      data: null,
      errors: [
        { code: 'CONFLICT', reason: 'UNIQUE', input: ['values', 1, 'email'] },
        { code: 'CONFLICT', reason: 'UNIQUE', input: ['values', 2, 'email'] },
      ],
    },
    {
      rule: 'more than that are not, and the error is one of the field',
      config: { limits: { diagnoseRows: 2 } },
      mutation: twice,
      data: null,
      errors: [{ code: 'CONFLICT', reason: 'UNIQUE', input: [], entity: 'Customer', fields: ['email'] }],
      statements: 1,
    },
  ]);
});

describe('what a write by condition may cost', () => {
  const config = { limits: { maxCost: 100 } };
  const before = 'insert into steps select n, 1, n from generate_series(1, 20000) n; analyze steps';
  mutationCases([
    {
      rule: 'one that PostgreSQL expects to cost more is refused before any row is locked',
      before,
      config,
      mutation: 'mutation { updateSteps(where: {pos: {gt: 3}}, atMost: 10000, set: {list: 2}) { affectedRows } }',
      data: null,
      errors: [{ code: 'LIMIT_EXCEEDED', input: ['where'], entity: 'Step' }],
      statements: 1,
    },
    {
      rule: 'a delete of which the rows are shown is refused before they are found',
      before,
      config,
      mutation: 'mutation { deleteSteps(where: {pos: {gt: 3}}, atMost: 10000) { rows { __typename id } } }',
      data: null,
      errors: [{ code: 'LIMIT_EXCEEDED', input: ['where'], entity: 'Step' }],
      statements: 1,
    },
    {
      rule: 'one that costs less is written, and its estimate is one statement more',
      before,
      config,
      mutation: 'mutation { updateSteps(where: {id: {lte: 2}}, atMost: 5, set: {list: 2}) { affectedRows } }',
      data: { updateSteps: { affectedRows: 2 } },
      statements: 2,
    },
    {
      rule: 'a write by key is not asked about',
      before,
      config: { limits: { maxCost: 1 } },
      mutation: 'mutation { updateStep(by: {id: 1}, set: {list: 2}) { affectedRows } }',
      data: { updateStep: { affectedRows: 1 } },
      statements: 1,
    },
  ]);
});
