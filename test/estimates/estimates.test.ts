/**
 * Tells how many rows the planner expects for the values of a request, from which source, and which plan it makes of
 * that.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { openGateway, type TestGateway } from '../support/gateway.ts';
import { explainedNodes } from './explained.ts';
import { SHOP } from './shop.ts';

let database: TestDatabase;
let gateway: TestGateway;
beforeAll(async () => {
  database = await createDatabase([SHOP]);
  gateway = await openGateway(database.url);
});
afterAll(async () => {
  await gateway.close();
  await database.drop();
});

interface Case {
  readonly rule: string;
  readonly query: string;
  /** The actual rows by path. The estimate is within `factor` of them. */
  readonly rows: Readonly<Record<string, number>>;
  readonly factor?: number;
  readonly from: readonly string[];
}

const CASES: readonly Case[] = [
  {
    rule: 'a common value is estimated as often as PostgreSQL counted it',
    query: '{ customers(where: { status: { eq: "active" } }) { id } }',
    rows: { customers: 4500 },
    factor: 1.1,
    from: ['values of status'],
  },
  {
    rule: 'a rare value is estimated to be rare',
    query: '{ customers(where: { status: { eq: "banned" } }) { id } }',
    rows: { customers: 5 },
    factor: 3,
    from: ['values of status'],
  },
  {
    rule: 'the estimates of listed values are added up',
    query: '{ orders(where: { state: { in: ["open", "failed"] } }) { id } }',
    rows: { orders: 1000 },
    factor: 1.3,
    from: ['values of state'],
  },
  {
    rule: 'both ends of a range are read from the histogram',
    query: '{ orders(where: { createdAt: { gte: "2020-12-01T00:00:00Z", lt: "2021-01-01T00:00:00Z" } }) { id } }',
    rows: { orders: 1251 },
    factor: 1.3,
    from: ['values of createdAt'],
  },
  {
    rule: 'numbers are compared as numbers, however they are written',
    query: '{ products(where: { price: { lt: "50.000" } }) { id } }',
    rows: { products: 37 },
    factor: 1.5,
    from: ['values of price'],
  },
  {
    rule: 'an absent value is estimated by the share of nulls',
    query: '{ customers(where: { born: { isNull: true } }) { id } }',
    rows: { customers: 1250 },
    factor: 1.1,
    from: [],
  },
  {
    rule: 'a pattern is tested on the values in the statistics',
    query: '{ orders(where: { note: { startsWith: "gift" } }) { id } }',
    rows: { orders: 4000 },
    factor: 1.3,
    from: ['values of note'],
  },
  {
    rule: 'an element of an array is estimated as often as PostgreSQL counted it',
    query: '{ customers(where: { tags: { has: "press" } }) { id } }',
    rows: { customers: 100 },
    factor: 1.3,
    from: ['values of tags'],
  },
  {
    rule: 'columns that determine each other count once',
    query: '{ cities(where: { name: { eq: "city 7" }, zip: { eq: "zip 7" }, country: { eq: "country 0" } }) { id } }',
    rows: { cities: 2 },
    factor: 2,
    from: ['values of name', 'values of country', 'values of zip', 'extended statistics city_parts'],
  },
  {
    rule: 'a condition on a to-one is estimated by the statistics of the other table',
    query: '{ items(where: { product: { retired: { eq: true } } }) { id } }',
    rows: { items: 1500 },
    factor: 1.3,
    from: ['values of retired'],
  },
  {
    rule: 'a condition on a list is estimated by the number of rows of each parent',
    query: '{ products(where: { reviews: { some: { stars: { eq: 1 } } } }) { id } }',
    rows: { products: 1000 },
    factor: 1.3,
    from: ['values of stars'],
  },
  {
    rule: 'a condition that no row of a list may meet is estimated as the rest',
    query: '{ customers(where: { orders: { none: {} } }) { id } }',
    rows: { customers: 2450 },
    factor: 2,
    from: [],
  },
  {
    rule: 'adjacent rows on disk share their target',
    query: '{ reviews(limit: 1000) { id product { name } } }',
    rows: { reviews: 1000, 'reviews.product': 1000 },
    factor: 1.1,
    from: [],
  },
];

describe('estimates by statistics', () => {
  it.each(CASES)('$rule', async ({ query, rows, factor = 1, from }) => {
    const { plan, errors } = await gateway.run(query, { explain: 'plan' });
    expect(errors).toEqual([]);
    const nodes = explainedNodes(plan);
    for (const [path, actual] of Object.entries(rows)) {
      const node = nodes.find((each) => each.path === path);
      expect(node?.rows ?? actual).toBe(actual);
      const expected = Math.max(1, node?.estimatedRows ?? 0);
      expect(Math.max(expected / actual, actual / expected), `${path}: ${expected} expected`).toBeLessThanOrEqual(
        factor,
      );
    }
    expect(nodes[0]?.estimatedFrom).toEqual(from);
  });

  it('rows that lie together lead to few targets, which are loaded once', async () => {
    const { plan, R } = await gateway.run('{ reviews(limit: 1000) { id product { name about } } }', {
      explain: 'plan',
    });
    const product = explainedNodes(plan).find(({ path }) => path === 'reviews.product');
    expect(product?.because).toMatch(/^selectin: 1000 parents, 50 distinct Product/);
    expect(R).toEqual([1000, 50]);
  });

  it('scattered rows lead to many targets', async () => {
    const { plan } = await gateway.run('{ items(limit: 1000) { id product { name about } } }', { explain: 'plan' });
    const product = explainedNodes(plan).find(({ path }) => path === 'items.product');
    expect(product?.because).toMatch(/1000 parents, 6\d\d distinct Product/);
  });
});

describe('plans by the values of a request', () => {
  const BY_STATUS = 'query ($status: String!) { customers(where: { status: { eq: $status } }) { id city { about } } }';

  it('a rare and a common value of one document have plans of their own and the answer of any strategy', async () => {
    const seen = new Map<string, unknown>();
    for (const status of ['active', 'banned', 'active', 'nobody']) {
      const { plan, data } = await gateway.run(BY_STATUS, { variables: { status }, explain: 'plan' });
      const selectin = await gateway.run(BY_STATUS, { variables: { status }, load: 'selectin' });
      expect(data).toEqual(selectin.data);
      const [customers, city] = explainedNodes(plan);
      seen.set(status, [customers?.rows, city?.strategy]);
    }
    expect(Object.fromEntries(seen)).toEqual({
      active: [4_500, 'selectin'],
      banned: [5, 'joined'],
      nobody: [0, 'joined'],
    });
  });

  it('values of one magnitude have one SQL text', async () => {
    const texts = new Set<string>();
    for (const status of ['active', 'dormant', 'banned', 'none', "o'neil"]) {
      const query = 'query ($status: String!) { customers(where: { status: { eq: $status } }) { id } }';
      const { statements } = await gateway.run(query, { variables: { status } });
      for (const { sql } of statements) texts.add(sql);
    }
    expect(texts.size).toBe(1);
  });
});
