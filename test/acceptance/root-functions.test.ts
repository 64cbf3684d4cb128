/** Functions of the database as root fields: rows, single rows, values and lists of values. */
import { describe, expect, it } from 'vitest';
import type { ConfigOptions } from '../../schema/config/read-config.ts';
import { type Case, ids, testCases, useGateway } from './cases.ts';

const CONFIG: ConfigOptions = {
  functions: {
    dearest: { function: 'dearest' },
    imagined: { function: 'imagined' },
    logAt: { function: 'log_at' },
    logged: { function: 'logged' },
    worthOf: { function: 'worth_of', description: 'What is on the shelves.' },
    shelved: { function: 'shelved' },
    sumOf: { function: 'sum_of' },
    sneaky: { function: 'sneaky' },
    daring: { function: 'daring' },
    notes: { function: 'notes' },
    prices: { function: 'prices' },
    spans: { function: 'spans' },
    amounts: { function: 'amounts' },
    joined: { function: 'joined' },
  },
  entities: {
    Product: {
      fields: {
        label: { function: 'public.label' },
        rank: { window: 'rank() over (order by {row}.price)' },
      },
    },
  },
};

const CASES: readonly Case[] = [
  {
    name: 'a function that returns one row is a row with all its relations',
    query: `{ dearest(word: "r") { __typename id label(prefix: "#") category { name products { id } } lines { amount } } }`,
    data: {
      dearest: {
        __typename: 'Product',
        id: 3,
        label: '#3 dark',
        category: { name: 'coffee', products: ids(3, 4) },
        lines: [],
      },
    },
    rows: { selectin: [1, 1, 0, 2] },
  },
  {
    name: 'a row that the function does not find is null, not an object of nulls',
    query: '{ dearest(word: "nothing") { id lines { id } } logAt(place: 7) { line } }',
    data: { dearest: null, logAt: null },
    rows: { auto: [0, 0], selectin: [0, 0] },
  },
  {
    name: 'a row of a table without a key is found like any other',
    query: '{ logAt(place: 2) { at line } }',
    data: { logAt: { at: 2, line: 'b' } },
    rows: { auto: [1] },
  },
  {
    name: 'arguments of a function come from the client, never from Object.prototype',
    query: '{ joined a: joined(toString: "a") b: joined(constructor: "b") }',
    data: { joined: 'xy', a: 'ay', b: 'xb' },
  },
  {
    name: 'equal calls are one statement, and calls with other arguments are not',
    query: `query ($in: Int) { a: dearest(within: $in) { id } b: dearest(within: $in) { name } c: dearest(within: 2) { id }
      d: dearest { id } }`,
    variables: { in: 1 },
    data: { a: { id: 1 }, b: { name: 'green' }, c: { id: 3 }, d: { id: 3 } },
    rows: { auto: [1, 1, 1] },
  },
  {
    name: 'relations of a row that a function makes up lead to rows of the tables',
    query: '{ imagined { name category { name } lines(limit: 1) { product { name } } } }',
    data: { imagined: { name: 'imagined', category: { name: 'coffee' }, lines: [{ product: { name: 'green' } }] } },
  },
  {
    name: 'a function that returns a value is a field of its type, with the arguments of the function',
    query:
      '{ shelved all: worthOf tea: worthOf(category: 1) none: worthOf(category: 3) null: worthOf(category: null) amounts }',
    data: { shelved: 'x', all: '35.00', tea: '20.00', none: null, null: '35.00', amounts: [3, null, 1] },
    rows: { auto: [1, 1, 1, 1, 1, 1] },
  },
  {
    name: 'a variadic function takes a list',
    query: '{ sumOf(word: "a", amounts: ["1.5", "2"]) none: sumOf(word: "b", amounts: []) }',
    data: { sumOf: 'a3.5', none: 'b0' },
    rows: { auto: [1, 1] },
  },
  {
    name: 'a composite value is an object, or null where the function returns none',
    query: '{ tea: prices(within: 1) { low high } none: prices(within: 3) { low } }',
    data: { tea: { low: '1.25', high: '2.50' }, none: null },
    rows: { auto: [1, 1] },
  },
  {
    name: 'a function that returns a set of values is a list in its own order, with pages',
    query:
      '{ notes dear: notes(atLeast: "2", limit: 2) rest: notes(offset: 3) none: notes(atLeast: "99") spans { high } }',
    data: {
      notes: [null, 'mild', null, 'bold', null],
      dear: [null, 'mild'],
      rest: ['bold', null],
      none: [],
      spans: [{ high: '2.50' }, { high: '5.00' }, { high: '0.10' }],
    },
    rows: { auto: [5, 2, 2, 0, 3] },
  },
  {
    name: 'a limit given by a variable cuts a list of values',
    query: 'query ($n: Int) { notes(limit: $n, offset: 1) }',
    variables: { n: 1 },
    data: { notes: ['mild'] },
    rows: { auto: [1] },
  },
];

testCases('functions at the root', 'shelf', CASES, CONFIG);

describe('a function at the root', () => {
  const gateway = useGateway('shelf', CONFIG);

  it.each(CASES)('the writer and graphql-js write functions alike: $name', async ({ query, variables = {} }) => {
    const { written, executed } = await gateway().write(query, { variables });
    // The writer does not copy composite values.
    if (!/prices|spans/.test(query)) expect(written).toBe(executed);
    expect(JSON.parse(executed)).not.toHaveProperty('errors');
  });

  it.each([
    ['dearest(word: String, within: Int): Product', 'A Product, null when there is none.'],
    ['worthOf(category: Int): Decimal', 'What is on the shelves.'],
    ['sumOf(word: String!, amounts: [Decimal]!): String', null],
    ['notes(atLeast: Decimal, limit: Int, offset: Int): [String]!', null],
    ['prices(within: Int!): Span', null],
    ['amounts: [Int]', null],
  ])('a function has the signature %s', (signature, description) => {
    const field = gateway().gateway.schema.getQueryType()?.getFields()[/^\w+/.exec(signature)?.[0] ?? ''];
    const args = field?.args.map(({ name, type }) => `${name}: ${String(type)}`).join(', ');
    expect(`${field?.name}${args ? `(${args})` : ''}: ${String(field?.type)}`).toBe(signature);
    expect(field?.description ?? null).toBe(description);
  });

  it('a function is a root of the plan, under its own name if it gives values', async () => {
    const { plan } = await gateway().run('{ worthOf dearest { id } notes(limit: 2) }', { explain: 'plan' });
    expect(plan).toMatchObject({
      roots: [
        { path: 'worthOf', entity: 'public.worth_of', strategy: 'root', rows: 1, estimatedRows: 1 },
        { path: 'dearest', entity: 'Product', strategy: 'root', rows: 1, estimatedRows: 1 },
        { path: 'notes', entity: 'public.notes', strategy: 'root', rows: 2, estimatedRows: 2 },
      ],
    });
  });

  it('a function gives at most a page of values', async () => {
    const { errors } = await gateway().run('{ notes(limit: 100000) }');
    expect(errors[0]?.message).toMatch(/notes\(limit:\) is 100000; at most \d+ rows per page/);
  });

  it('a window value is refused on a function that gives one row', async () => {
    const { data, errors } = await gateway().run('{ dearest { id rank } }');
    expect(data).toEqual({ dearest: { id: 3, rank: null } });
    expect(errors[0]?.message).toMatch(/among the rows of a list/);
  });

  it.each([
    ['sneaky', 'FORBIDDEN', 'The gateway only reads, and something in the database would have written.'],
    ['daring', 'INTERNAL', 'The database reported an error.'],
    // covers: N9
  ])('a function that claims to be stable still writes nothing: %s', async (name, code, message) => {
    const { data, errors } = await gateway().run(`{ ${name}(line: "written") }`);
    expect(data).toEqual({ [name]: null });
    expect(errors).toMatchObject([{ message, path: [name], extensions: { code } }]);
    expect((await gateway().run('{ logged { line } }')).data).toEqual({ logged: [{ line: 'a' }, { line: 'b' }] });
  });
});
