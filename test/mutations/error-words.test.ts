import { describe } from 'vitest';
import { mutationCases } from './cases.ts';

const outOfStock = `
  create function stop() returns trigger language plpgsql as $$ begin raise exception 'Out of stock' using errcode = 'SO001'; end $$;
  create trigger stop before insert on orders for each row execute function stop()`;
const takenEmail =
  'mutation { createCustomers(values: [{email: "n@x", name: "N"}, {email: "a@x", name: "A"}]) { affectedRows } }';
const words = { customers_email_key: { code: 'EMAIL_TAKEN', message: 'That address is taken.' } };

describe('words of the program for errors of the database', () => {
  mutationCases([
    {
      rule: 'a violated constraint has the code and the message of the configuration, and its input',
      mutation: takenEmail,
      config: { mutations: { constraints: words } },
      data: null,
      errors: [
        {
          code: 'EMAIL_TAKEN',
          message: 'That address is taken.',
          reason: 'UNIQUE',
          input: ['values', 1, 'email'],
          constraint: 'customers_email_key',
        },
      ],
    },
    {
      rule: 'words may be a message alone',
      mutation: takenEmail,
      config: { mutations: { constraints: { customers_email_key: { message: 'That address is taken.' } } } },
      data: null,
      errors: [{ code: 'CONFLICT', message: 'That address is taken.' }],
    },
    {
      rule: 'in production no error names the constraint, and all name fields and input',
      mutation: takenEmail,
      config: { development: false },
      data: null,
      errors: [
        {
          code: 'CONFLICT',
          message: 'A Customer with this email is there already.',
          input: ['values', 1, 'email'],
          fields: ['email'],
          entity: 'Customer',
          constraint: undefined,
        },
      ],
    },
    {
      rule: 'constraints are named in production where the configuration wants it',
      mutation: takenEmail,
      config: { development: false, mutations: { constraintNames: true } },
      data: null,
      errors: [{ code: 'CONFLICT', constraint: 'customers_email_key' }],
    },
    {
      rule: 'an SQLSTATE of the program has its code, and the message that the function raised',
      before: outOfStock,
      mutation: 'mutation { createOrder(values: {customerId: 1}) { action } }',
      config: { mutations: { raised: { SO001: 'OUT_OF_STOCK' } } },
      data: null,
      errors: [{ code: 'OUT_OF_STOCK', message: 'Out of stock', reason: 'SO001', input: ['values'] }],
    },
    {
      rule: 'an SQLSTATE that the configuration does not name tells no message',
      before: outOfStock,
      mutation: 'mutation { createOrder(values: {customerId: 1}) { action } }',
      data: null,
      errors: [{ code: 'INTERNAL', message: 'The database reported an error.' }],
    },
  ]);
});

describe('a key', () => {
  mutationCases([
    {
      rule: 'a key to which other rows refer does not change',
      before: 'insert into orders (customer_id) values (1)',
      mutation: 'mutation { updateCustomer(by: {id: 1}, set: {id: 9}) { action } }',
      data: null,
      errors: [{ code: 'CONFLICT', reason: 'REFERENCED', input: ['set', 'id'] }],
      statements: 1,
    },
  ]);
});
