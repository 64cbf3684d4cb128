/** Which index brings rows in which order, under every strategy, as PostgreSQL's own plans say, for the values of a request and for any. */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestGateway } from '../support/gateway.ts';
import { useDatabase } from '../support/use-database.ts';
import { ask, expectNoWorsePlan } from './asked.ts';
import { SHAPE_CASES } from './index-cases.ts';
import { ORDER_CASES } from './order-cases.ts';
import { PreparedPlans } from './prepared-plans.ts';

const database = useDatabase(new URL('items.sql', import.meta.url), 'vacuum analyze');
let gateway: TestGateway;
let client: pg.Client;
let plans: PreparedPlans;
beforeAll(async () => {
  gateway = await database.open({
    textSearch: 'english',
    entities: { Item: { fields: { lowered: { sql: 'lower({row}.text_lower)' } } } },
  });
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  plans = new PreparedPlans(client);
}, 120_000);
afterAll(() => client.end());

/** More than a page of rows is on, and their relations; the table has thousands. */
const MANY = 1_000;

describe.each(['auto', 'joined', 'selectin'] as const)('under %s', (load) => {
  it.each(ORDER_CASES)('the order of $rule', async ({ query, indexes }) => {
    const asked = await ask(gateway, plans, query, { load });
    if (indexes.length === 0) expect(asked.custom.pages).toBeGreaterThan(MANY);
    else expect(asked.custom.pages).toBeLessThan(MANY);
    expect([...asked.custom.indexes]).toEqual(expect.arrayContaining([...indexes]));
    expectNoWorsePlan(asked);
  });
});

describe.each(['joined', 'selectin'] as const)('under %s', (load) => {
  it.each(SHAPE_CASES)('indexes serve $rule', async ({ query, variables = {}, indexes }) => {
    const asked = await ask(gateway, plans, query, { load, variables });
    expect([...asked.custom.indexes]).toEqual(expect.arrayContaining([...indexes]));
    expectNoWorsePlan(asked);
  });
});
