/**
 * Where statistics do not cover a condition, PostgreSQL is asked for its estimate, once per plan and beside the
 * requests.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConfigOptions } from '../../schema/config/read-config.ts';
import { createDatabase, query, type TestDatabase } from '../support/database.ts';
import { openGateway, type TestGateway } from '../support/gateway.ts';
import { type Explained, explainedNodes } from './explained.ts';
import { PAPERS, PAPERS_CONFIG } from './papers.ts';

let database: TestDatabase;
let gateway: TestGateway;
/** The name has the process in it, because roles belong to the server and not to a database. */
const READER = `reader_${process.pid}`;
beforeAll(async () => {
  database = await createDatabase([PAPERS]);
  await query(database.url, `create role ${READER}; grant select on papers, shelves to ${READER}`);
  gateway = await openGateway(database.url, PAPERS_CONFIG);
});
afterAll(async () => {
  await gateway.close();
  await query(database.url, `drop owned by ${READER}; drop role ${READER}`);
  await database.drop();
});

async function explained(at: TestGateway, operation: string, variables = {}): Promise<readonly Explained[]> {
  const claims = { role: READER };
  const { plan, errors } = await at.run(operation, { explain: 'plan', variables, claims });
  expect(errors).toEqual([]);
  return explainedNodes(plan);
}

interface Case {
  readonly what: string;
  readonly operation: string;
  readonly path?: string;
  /** The number of rows that the estimate is compared with, where it is not the number of the answer. */
  readonly rows?: number;
}

const CASES: readonly Case[] = [
  { what: 'a contained document', operation: '{ papers(where: { facts: { contains: { kind: "essay" } } }) { id } }' },
  { what: 'a key of a document', operation: '{ papers(where: { facts: { hasKey: "signed" } }) { id } }' },
  { what: 'a JSON path', operation: '{ papers(where: { facts: { matches: "$.pages ? (@ < 15)" } }) { id } }' },
  {
    what: 'a value at a path',
    operation: '{ papers(where: { facts: { at: { path: ["kind"], eq: "map" } } }) { id } }',
  },
  { what: 'words of a tsvector', operation: '{ papers(where: { words: { search: "garden" } }) { id } }' },
  { what: 'words of a text', operation: '{ papers(where: { title: { search: "garden" } }) { id } }' },
  {
    what: 'overlapping ranges',
    operation: '{ papers(where: { valid: { overlaps: { start: "2010-01-01", end: "2015-01-01" } } }) { id } }',
  },
  { what: 'one of several elements', operation: '{ papers(where: { tags: { hasSome: ["rare", "loose"] } }) { id } }' },
  { what: 'a computed column', operation: '{ papers(where: { worth: { gte: "1000" } }) { id } }' },
  {
    what: 'a relation by an SQL condition',
    operation: '{ papers(where: { priced: { some: { room: { eq: "room 3" } } } }) { id } }',
  },
  { what: 'a function that PostgreSQL inlines', operation: '{ dearPapers(priceFrom: "450") { id } }' },
  { what: 'a function that declares how many rows it gives', operation: '{ chosenPapers { id } }' },
  {
    what: 'a list below a row, over the whole table',
    operation: '{ shelves { papers(where: { facts: { contains: { kind: "essay" } } }) { id } } }',
    path: 'shelves.papers',
  },
];

describe('estimates that PostgreSQL is asked for', () => {
  it.each(CASES)('PostgreSQL is asked for the estimate of $what', async ({ operation, path }) => {
    const nodes = await explained(gateway, operation);
    const node = nodes.find((each) => each.path === (path ?? nodes[0]?.path));
    expect(node?.estimatedFrom).toEqual(['PostgreSQL']);
    const [expected, came] = [Math.max(1, node?.estimatedRows ?? 0), Math.max(1, node?.rows ?? 0)];
    expect(Math.max(expected / came, came / expected), `${expected} expected, ${came} came`).toBeLessThan(4);
  });

  it('PostgreSQL is asked beside the first request, which costs no further statement, and later requests have the better plan', async () => {
    const operation = '{ papers(where: { facts: { contains: { kind: "letter" } } }) { id shelf { room about } } }';
    gateway.asked();
    const first = await gateway.run(operation);
    expect(first.S).toBe(1);
    await expect.poll(() => gateway.run(operation).then(({ S }) => S)).toBe(2);
    expect(gateway.asked()).toMatchObject([{ sql: expect.stringMatching(/^explain \(format json\) select from/) }]);
    const selectin = await gateway.run(operation, { load: 'selectin' });
    expect(first.data).toEqual(selectin.data);
  });

  it('PostgreSQL is asked once per plan, whatever the values, and again for values of another magnitude', async () => {
    const operation =
      'query ($id: Int!, $kind: JSON!) { papers(where: { id: { lt: $id }, facts: { contains: $kind } }) { id } }';
    gateway.asked();
    for (const id of [7_000, 7_001, 6_900]) {
      for (const kind of ['essay', 'map']) await explained(gateway, operation, { id, kind: { kind } });
    }
    expect(gateway.asked()).toHaveLength(1);
    await explained(gateway, operation, { id: 20, kind: { kind: 'essay' } });
    expect(gateway.asked()).toHaveLength(1);
  });

  it('PostgreSQL is not asked where statistics answer, nor about a single select that nobody explains', async () => {
    gateway.asked();
    await explained(gateway, '{ papers(where: { id: { lt: 20 }, price: { gt: "5" } }) { id shelf { room } } }');
    await gateway.run('{ papers(where: { facts: { contains: { kind: "note" } } }) { id } }');
    expect(gateway.asked()).toEqual([]);
  });

  it('a condition that PostgreSQL refuses leaves the plan to the rules, and the gateway as it was', async () => {
    const refused = await gateway.run('{ papers(where: { facts: { matches: "$$$" } }) { id shelf { room } } }', {
      explain: 'plan',
    });
    expect(refused.errors).toHaveLength(1);
    const [root] = await explained(gateway, '{ papers(where: { facts: { hasKey: "kind" } }) { id } }');
    expect(root?.estimatedFrom).toEqual(['PostgreSQL']);
  });
});

interface Refusal {
  readonly where: string;
  readonly config?: ConfigOptions;
  readonly sql?: string;
  readonly operation?: string;
}

const SECURED = 'alter table papers enable row level security; create policy all_papers on papers using (price < 400)';
const AS_READER: ConfigOptions = { claims: { role: 'text' }, session: { role: { claim: 'role' } } };

const REFUSALS: readonly Refusal[] = [
  { where: 'a policy hides rows', config: { entities: { Paper: { policy: { price: { lt: '400' } } } } } },
  { where: 'row security hides rows', sql: SECURED, config: AS_READER },
  {
    where: 'a policy hides related rows',
    config: { entities: { Paper: { policy: { price: { lt: '400' } } } } },
    operation: '{ shelves(where: { papers: { some: { facts: { hasKey: "signed" } } } }) { id } }',
  },
  {
    where: 'a function may read rows that row security hides',
    sql: SECURED,
    config: { ...AS_READER, functions: { chosenShelves: { function: 'public.chosen_shelves' } } },
    operation: '{ chosenShelves { id } }',
  },
  { where: 'the table was never analysed', sql: `delete from pg_statistic; update pg_class set reltuples = -1` },
];

const CHOSEN_SHELVES =
  'create function chosen_shelves() returns setof shelves language sql stable as $$ select * from shelves $$;';

describe('estimates that PostgreSQL is not asked for', () => {
  it.each(REFUSALS)('the rules estimate where $where', async ({ config = {}, sql, operation }) => {
    const own = await createDatabase([PAPERS]);
    await query(own.url, `${CHOSEN_SHELVES} grant select on papers, shelves to ${READER}; ${sql ?? ''}`);
    const hiding = await openGateway(own.url, config);
    try {
      const asked = operation ?? '{ papers(where: { facts: { contains: { kind: "essay" } } }) { id } }';
      const [root] = await explained(hiding, asked);
      expect(root?.estimatedFrom).toContainEqual(expect.stringMatching(/^rule for /));
      expect(hiding.asked()).toEqual([]);
    } finally {
      await hiding.close();
      await own.drop();
    }
  });
});

describe('the session of an estimate', () => {
  it('PostgreSQL is asked with the role and settings of the request, in a transaction, also behind a pooler', async () => {
    const pooled = await openGateway(database.url, { ...PAPERS_CONFIG, ...AS_READER, pool: { pooler: 'transaction' } });
    try {
      const [root] = await explained(pooled, '{ papers(where: { facts: { hasKey: "signed" } }) { id } }');
      expect(root?.estimatedFrom).toEqual(['PostgreSQL']);
      expect(pooled.asked()).toHaveLength(1);
    } finally {
      await pooled.close();
    }
  });
});
