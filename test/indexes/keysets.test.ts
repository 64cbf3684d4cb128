/**
 * A page deep in a list costs as many pages of PostgreSQL as the first one, because an index is followed from the
 * cursor on.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { openGateway, type TestGateway } from '../support/gateway.ts';
import { readPages } from './read-pages.ts';

const ROWS = 30_000;

let database: TestDatabase;
let gateway: TestGateway;
beforeAll(async () => {
  database = await createDatabase([
    `create table shops (id int primary key, name text not null);
     create table orders (id int primary key, shop_id int not null references shops, created_at timestamptz not null,
       state text not null, score int, rank int, note text not null);
     insert into shops select i, 'shop ' || i from generate_series(1, 3) i;
     insert into orders select i, i % 3 + 1, timestamptz '2020-01-01' + interval '1 minute' * (i * 7919 % ${ROWS}),
       'state ' || i % 3, nullif(i * 7919 % ${ROWS}, 0) * nullif(sign(i % 20), 0), nullif(i % 4, 0), repeat('x', 80)
       from generate_series(1, ${ROWS}) i;
     create index on orders (created_at, id);
     create index on orders (state, id desc);
     create index on orders (score, id);
     create index on orders (score desc nulls last, id);
     create index on orders (rank, score, id);
     create index on orders (shop_id, created_at desc, id);
     create index on orders (shop_id, score, id);`,
    'vacuum analyze',
  ]);
  gateway = await openGateway(database.url);
});
afterAll(async () => {
  await gateway.close();
  await database.drop();
});

interface Case {
  readonly rule: string;
  readonly orderBy: string;
}

const CASES: readonly Case[] = [
  { rule: 'one direction', orderBy: '[{ createdAt: ASC }, { id: ASC }]' },
  { rule: 'one direction, descending', orderBy: '[{ createdAt: DESC }, { id: DESC }]' },
  { rule: 'directions that differ, in large groups', orderBy: '[{ state: ASC }, { id: DESC }]' },
  { rule: 'directions that differ, the other way round', orderBy: '[{ state: DESC }, { id: ASC }]' },
  { rule: 'nulls last', orderBy: '[{ score: ASC }]' },
  { rule: 'nulls last, descending', orderBy: '[{ score: DESC }]' },
  { rule: 'nulls first', orderBy: '[{ score: DESC_NULLS_FIRST }, { id: DESC }]' },
  { rule: 'several columns with nulls', orderBy: '[{ rank: ASC }, { score: ASC }]' },
];

interface Page {
  readonly ids: readonly number[];
  readonly cursor: string;
  readonly pages: number;
}

/** Parallel plans and sequential scans are off, so that only the form of the statement decides. */
async function page(orderBy: string, args: string, root = ''): Promise<Page> {
  const connection = `ordersConnection(orderBy: ${orderBy}, ${args}) { edges { cursor node { id } } }`;
  const { plan, data, errors } = await gateway.run(root ? `{ ${root} { ${connection} } }` : `{ ${connection} }`, {
    explain: 'analyze',
  });
  expect(errors).toEqual([]);
  const edges = edgesOf(data);
  return {
    ids: edges.map(({ node }) => node.id),
    cursor: (args.startsWith('last') ? edges[0] : edges.at(-1))?.cursor ?? '',
    pages: readPages(plan),
  };
}

interface Edge {
  readonly cursor: string;
  readonly node: { readonly id: number };
}

function edgesOf(data: unknown): readonly Edge[] {
  const found: Edge[] = [];
  JSON.stringify(data, (key: string, value: unknown) => {
    if (key === 'edges' && Array.isArray(value)) found.push(...value);
    return value;
  });
  return found;
}

const SIZE = 20;

describe('pages after a cursor', () => {
  it.each(CASES)('a page deep in the list reads as few pages as one near its start: $rule', async ({ orderBy }) => {
    const all = (await page(orderBy, 'first: 10000')).cursor;
    const start = await page(orderBy, `first: ${SIZE}`);
    const deep = await page(orderBy, `first: ${SIZE}, after: "${all}"`);
    expect(deep.ids).toHaveLength(SIZE);
    expect(deep.pages, `${deep.pages} pages deep, ${start.pages} at the start`).toBeLessThanOrEqual(start.pages + 16);
  });

  it.each(CASES)('a page backwards reads few pages and finds the rows before: $rule', async ({ orderBy }) => {
    const first = await page(orderBy, 'first: 5000');
    const back = await page(orderBy, `last: ${SIZE}, before: "${first.cursor}"`);
    expect(back.ids).toEqual(first.ids.slice(-SIZE - 1, -1));
    expect(back.pages).toBeLessThanOrEqual(2 * SIZE + 20);
  });

  it.each([
    { rule: 'one direction', orderBy: '[{ createdAt: DESC }]' },
    { rule: 'nulls last', orderBy: '[{ score: ASC }]' },
  ])('a page below a parent follows the index of the relation from the cursor on: $rule', async ({ orderBy }) => {
    const root = 'shops(limit: 1)';
    const all = (await page(orderBy, 'first: 5000', root)).cursor;
    const start = await page(orderBy, `first: ${SIZE}`, root);
    const deep = await page(orderBy, `first: ${SIZE}, after: "${all}"`, root);
    expect(deep.ids).toHaveLength(SIZE);
    expect(deep.pages).toBeLessThanOrEqual(start.pages + 16);
  });
});

describe('successive pages', () => {
  it.each(CASES)(
    'successive pages give every row once, in order, through equal values and nulls: $rule',
    async ({ orderBy }) => {
      const whole = await page(orderBy, 'first: 3000');
      const ids: number[] = [];
      let after = '';
      while (ids.length < whole.ids.length) {
        const next = await page(orderBy, `first: 700${after}`);
        ids.push(...next.ids);
        after = `, after: "${next.cursor}"`;
      }
      expect(ids.slice(0, whole.ids.length)).toEqual(whole.ids);
    },
  );
});
