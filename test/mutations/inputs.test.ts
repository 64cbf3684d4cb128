import { versionInfo } from 'graphql';
import { describe } from 'vitest';
import { mutationCases } from './cases.ts';

/** GraphQL's own validation refuses it, and so no operation begins. */
const invalid = { data: undefined, errors: [{ code: '' }], statements: 0 } as const;

/** GraphQL.js words it in another way from version 17 on. */
function unknownField(type: string, field: string, given: string): string {
  return versionInfo.major < 17
    ? `Field "${field}" is not defined by type "${type}".`
    : `Expected value of type "${type}" not to include unknown field "${field}", found: ${given}.`;
}

describe('inputs hold nothing that PostgreSQL would not take', () => {
  mutationCases([
    {
      ...invalid,
      rule: 'a generated column is not in the input of create',
      mutation: 'mutation { createItem(values: {line: 1, amount: "1"}) { action } }',
      errors: [
        {
          code: '',
          message: unknownField('ItemCreate', 'amount', '{ line: 1, amount: "1" }'),
        },
      ],
    },
    {
      ...invalid,
      rule: 'an identity that is always generated is not in the input of create',
      mutation: 'mutation { createOrder(values: {id: 5, customerId: 1}) { action } }',
      errors: [
        {
          code: '',
          message: unknownField('OrderCreate', 'id', '{ id: 5, customerId: 1 }'),
        },
      ],
    },
    {
      ...invalid,
      rule: 'a key that is checked later is not a key of upserts',
      mutation: 'mutation { upsertStep(values: {id: 1, list: 1, pos: 1}, on: LIST_POS) { action } }',
      errors: [{ code: '', message: 'Value "LIST_POS" does not exist in "StepUnique" enum.' }],
    },
    {
      rule: 'a key that is checked at once is one',
      mutation: 'mutation { upsertStep(values: {id: 1, list: 1, pos: 1}, on: ID) { action } }',
      data: { upsertStep: { action: 'CREATED' } },
    },
    {
      ...invalid,
      rule: 'a table whose rules rewrite inserts has no upserts',
      mutation: 'mutation { upsertNote(values: {id: 1, v: 1}, on: ID) { action } }',
      errors: [{ code: '' }],
    },
  ]);
});
