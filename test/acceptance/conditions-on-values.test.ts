import { describe, expect, it } from 'vitest';
import { type Case, testCases, useGateway } from './cases.ts';

const SALES: readonly Case[] = [
  {
    name: 'rows are found by the number of their related rows',
    query: '{ shops(where: { salesAggregate: { count: { gt: 1 } } }) { id } }',
    data: { shops: [{ id: 1 }] },
    rows: { auto: [1], joined: [1] },
  },
  {
    name: 'a row without related rows, and one without a key for them, have the count 0',
    query: '{ shops(where: { salesAggregate: { count: { eq: 0 } } }) { id } }',
    data: { shops: [{ id: 3 }] },
    rows: { auto: [1] },
  },
  {
    name: 'the count may be any of a list of numbers',
    query: '{ shops(where: { salesAggregate: { count: { in: [0, 1, 7] } } }) { id } }',
    data: { shops: [{ id: 2 }, { id: 3 }] },
    rows: { auto: [2] },
  },
  {
    name: 'a negative number compares as numbers do',
    query: '{ shops(where: { salesAggregate: { count: { gt: -2147483648, lte: 2147483647 } } }) { id } }',
    data: { shops: [{ id: 1 }, { id: 2 }, { id: 3 }] },
  },
  {
    name: 'only rows that satisfy where have a part in the values',
    query: `{ shops(where: { salesAggregate: { where: { channel: { eq: web } }, count: { gte: 1 }, sum: { total: { lt: "50" } } } }) { id } }`,
    data: { shops: [{ id: 1 }] },
    rows: { auto: [1] },
  },
  {
    name: 'a sum over no value is null, which no comparison finds, and no negation either',
    query: `{ less: shops(where: { salesAggregate: { sum: { total: { lt: "1000" } } } }) { id }
      notLess: shops(where: { not: { salesAggregate: { sum: { total: { lt: "1000" } } } } }) { id }
      none: shops(where: { salesAggregate: { sum: { total: { isNull: true } } } }) { id } }`,
    data: { less: [{ id: 1 }, { id: 2 }], notLess: [], none: [{ id: 3 }] },
    rows: { auto: [2, 0, 1] },
  },
  {
    name: 'conditions on values stand beside others, below or, and inside conditions on related rows',
    query: `{ either: shops(where: { or: [{ id: { eq: 3 } }, { salesAggregate: { max: { units: { gt: 100 } } } }] }) { id }
      sales(where: { shopByShopCode: { salesAggregate: { countDistinct: { channel: { gte: 2 } } } } }) { id } }`,
    data: { either: [{ id: 2 }, { id: 3 }], sales: [{ id: 1 }, { id: 2 }, { id: 3 }] },
  },
  {
    name: 'lists below rows, aggregates and pages know the condition',
    query: `{ sales(where: { id: { in: [1, 5] } }) { id shopByShopCode { id } }
      shopsAggregate(where: { salesAggregate: { count: { gte: 1 } } }) { count }
      shopsConnection(where: { salesAggregate: { count: { gte: 1 } } }, first: 1) { nodes { id } pageInfo { hasNextPage } } }`,
    data: {
      sales: [
        { id: 1, shopByShopCode: { id: 1 } },
        { id: 5, shopByShopCode: null },
      ],
      shopsAggregate: { count: 2 },
      shopsConnection: { nodes: [{ id: 1 }], pageInfo: { hasNextPage: true } },
    },
  },
  {
    name: 'rows of a many-to-many relation count once each, however often the junction holds the pair',
    query: `{ two: products(where: { tagsAggregate: { count: { eq: 2 }, sum: { weight: { eq: "30" } } } }) { id }
      none: products(where: { tagsAggregate: { count: { lt: 1 } } }) { id } }`,
    data: { two: [{ id: 1 }], none: [{ id: 2 }] },
  },
  {
    name: 'no condition on a value is no condition',
    query: '{ shops(where: { salesAggregate: {} }) { id } }',
    data: { shops: [{ id: 1 }, { id: 2 }, { id: 3 }] },
  },
];

// covers: S16
testCases('conditions on values over related rows', 'sales', SALES);

describe('a condition on values over related rows', () => {
  const gateway = useGateway('sales');

  it.each([
    ['{ salesAggregate: null }', 'shops(where:).salesAggregate is null; say what count, sum and the others must be.'],
    [
      '{ salesAggregate: { where: { id: { gt: 1 } } } }',
      'shops(where:).salesAggregate says which rows are meant, and not what of them: add count, sum or another value.',
    ],
    [
      '{ salesAggregate: { count: { gt: null } } }',
      'shops(where:).salesAggregate.count.gt is null; use {isNull: true} to look for nulls.',
    ],
  ])('%s is refused before SQL', async (where, message) => {
    const { errors, statements } = await gateway().run(`{ shops(where: ${where}) { id } }`);
    expect(errors?.map((error) => error.message)).toEqual([message]);
    expect(statements).toEqual([]);
  });
});
