/** Tells which index serves which filter by PostgreSQL's own plans, for the values of a request and for any values. */
import { readFile } from 'node:fs/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestGateway } from '../support/gateway.ts';
import { useDatabase } from '../support/use-database.ts';
import { ask, expectNoWorsePlan } from './asked.ts';
import { INDEX_CASES, type IndexCase, SHAPE_CASES } from './index-cases.ts';
import { indexTable } from './index-table.ts';
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

function cells(of: 'served' | 'unserved'): { rule: string; name: string; query: string }[] {
  return INDEX_CASES.flatMap(({ kind, on, name, field, ...index }: IndexCase) =>
    Object.entries(index[of] ?? {}).map(([label, operand]) => {
      const query = `{ items(where: { ${field}: { ${label.split(' ')[0]}: ${operand} } }, limit: 20) { id } }`;
      return { rule: `${kind} on ${on}: ${label}`, name, query };
    }),
  );
}

describe('indexes for filters', () => {
  it.each(cells('served'))('an index serves a filter: $rule', async ({ name, query }) => {
    const asked = await ask(gateway, plans, query);
    expect([...asked.custom.indexes]).toContain(name);
    expectNoWorsePlan(asked);
  });

  it.each(cells('unserved'))('an index does not serve a filter: $rule', async ({ name, query }) => {
    const asked = await ask(gateway, plans, query);
    expect([...asked.custom.indexes]).not.toContain(name);
    expectNoWorsePlan(asked);
  });
});

it('docs/filters.md shows which index serves which filter', async () => {
  const page = await readFile(new URL('../../docs/filters.md', import.meta.url), 'utf8');
  // Prettier aligns the columns of a table.
  const plain = page.replaceAll(/ +\|/g, ' |').replaceAll(/-{3,}/g, '---');
  expect(plain).toContain(indexTable(INDEX_CASES));
});

describe('indexes for operations', () => {
  it.each(SHAPE_CASES)('indexes serve $rule', async ({ query, variables, indexes }) => {
    const asked = await ask(gateway, plans, query, { variables });
    expect([...asked.custom.indexes]).toEqual(expect.arrayContaining([...indexes]));
    if (indexes.length === 0) expect(asked.custom.pages).toBeGreaterThan(300);
    expectNoWorsePlan(asked);
  });
});

interface OrCase {
  readonly rule: string;
  readonly or: string;
  readonly page?: string;
  readonly isUnited: boolean;
}

const OR_CASES: readonly OrCase[] = [
  {
    rule: 'a few rows are found by their keys',
    or: '[{ owner: { name: { eq: "owner 7" } } }, { comments: { some: { code: { lt: 30 } } } }]',
    isUnited: true,
  },
  {
    rule: 'rows that meet several conditions come once, in their order and page',
    or: '[{ owner: { id: { eq: 7 } } }, { owner: { name: { eq: "owner 7" } } }, { intBtree: { lt: 9 }, comments: { some: { code: { gt: 5 } } } }]',
    page: ', orderBy: [{ place: DESC }], limit: 7, offset: 3',
    isUnited: true,
  },
  {
    rule: 'a page of frequent rows is full after some of them',
    or: '[{ owner: { level: { gt: 5 } } }, { comments: { some: { code: { gt: 20 } } } }]',
    page: ', limit: 20',
    isUnited: false,
  },
  {
    rule: 'each row is tested where no index serves one of the conditions',
    or: '[{ owner: { name: { eq: "owner 7" } } }, { comments: { some: { body: { eq: "body 8" } } } }]',
    isUnited: false,
  },
];

describe('an or of related rows', () => {
  it.each(OR_CASES)('$rule', async ({ or, page = '', isUnited }) => {
    for (const load of ['auto', 'joined', 'selectin'] as const) {
      const fields = (where: string): string =>
        `rows: items(where: ${where}${page}) { id owner { name } } all: itemsConnection(where: ${where}) { totalCount }`;
      const { data, errors, plan, statements } = await gateway.run(`{ ${fields(`{ or: ${or} }`)} }`, {
        load,
        explain: 'plan',
      });
      expect(errors).toEqual([]);
      // Below NOT each row is tested, because unknown does not count as false there.
      const asked = await gateway.run(`{ ${fields(`{ not: { not: { or: ${or} } } }`)} }`, { load });
      expect(data).toEqual(asked.data);
      const [rows] = statements;
      expect(rows?.sql.includes('union all')).toBe(isUnited);
      expect(JSON.stringify(plan).includes('the keys of what an or finds are found first')).toBe(isUnited);
      expect(asked.statements.some(({ sql }) => sql.includes('union all'))).toBe(false);
    }
  });
});
