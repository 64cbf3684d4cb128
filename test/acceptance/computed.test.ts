/** Computed columns come in the statement of their row. */
import { describe, expect, it } from 'vitest';
import type { ConfigOptions } from '../../schema/config/read-config.ts';
import { type Case, ids, testCases, useGateway } from './cases.ts';

const CONFIG: ConfigOptions = {
  functions: {
    findProducts: { function: 'public.found', description: 'Products whose name holds a word.' },
    logged: { function: 'logged' },
  },
  entities: {
    Product: {
      fields: {
        worth: { sql: '{row}.price * {row}.quantity', type: 'Decimal!', description: 'What the stock is worth.' },
        rough: { sql: '{row}.price', type: 'int4' },
        sold: { sql: '(select sum(l.amount) from lines l where l.product_id = {row}.id)' },
        priceWith: { sql: '{row}.price * (1 + {arg.rate})', args: { rate: 'Decimal!' }, type: 'numeric' },
        braces: { sql: "'{1,2}'::int[] || {row}.id -- and a comment" },
        label: { function: 'public.label' },
        marked: { function: 'label', args: { suffix: 'String' } },
        rank: { window: 'rank() over (partition by {row}.category_id order by {row}.price desc)' },
        running: { window: 'sum({row}.quantity) over (order by {row}.id)', type: 'BigInt' },
      },
    },
    Category: { fields: { empty: { sql: '{row}.name is null', nullable: false } } },
    'public.lines': { fields: { twice: { sql: '{row}.amount + {row}.amount', nullable: false } } },
  },
};

const ROWS: readonly Case[] = [
  {
    // covers: S42
    name: 'a computed column comes in the statement of its row',
    query: '{ products(limit: 2) { id worth rough label } }',
    data: {
      products: [
        { id: 1, worth: '10.00', rough: 3, label: 'no 1 green' },
        { id: 2, worth: '10.00', rough: 1, label: 'no 2 black' },
      ],
    },
    rows: { auto: [2], selectin: [2], joined: [2] },
  },
  {
    name: 'an absent row has no computed values, not even in an order',
    query: `{ products(where: { id: { gte: 4 } }, orderBy: [{ category: { empty: DESC } }]) { id category { empty } }
      first: productsConnection(first: 1, where: { id: { gte: 4 } }, orderBy: [{ category: { empty: DESC_NULLS_FIRST } }]) { nodes { id } } }`,
    data: {
      products: [
        { id: 4, category: { empty: false } },
        { id: 5, category: null },
      ],
      first: { nodes: [{ id: 5 }] },
    },
  },
  {
    // covers: L5
    name: 'two aliases with different arguments are two values',
    query: `query ($rate: Decimal!) { products(limit: 1) { low: priceWith(rate: "0.1") high: priceWith(rate: $rate)
      same: priceWith(rate: "0.1") a: label(prefix: "A") b: label(suffix: "!", prefix: null) c: marked(suffix: "?") } }`,
    variables: { rate: '1' },
    data: {
      products: [{ low: '2.750', high: '5.00', same: '2.750', a: 'A1 green', b: null, c: 'no 1 green?' }],
    },
    rows: { auto: [1] },
  },
  {
    name: 'computed columns below a to-one and in lists come from their own rows, under every strategy',
    query: '{ lines { twice product { worth priceWith(rate: "1") category { products { sold } } } } }',
    data: {
      lines: [
        {
          twice: 6,
          product: { worth: '10.00', priceWith: '5.00', category: { products: [{ sold: '7' }, { sold: '5' }] } },
        },
        {
          twice: 8,
          product: { worth: '10.00', priceWith: '5.00', category: { products: [{ sold: '7' }, { sold: '5' }] } },
        },
        {
          twice: 10,
          product: { worth: '10.00', priceWith: '2.50', category: { products: [{ sold: '7' }, { sold: '5' }] } },
        },
        {
          twice: 2,
          product: { worth: '5.00', priceWith: '10.00', category: { products: [{ sold: null }, { sold: '1' }] } },
        },
      ],
    },
  },
  {
    name: 'a computed column without arguments filters, orders, groups and aggregates like any column',
    query: `{ products(where: { worth: { lt: 10 } }, orderBy: [{ sold: DESC }, { worth: DESC }]) { id worth }
      productsAggregate { sum { worth } groups(by: [{ worth: true }]) { keys { worth } count } }
      categories(where: { products: { some: { worth: { eq: 10 } } } }, orderBy: [{ productsAggregate: { max: { worth: ASC } } }]) { id }
      first: products(distinctOn: [WORTH]) { id worth } }`,
    data: {
      products: [
        { id: 4, worth: '5.00' },
        { id: 3, worth: '0.00' },
      ],
      productsAggregate: {
        sum: { worth: '35.00' },
        groups: [
          { keys: { worth: '0.00' }, count: 1 },
          { keys: { worth: '5.00' }, count: 1 },
          { keys: { worth: '10.00' }, count: 3 },
        ],
      },
      categories: [{ id: 1 }],
      first: [
        { id: 3, worth: '0.00' },
        { id: 4, worth: '5.00' },
        { id: 1, worth: '10.00' },
      ],
    },
  },
];

const WINDOWS: readonly Case[] = [
  {
    // covers: S49
    name: 'a window runs over the filtered list, before the page is cut',
    query: `{ all: products(orderBy: [{ price: DESC }], limit: 2, offset: 1) { id rank running }
      cheap: products(where: { price: { lt: 5 } }) { id rank running } }`,
    data: {
      all: [
        { id: 4, rank: '1', running: '13' },
        { id: 1, rank: '1', running: '4' },
      ],
      cheap: [
        { id: 1, rank: '1', running: '4' },
        { id: 2, rank: '2', running: '12' },
        { id: 5, rank: '1', running: '112' },
      ],
    },
    rows: { auto: [2, 3] },
  },
  {
    name: 'a window below a row runs over the rows of that row alone',
    query: '{ categories { id products(orderBy: [{ id: DESC }]) { id running } } }',
    data: {
      categories: [
        {
          id: 1,
          products: [
            { id: 2, running: '12' },
            { id: 1, running: '4' },
          ],
        },
        {
          id: 2,
          products: [
            { id: 4, running: '1' },
            { id: 3, running: '0' },
          ],
        },
        { id: 3, products: [] },
      ],
    },
    rows: { auto: [3, 4], selectin: [3, 4], joined: [3, 4] },
  },
  {
    // covers: S41
    name: 'a row in two lists has a window value for each list',
    query: `{ a: products(where: { id: { in: [2, 4] } }) { id running category { id } }
      b: products(where: { id: { gt: 3 } }, limit: 1) { id running lines { product { id worth } } } }`,
    data: {
      a: [
        { id: 2, running: '8', category: { id: 1 } },
        { id: 4, running: '9', category: { id: 2 } },
      ],
      b: [{ id: 4, running: '1', lines: [{ product: { id: 4, worth: '5.00' } }] }],
    },
  },
  {
    name: 'a page of a connection does not change window values',
    query: `{ productsConnection(first: 1, orderBy: [{ category: { name: ASC } }, { id: ASC }]) { nodes { id running }
      edges { node { rank } } pageInfo { hasNextPage } totalCount }
      categories(limit: 1) { productsConnection(last: 1) { nodes { id running } } } }`,
    data: {
      productsConnection: {
        nodes: [{ id: 3, running: '12' }],
        edges: [{ node: { rank: '1' } }],
        pageInfo: { hasNextPage: true },
        totalCount: 5,
      },
      categories: [{ productsConnection: { nodes: [{ id: 2, running: '12' }] } }],
    },
  },
];

const FUNCTIONS: readonly Case[] = [
  {
    name: 'the rows of a function are a list like any other',
    query: `{ findProducts(word: "r", where: { price: { gt: 1 } }, orderBy: [{ price: DESC }], limit: 2) { id worth rank category { name } lines { id } }
      cheap: findProducts(word: "r") { id } dear: findProducts(word: "r", atLeast: "3") { id } logged { line } }`,
    data: {
      findProducts: [
        { id: 3, worth: '0.00', rank: '1', category: { name: 'coffee' }, lines: [] },
        { id: 1, worth: '10.00', rank: '1', category: { name: 'tea' }, lines: ids(1, 2) },
      ],
      cheap: ids(1, 3, 5),
      dear: ids(3),
      logged: [{ line: 'a' }, { line: 'b' }],
    },
  },
];

testCases('rows of functions', 'shelf', FUNCTIONS, CONFIG);
testCases('computed columns', 'shelf', ROWS, CONFIG);
testCases('window values', 'shelf', WINDOWS, CONFIG);

describe('a computed column', () => {
  const gateway = useGateway('shelf', CONFIG);

  it('a computed column is computed only when it is selected', async () => {
    const { statements } = await gateway().run('{ products { id } }');
    expect(statements.map(({ sql }) => sql).join()).not.toMatch(/price|sum|label/);
  });

  it('a computed expression may contain braces and comments', async () => {
    expect((await gateway().run('{ products(limit: 1) { braces } }')).data).toEqual({
      products: [{ braces: [1, 2, 1] }],
    });
  });

  it('the SQL text of a computed column does not depend on its arguments', async () => {
    const query = 'query ($s: String) { products { label(suffix: $s) } }';
    const texts: (string | undefined)[] = [];
    for (const suffix of ['x', "'; drop table lines; --"]) {
      const { statements, errors } = await gateway().run(query, { variables: { s: suffix } });
      expect(errors).toEqual([]);
      texts.push(statements[0]?.sql);
    }
    expect(texts[0]).toBe(texts[1]);
  });

  it('a cursor may be made from a computed column', async () => {
    const page = '{ productsConnection(first: 2, orderBy: [{ worth: DESC }]) { nodes { id } pageInfo { endCursor } } }';
    const { data } = await gateway().run(page);
    expect(data).toMatchObject({ productsConnection: { nodes: ids(1, 2) } });
    const cursor = /"endCursor":"([^"]+)"/.exec(JSON.stringify(data))?.[1];
    const next = page.replace('first: 2', `first: 2, after: "${cursor}"`);
    expect((await gateway().run(next)).data).toMatchObject({ productsConnection: { nodes: ids(5, 4) } });
  });

  it('a page after a cursor has the window values of the whole list', async () => {
    const page = '{ productsConnection(first: 2) { nodes { id running } pageInfo { endCursor } } }';
    const cursor = /"endCursor":"([^"]+)"/.exec(JSON.stringify((await gateway().run(page)).data))?.[1];
    const next = await gateway().run(page.replace('first: 2', `first: 2, after: "${cursor}"`));
    expect(next.data).toMatchObject({
      productsConnection: {
        nodes: [
          { id: 3, running: '12' },
          { id: 4, running: '13' },
        ],
      },
    });
  });

  it.each([
    ['a single row', '{ product(id: 1) { id rank } }', { product: { id: 1, rank: null } }],
    ['a to-one', '{ lines(limit: 1) { product { rank } } }', { lines: [{ product: { rank: null } }] }],
  ])('a window value is refused in %s', async (_, query, data) => {
    const result = await gateway().run(query);
    expect(result.data).toEqual(data);
    expect(result.errors[0]).toMatchObject({
      message: expect.stringMatching(/among the rows of a list/),
      extensions: { code: 'BAD_USER_INPUT' },
    });
  });

  it.each([...ROWS, ...WINDOWS, ...FUNCTIONS])(
    'the writer and graphql-js write the same bytes: $name',
    async ({ query, variables = {} }) => {
      const { written, executed } = await gateway().write(query, { variables });
      expect(written).toBe(executed);
    },
  );
});
