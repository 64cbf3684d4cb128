import { describe, expect, it } from 'vitest';
import { type Case, ids, testCases, useGateway } from './cases.ts';

const VALUES: readonly Case[] = [
  {
    name: 'sums and averages have the types that lose no digit',
    query: `{ salesAggregate { count countDistinct { shopCode channel } sum { units points total ratio tip took }
      avg { units total ratio took } stddev { units ratio } } }`,
    data: {
      salesAggregate: {
        count: 5,
        countDistinct: { shopCode: 2, channel: 2 },
        sum: {
          units: '32774',
          points: '9007199254741005',
          total: '109.75',
          ratio: 1.75,
          tip: '3.30',
          took: 'P1DT1H30M',
        },
        avg: { units: '8193.5000000000000000', total: '27.4375000000000000', ratio: 0.4375, took: 'PT6H22M30S' },
        stddev: { units: '16382.33338081', ratio: 0.8260094833999587 },
      },
    },
    rows: { auto: [1], joined: [1] },
  },
  {
    name: 'minimums and maximums have the type of their column',
    query: '{ salesAggregate { min { id points total day at channel note tip } max { day at channel note took } } }',
    data: {
      salesAggregate: {
        min: {
          id: 1,
          points: '1',
          total: '-1.00',
          day: '2023-12-31',
          at: '2023-12-31T12:00:00Z',
          channel: 'web',
          note: 'x',
          tip: '0.00',
        },
        max: { day: '2024-02-29', at: 'infinity', channel: 'IN_STORE', note: 'z', took: 'P1D' },
      },
    },
  },
  {
    name: 'over no rows, a count is 0 and every other aggregate is null',
    query: '{ salesAggregate(where: { id: { lt: 0 } }) { count countDistinct { id } sum { total } min { day } } }',
    data: { salesAggregate: { count: 0, countDistinct: { id: 0 }, sum: { total: null }, min: { day: null } } },
  },
  {
    // covers: S16, S36
    name: 'aggregates of all parents are one statement; a parent without a key has no rows',
    query: '{ shops { id salesAggregate(where: { units: { isNull: false } }) { count sum { total } } } }',
    data: {
      shops: [
        { id: 1, salesAggregate: { count: 2, sum: { total: '10.75' } } },
        { id: 2, salesAggregate: { count: 1, sum: { total: '100.00' } } },
        { id: 3, salesAggregate: { count: 0, sum: { total: null } } },
      ],
    },
    rows: { auto: [3, 2], selectin: [3, 2], joined: [3, 2] },
  },
  {
    name: 'a pair that a junction holds twice is counted once',
    query: '{ products { id tagsAggregate { count sum { weight } } } }',
    data: {
      products: [
        { id: 1, tagsAggregate: { count: 2, sum: { weight: '30' } } },
        { id: 2, tagsAggregate: { count: 0, sum: { weight: null } } },
      ],
    },
  },
  {
    name: 'equal aggregates under two names are one statement',
    query: '{ a: salesAggregate { count } b: salesAggregate { sum { total } __typename } }',
    data: { a: { count: 5 }, b: { sum: { total: '109.75' }, __typename: 'SaleAggregate' } },
    rows: { auto: [1] },
  },
  {
    name: 'the aggregate of a connection covers the whole list, whatever the page',
    query: `{ salesConnection(where: { channel: { eq: web } }, first: 1) { nodes { id } aggregate { count sum { total } } }
      shops(limit: 1) { salesConnection(last: 1) { nodes { id } aggregate { count } } } }`,
    data: {
      salesConnection: { nodes: [{ id: 1 }], aggregate: { count: 3, sum: { total: '109.50' } } },
      shops: [{ salesConnection: { nodes: [{ id: 3 }], aggregate: { count: 3 } } }],
    },
  },
];

const ORDERS: readonly Case[] = [
  {
    name: 'a list may be ordered by aggregates of related rows, and nulls come last',
    query: `{ bySum: shops(orderBy: [{ salesAggregate: { sum: { total: DESC } } }]) { id }
      byLatest: shops(orderBy: [{ salesAggregate: { max: { day: ASC_NULLS_FIRST } } }], limit: 2) { id }
      byKinds: shops(orderBy: [{ salesAggregate: { countDistinct: { channel: ASC } } }, { id: DESC }]) { id } }`,
    data: { bySum: ids(2, 1, 3), byLatest: ids(3, 1), byKinds: ids(3, 2, 1) },
    rows: { auto: [3, 2, 3] },
  },
  {
    name: 'aggregates through an absent to-one are null, but a count is 0',
    query: `{ bySum: sales(orderBy: [{ shopByShopCode: { salesAggregate: { sum: { total: ASC } } } }]) { id }
      byCount: sales(orderBy: [{ shopByShopCode: { salesAggregate: { count: ASC } } }]) { id } }`,
    data: { bySum: ids(1, 2, 3, 4, 5), byCount: ids(5, 4, 1, 2, 3) },
  },
  {
    name: 'a pair that a junction holds twice is summed once',
    query: '{ products(orderBy: [{ tagsAggregate: { sum: { weight: DESC } } }]) { id tags { id } } }',
    data: {
      products: [
        { id: 1, tags: ids(1, 2) },
        { id: 2, tags: [] },
      ],
    },
  },
];

const COUNTS: readonly Case[] = [
  {
    name: 'a connection that shows no rows reads none',
    query: `{ salesConnection { __typename totalCount } shopsConnection { __typename }
      shops { salesConnection { aggregate { count } groups: aggregate { groups(by: [{ units: true }], limit: 1) { count } } } } }`,
    data: {
      salesConnection: { __typename: 'SaleConnection', totalCount: 5 },
      shopsConnection: { __typename: 'ShopConnection' },
      shops: [3, 1, 0].map((count) => ({
        salesConnection: { aggregate: { count }, groups: { groups: count > 0 ? [{ count: 1 }] : [] } },
      })),
    },
    rows: { auto: [1, 3, 2, 2] },
  },
  {
    name: 'a total beside other aggregates is counted in their statement, at the root and per parent',
    query: `{ salesConnection(first: 1, where: { total: { gt: "0" } }) { totalCount nodes { id } aggregate { sum { total } } }
      shops { salesConnection(first: 1) { total: totalCount aggregate { max { units } } again: totalCount } } }`,
    data: {
      salesConnection: { totalCount: 3, nodes: [{ id: 1 }], aggregate: { sum: { total: '110.75' } } },
      shops: [3, 1, 0].map((total, at) => ({
        salesConnection: { total, aggregate: { max: { units: [2, 32767, null][at] } }, again: total },
      })),
    },
    rows: { auto: [2, 1, 3, 2] },
  },
  {
    name: 'a capped count stops at its cap',
    query: `{ salesConnection(first: 1) { all: totalCount low: totalCount(mode: CAPPED, cap: 2)
      high: totalCount(mode: CAPPED, cap: 9) } shops { salesConnection(first: 0) { totalCount(mode: CAPPED, cap: 1) } } }`,
    data: {
      salesConnection: { all: 5, low: 2, high: 5 },
      shops: [1, 1, 0].map((totalCount) => ({ salesConnection: { totalCount } })),
    },
  },
  {
    name: 'an estimate below a row is exact',
    query: '{ shops { salesConnection { totalCount(mode: ESTIMATE) } } }',
    data: { shops: [3, 1, 0].map((totalCount) => ({ salesConnection: { totalCount } })) },
  },
];

const DISTINCT: readonly Case[] = [
  {
    // covers: S45
    name: 'distinctOn gives the first row of each combination, in the order asked for',
    query: `{ sales(distinctOn: [SHOP_CODE], orderBy: [{ shopCode: DESC }, { total: ASC_NULLS_FIRST }]) { id } }`,
    data: { sales: [{ id: 4 }, { id: 3 }, { id: 5 }] },
    rows: { auto: [3] },
  },
  {
    name: 'distinctOn without an order sorts by its columns, and a page counts distinct rows',
    query: '{ sales(distinctOn: [CHANNEL], limit: 2, offset: 1) { id channel } __typename }',
    data: {
      sales: [
        { id: 2, channel: 'IN_STORE' },
        { id: 3, channel: null },
      ],
      __typename: 'Query',
    },
  },
  {
    name: 'lists below distinct rows belong to those rows alone',
    query: '{ shops(distinctOn: [CODE], orderBy: [{ code: ASC }], limit: 1) { id sales { id } } }',
    data: { shops: [{ id: 1, sales: [{ id: 1 }, { id: 2 }, { id: 3 }] }] },
    rows: { auto: [1, 3], joined: [3] },
  },
];

testCases('values over many rows', 'sales', VALUES);
testCases('orders by aggregates', 'sales', ORDERS);
testCases('counts', 'sales', COUNTS);
testCases('distinct rows', 'sales', DISTINCT);

describe('arguments that are refused before any SQL', () => {
  const gateway = useGateway('sales');

  it.each([
    [
      // covers: S45
      'distinctOn must begin the order',
      '{ sales(distinctOn: [DAY], orderBy: [{ total: ASC }]) { id } }',
      /begin with .*day/,
    ],
    ['a cap needs the mode CAPPED', '{ salesConnection { totalCount(cap: 1) } }', /is for CAPPED/],
    ['the mode CAPPED needs a cap', '{ salesConnection { totalCount(mode: CAPPED) } }', /cap:\) is missing/],
  ])('%s', async (_, query, message) => {
    const { errors, statements } = await gateway().run(query);
    expect(errors[0]?.message).toMatch(message);
    expect(errors[0]?.extensions?.['code']).toBe('BAD_USER_INPUT');
    expect(statements.filter(({ sql }) => /distinct on|group by|count/.test(sql))).toEqual([]);
  });

  it('a value that JSON cannot carry is written as a string', async () => {
    const query = '{ salesAggregate(where: { id: { eq: 1 } }) { max { points } } }';
    expect((await gateway().run(query)).data).toEqual({ salesAggregate: { max: { points: '9007199254740993' } } });
  });
});

describe('an estimated count', () => {
  const gateway = useGateway('sales');

  it("an estimated count comes from PostgreSQL's planner and reads no row", async () => {
    const { data, statements } = await gateway().run(
      '{ salesConnection(first: 1, where: { total: { gt: 1 } }) { totalCount(mode: ESTIMATE) } }',
    );
    expect(data).toMatchObject({ salesConnection: { totalCount: expect.any(Number) } });
    expect(statements.map(({ sql }) => sql.startsWith('explain (format json)'))).toContain(true);
  });
});

describe('an explained operation', () => {
  const gateway = useGateway('sales');

  // covers: S46
  it("an explained operation holds PostgreSQL's plan of every statement", async () => {
    const query =
      '{ salesConnection { nodes { id } aggregate { count } totalCount(mode: ESTIMATE) } shops { sales { id } } }';
    const { errors, plan } = await gateway().run(query, { explain: 'analyze' });
    expect(errors).toEqual([]);
    const analyzed = { analyze: [{ Plan: expect.anything() }] };
    expect(plan).toMatchObject({ statements: [analyzed, analyzed, analyzed, analyzed, analyzed] });
  });
});

describe('the writer and graphql-js', () => {
  const gateway = useGateway('sales');

  it.each([...VALUES, ...ORDERS, ...COUNTS, ...DISTINCT])(
    'the writer and graphql-js give the same bytes: $name',
    async ({ query, variables = {} }) => {
      const { written, executed } = await gateway().write(query, { variables });
      if (written !== null) expect(written).toBe(executed);
    },
  );
});

describe('a cursor under an order by aggregates', () => {
  const gateway = useGateway('sales');

  it('a cursor under an order by aggregates continues after its row', async () => {
    const page = (
      after: string,
    ): string => `{ shopsConnection(first: 1, orderBy: [{ salesAggregate: { sum: { total: DESC } } }
      { salesAggregate: { count: ASC } }]${after}) { nodes { id } pageInfo { endCursor } } }`;
    const seen: unknown[] = [];
    let after = '';
    for (let turn = 0; turn < 3; turn++) {
      const { data, errors } = await gateway().run(page(after));
      expect(errors).toEqual([]);
      expect(data).toMatchObject({ shopsConnection: { pageInfo: { endCursor: expect.any(String) } } });
      const { shopsConnection } = data as { shopsConnection: { nodes: unknown[]; pageInfo: { endCursor: string } } };
      seen.push(...shopsConnection.nodes);
      after = `, after: "${shopsConnection.pageInfo.endCursor}"`;
    }
    expect(seen).toEqual(ids(2, 1, 3));
  });
});
