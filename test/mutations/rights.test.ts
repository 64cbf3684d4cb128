import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { query } from '../support/database.ts';
import { openGateway } from '../support/gateway.ts';
import { useDatabase } from '../support/use-database.ts';
import { mutationCases } from './cases.ts';

const database = useDatabase(readFileSync(new URL('../fixtures/writes.sql', import.meta.url), 'utf8'));

const before = `
  create table signups (id int generated always as identity primary key, email text unique);
  create table referrals (id int generated always as identity primary key, signup_id int not null references signups, note text);
  create table tickets (id serial primary key, note text);
  alter table signups enable row level security;
  create policy anyone on signups for insert with check (email <> 'bad@x');
  do $$ begin create role espalier_inserter; exception when duplicate_object or unique_violation then null; end $$;
  do $$ begin create role espalier_unseeing; exception when duplicate_object or unique_violation then null; end $$;
  grant usage on schema public to espalier_inserter, espalier_unseeing;
  grant select, insert on signups, referrals to espalier_inserter;
  grant insert on signups, referrals, customers, tickets to espalier_unseeing;
  grant select, insert on tags, depts, staff to espalier_inserter;
  grant select on customers, products to espalier_inserter`;

const inserter = { before, config: { session: { role: 'espalier_inserter' } } };
const unseeing = { before, config: { session: { role: 'espalier_unseeing' } } };

describe('a role that may insert rows, which row security hides', () => {
  mutationCases([
    {
      ...inserter,
      rule: 'a row that is not asked for is written by one statement that reads nothing',
      mutation: 'mutation { createSignup(values: {email: "a@x"}) { affectedRows action } }',
      data: { createSignup: { affectedRows: 1, action: 'CREATED' } },
      statements: 1,
      rows: ['select id, email from signups', [{ id: 1, email: 'a@x' }]],
    },
    {
      ...inserter,
      rule: 'a row that is asked for is written, and null in the answer',
      mutation: 'mutation { createSignup(values: {email: "a@x"}) { affectedRows row { id email } } }',
      data: { createSignup: { affectedRows: 1, row: null } },
      rows: ['select email from signups', [{ email: 'a@x' }]],
    },
    {
      ...inserter,
      rule: 'rows of a list are written, and null in the answer',
      mutation:
        'mutation { createSignups(values: [{email: "a@x"}, {email: "b@x"}]) { affectedRows rows { id } actions } }',
      data: { createSignups: { affectedRows: 2, rows: [null, null], actions: ['CREATED', 'CREATED'] } },
      rows: ['select email from signups order by id', [{ email: 'a@x' }, { email: 'b@x' }]],
    },
    {
      ...inserter,
      rule: 'a row that may not be written is an error at its item, and nothing is written',
      mutation: 'mutation { createSignups(values: [{email: "a@x"}, {email: "bad@x"}]) { affectedRows rows { id } } }',
      data: null,
      errors: [{ code: 'FORBIDDEN', reason: 'POLICY', input: ['values', 1] }],
    },
    {
      ...inserter,
      rule: 'a unique value that a hidden row has is a conflict that tells no more',
      before: `${before}; insert into signups (email) values ('a@x')`,
      mutation: 'mutation { createSignup(values: {email: "a@x"}) { row { id } } }',
      data: null,
      errors: [{ code: 'CONFLICT', reason: 'UNIQUE', input: ['values', 'email'] }],
    },
  ]);
});

describe('a role that may insert rows and read none', () => {
  mutationCases([
    {
      ...unseeing,
      rule: 'a row is written where nobody asks for it',
      mutation: 'mutation { createCustomer(values: {email: "c@x", name: "C"}) { affectedRows } }',
      data: { createCustomer: { affectedRows: 1 } },
      statements: 1,
    },
    {
      ...unseeing,
      rule: 'rows of a list are written where nobody asks for them',
      mutation:
        'mutation { createCustomers(values: [{email: "c@x", name: "C"}, {email: "d@x", name: "D"}]) { affectedRows } }',
      data: { createCustomers: { affectedRows: 2 } },
    },
    {
      ...unseeing,
      rule: 'a row that is asked for is refused, and nothing is written',
      mutation: 'mutation { createCustomer(values: {email: "c@x", name: "C"}) { row { id } } }',
      data: null,
      errors: [{ code: 'FORBIDDEN', reason: 'GRANT' }],
    },
    {
      ...unseeing,
      rule: 'what the role was not granted is refused where it is tried',
      mutation: 'mutation { updateCustomer(by: {id: 1}, set: {name: "x"}) { action } }',
      data: null,
      errors: [{ code: 'FORBIDDEN', reason: 'GRANT' }],
    },
  ]);
});

describe('a role without a right to sequences', () => {
  mutationCases([
    {
      ...inserter,
      rule: 'keys of identities are drawn by the rows themselves, and rows are told in the order of their inputs',
      mutation: 'mutation { createTags(values: [{label: "x"}, {label: "y"}, {label: "z"}]) { rows { id label } } }',
      data: {
        createTags: {
          rows: [
            { id: 3, label: 'x' },
            { id: 4, label: 'y' },
            { id: 5, label: 'z' },
          ],
        },
      },
      // One statement that is refused, and one write of three.
      statements: 4,
    },
    {
      ...inserter,
      rule: 'children are inserted below parents whose keys are told afterwards',
      mutation:
        'mutation { createDepts(values: [{name: "a", staff: {create: [{name: "x"}, {name: "y"}]}}, {name: "b", staff: {create: [{name: "z"}]}}]) { rows { name staff { name } } } }',
      data: {
        createDepts: {
          rows: [
            { name: 'a', staff: [{ name: 'x' }, { name: 'y' }] },
            { name: 'b', staff: [{ name: 'z' }] },
          ],
        },
      },
    },
    {
      ...unseeing,
      rule: 'a default that draws from a sequence takes the right to it',
      mutation: 'mutation { createTicket(values: {note: "n"}) { affectedRows } }',
      data: null,
      errors: [{ code: 'FORBIDDEN', reason: 'GRANT' }],
    },
  ]);
});

test('what the own role of the gateway was not granted has no field, no column and no verb', async () => {
  await query(
    database.url,
    `do $$ begin create role espalier_own login password 'own'; exception when duplicate_object or unique_violation then null; end $$;
     grant usage on schema public to espalier_own; grant select on all tables in schema public to espalier_own;
     grant insert, update (name) on customers to espalier_own; grant delete, insert (note, customer_id) on orders to espalier_own`,
  );
  const url = new URL(database.url);
  url.username = 'espalier_own';
  url.password = 'own';
  const gateway = await openGateway(url.toString(), { mutations: true });
  const { data } = await gateway.run(`{
    fields: __type(name: "Mutation") { fields { name } }
    set: __type(name: "CustomerSet") { inputFields { name } }
    order: __type(name: "OrderCreate") { inputFields { name } }
    orders: __type(name: "OrderManySet") { inputFields { name } } }`);
  await gateway.close();
  const { fields, set, order, orders } = Object(data);
  const names = (all: readonly { readonly name: string }[]) => all.map(({ name }) => name);
  expect(names(fields.fields).filter((name) => /Customers?(?:Each)?$|Orders?$|Products?$/.test(name))).toEqual([
    'createCustomer',
    'createCustomers',
    'updateCustomer',
    'updateCustomers',
    'updateCustomersEach',
    'upsertCustomer',
    'upsertCustomers',
    'createOrder',
    'createOrders',
    'deleteOrder',
    'deleteOrders',
  ]);
  expect(names(set.inputFields)).toEqual(['name', 'orders']);
  expect(names(order.inputFields)).toEqual(['customerId', 'note', 'customer']);
  expect(names(orders.inputFields)).toEqual(['create', 'connect', 'disconnect', 'set', 'delete', 'deleteOthers']);
});
