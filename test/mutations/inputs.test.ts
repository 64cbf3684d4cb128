import { describe } from 'vitest';
import { mutationCases } from './cases.ts';

/** GraphQL's own validation refuses it, and so no operation begins. */
const invalid = { data: undefined, errors: [{ code: '' }], statements: 0 } as const;

describe('inputs hold nothing that PostgreSQL would not take', () => {
  mutationCases([
    {
      ...invalid,
      rule: 'a generated column is not in the input of create',
      mutation: 'mutation { createItem(values: {line: 1, amount: "1"}) { action } }',
      errors: [
        {
          code: '',
          message:
            'Expected value of type "ItemCreate" not to include unknown field "amount", found: { line: 1, amount: "1" }.',
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
          message:
            'Expected value of type "OrderCreate" not to include unknown field "id", found: { id: 5, customerId: 1 }.',
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
