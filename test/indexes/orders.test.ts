/**
 * Tells which index gives rows in which order by PostgreSQL's own plans, under every strategy, for the values of a
 * request and for any values.
 */
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

/** The rows and their relations fill more pages than that. The table fills thousands. */
const MANY = 1_000;

describe.each(['auto', 'joined', 'selectin'] as const)('orders under %s', (load) => {
  it.each(ORDER_CASES)('an index gives the rows in order where one can: $rule', async ({ query, indexes }) => {
    const asked = await ask(gateway, plans, query, { load });
    if (indexes.length === 0) expect(asked.custom.pages).toBeGreaterThan(MANY);
    else expect(asked.custom.pages).toBeLessThan(MANY);
    expect([...asked.custom.indexes]).toEqual(expect.arrayContaining([...indexes]));
    expectNoWorsePlan(asked);
  });
});

describe.each(['joined', 'selectin'] as const)('filters under %s', (load) => {
  it.each(SHAPE_CASES)('indexes serve $rule', async ({ query, variables = {}, indexes }) => {
    const asked = await ask(gateway, plans, query, { load, variables });
    expect([...asked.custom.indexes]).toEqual(expect.arrayContaining([...indexes]));
    expectNoWorsePlan(asked);
  });
});

describe('nulls that stand elsewhere than in an index', () => {
  it.each([
    ['few_nulls', 'fewNulls: DESC', 'few_nulls desc nulls last', 12],
    ['few_nulls', 'fewNulls: ASC_NULLS_FIRST', 'few_nulls nulls first', 12],
    ['many_nulls', 'manyNulls: DESC', 'many_nulls desc nulls last', 12],
    ['many_nulls', 'manyNulls: ASC_NULLS_FIRST', 'many_nulls nulls first', 990],
    ['late_nulls', 'lateNulls: DESC', 'late_nulls desc nulls last', 12],
  ] as const)('nulls come at their place: %s, %s', async (column, orderBy, sql, limit) => {
    const rowsOf = async (order: string): Promise<readonly { id: number }[]> =>
      (await client.query<{ id: number }>(`select id from items order by ${order} limit ${limit}`)).rows;
    for (const load of ['auto', 'joined', 'selectin'] as const) {
      const query = `query ($n: Int!) {
        items(orderBy: [{ ${orderBy} }], limit: ${limit}) { id }
        some: items(orderBy: [{ ${orderBy} }], limit: $n, where: { ${orderBy.split(':')[0]}: { isNull: true } }) { id }
        itemsConnection(orderBy: [{ ${orderBy} }], last: ${limit}) { nodes { id } }
        owners(limit: 3) { items(orderBy: [{ ${orderBy} }], limit: 9) { id } }
      }`;
      const { data, errors } = await gateway.run(query, { load, variables: { n: limit } });
      expect(errors).toEqual([]);
      const reversed = sql.includes('desc') ? `${column} nulls first` : `${column} desc nulls last`;
      const some = await client.query(`select id from items where ${column} is null order by id limit ${limit}`);
      const owners = await client.query<{ ids: number[] }>(
        `select array(select id from items i where i.owner_id = o.id order by ${sql}, id limit 9) as ids from owners o order by id limit 3`,
      );
      expect(data).toEqual({
        items: await rowsOf(`${sql}, id`),
        some: some.rows,
        itemsConnection: { nodes: (await rowsOf(`${reversed}, id desc`)).toReversed() },
        owners: owners.rows.map(({ ids }) => ({ items: ids.map((id) => ({ id })) })),
      });
    }
  });
});
