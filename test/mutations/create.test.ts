import { describe } from 'vitest';
import { mutationCases } from './cases.ts';

describe('create', () => {
  mutationCases([
    {
      rule: 'a new row takes the defaults of what is not given, and costs one statement',
      mutation:
        'mutation { createCustomer(values: {email: "c@x", name: "C"}) { row { id email status version } action } }',
      data: { createCustomer: { row: { id: 3, email: 'c@x', status: 'active', version: 1 }, action: 'CREATED' } },
      statements: 1,
      rows: [
        'select id, name from customers order by id',
        [
          { id: 1, name: 'Ann' },
          { id: 2, name: 'Bob' },
          { id: 3, name: 'C' },
        ],
      ],
    },
    {
      rule: 'relations of a new row are loaded in one more statement',
      mutation: 'mutation { createCustomer(values: {email: "c@x", name: "C"}) { row { id orders { id } } } }',
      data: { createCustomer: { row: { id: 3, orders: [] } } },
      statements: 3,
    },
    {
      rule: 'rows of a list come back in the order of the input, all of one statement',
      mutation:
        'mutation { createOrders(values: [{customerId: 1, note: "x"}, {customerId: 2, note: "y"}, {customerId: 1, note: "z"}]) { rows { id note } } }',
      data: {
        createOrders: {
          rows: [
            { id: '1', note: 'x' },
            { id: '2', note: 'y' },
            { id: '3', note: 'z' },
          ],
        },
      },
      statements: 1,
    },
    {
      rule: 'a default stands for the rows of a list that lack the column, and for no other',
      mutation:
        'mutation { createCustomers(values: [{email: "c@x", name: "C", status: "new"}, {email: "d@x", name: "D"}]) { rows { status } } }',
      data: { createCustomers: { rows: [{ status: 'new' }, { status: 'active' }] } },
      statements: 1,
    },
    {
      rule: 'null is null, and not the default',
      mutation: 'mutation { createCustomer(values: {email: "c@x", name: "C", status: null}) { row { status } } }',
      data: { createCustomer: { row: { status: null } } },
      statements: 1,
    },
    {
      rule: 'an order, its items and the customer that it is connected to cost a statement per table',
      mutation: `mutation { createOrder(values: {customer: {connect: {email: "a@x"}}, items: {create: [
        {line: 1, productId: 1, price: "2"}, {line: 2, productId: 2, qty: 5, price: "2"}]}}) {
        affectedRows row { customer { name } items { line amount } } } }`,
      data: {
        createOrder: {
          affectedRows: 3,
          row: {
            customer: { name: 'Ann' },
            items: [
              { line: 1, amount: '2.00' },
              { line: 2, amount: '10.00' },
            ],
          },
        },
      },
      statements: 5,
    },
    {
      rule: 'a child whose key is the key of its parent is written after it',
      mutation:
        'mutation { createCustomer(values: {email: "p@x", name: "P", profile: {create: {bio: "hi"}}}) { row { profile { bio } } } }',
      data: { createCustomer: { row: { profile: { bio: 'hi' } } } },
    },
    {
      rule: 'rows of a tree may name parents that stand later in the list',
      mutation:
        'mutation { createEmployees(values: [{id: 12, name: "c", managerId: 11}, {id: 11, name: "b", managerId: 10}, {id: 10, name: "a"}]) { rows { id } } }',
      data: { createEmployees: { rows: [{ id: 12 }, { id: 11 }, { id: 10 }] } },
      statements: 1,
    },
    {
      rule: 'rows beyond a junction are created or connected, with a junction row each',
      mutation: `mutation { createProduct(values: {id: 10, sku: "a", name: "n", price: "1.005", tags: {create: [{label: "n1"}], connect: [{label: "hot"}]}}) {
        affectedRows row { price tags { label } } } }`,
      data: { createProduct: { affectedRows: 4, row: { price: '1.01', tags: [{ label: 'hot' }, { label: 'n1' }] } } },
    },
  ]);
});

describe('a create that is refused', () => {
  mutationCases([
    {
      rule: 'a unique value that is taken names the column that gave it',
      mutation: 'mutation { createCustomer(values: {email: "a@x", name: "D"}) { action } }',
      data: null,
      errors: [{ code: 'CONFLICT', reason: 'UNIQUE', input: ['values', 'email'] }],
    },
    {
      rule: 'every bad row of a list is named, whatever is wrong with it',
      mutation: `mutation { createCustomers(values: [{email: "c@x", name: "C"}, {email: "a@x", name: "D"}, {email: "d@x", name: "D"},
        {email: "b@x", name: "E"}, {email: "e@x", name: "F", score: -1}]) { affectedRows } }`,
      data: null,
      errors: [
        { code: 'CONFLICT', reason: 'UNIQUE', input: ['values', 1, 'email'] },
        { code: 'CONFLICT', reason: 'UNIQUE', input: ['values', 3, 'email'] },
        { code: 'BAD_USER_INPUT', reason: 'CHECK', input: ['values', 4, 'score'] },
      ],
    },
    {
      rule: 'a connected row that is not there is told before anything is written',
      mutation: 'mutation { createOrder(values: {customer: {connect: {email: "zz"}}}) { action } }',
      data: null,
      errors: [{ code: 'NOT_FOUND', input: ['values', 'customer', 'connect'] }],
      statements: 1,
    },
    {
      rule: 'a connected row whose key is the foreign key itself is looked for by the constraint',
      mutation: 'mutation { createOrder(values: {customer: {connect: {id: 999}}}) { action } }',
      data: null,
      errors: [{ code: 'NOT_FOUND', input: ['values', 'customer', 'connect'] }],
      statements: 1,
    },
    {
      rule: 'a required foreign key that neither column nor relation gives names both',
      mutation: 'mutation { createOrder(values: {note: "n"}) { action } }',
      data: null,
      errors: [
        {
          code: 'BAD_USER_INPUT',
          reason: 'REQUIRED',
          input: ['values', 'customerId'],
          otherInput: ['values', 'customer'],
        },
      ],
      statements: 0,
    },
    {
      rule: 'a row that a trigger keeps out is an error, and never the row of another input',
      mutation: 'mutation { createSks(values: [{v: 30}, {v: 10}, {v: 40}]) { rows { id } } }',
      data: null,
      errors: [{ code: 'NOT_WRITTEN', input: ['values', 1] }],
    },
  ]);
});
