/**
 * PostgreSQL evaluates the conditions of one level in the order of their cost. A condition of a client that can fail
 * must be answered as by a database without the hidden rows: there is no error, and no error reveals the rows.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConfigOptions } from '../../schema/config/read-config.ts';
import { createDatabase, query, type TestDatabase } from '../support/database.ts';
import { type Load, openGateway, type TestGateway } from '../support/gateway.ts';
import { KEEPERS, trapsConfig } from './traps.ts';

const TRAPS = new URL('../fixtures/traps.sql', import.meta.url);

/** Foreign keys to deleted rows lead nowhere, as they do for clients that may not see the target. */
const WITHOUT = `set session_replication_role = replica;
  ${['teams', 'items', 'tags', 'item_tags'].map((table) => `delete from ${table} where tenant = 2;`).join(' ')}`;

const LOADS: readonly Load[] = ['auto', 'selectin', 'joined', 'derived'];

const MINE = { tenant: { eq: { claim: 'tenant' } } };

/** Policies that leave the same rows by conditions that PostgreSQL finds cheap, expensive, and in another table. */
const POLICIES: Readonly<Record<string, object>> = {
  'a column': MINE,
  'a column that PostgreSQL tests late': {
    and: [...[-1, -2, -3].map((tenant) => ({ tenant: { gt: tenant } })), MINE],
  },
  'one of two conditions': { or: [{ tenant: { lt: 0 } }, { and: [{ tenant: { gt: 0 } }, MINE] }] },
};
const ITEM_POLICIES: Readonly<Record<string, object>> = {
  ...POLICIES,
  'rows of another table': { and: [{ keeper: { tenant: { eq: { claim: 'tenant' } } } }] },
};

function configOf(policy: object, item: object): ConfigOptions {
  return trapsConfig({ team: policy, item, tag: policy, itemTag: policy });
}

/** This operation fails whatever the rows. */
const WRONG = '{ items(where: { doc: { matches: "$.n ? (" } }) { id } }';

/** Operations by what each would evaluate on a hidden row. */
const OPERATIONS: readonly (readonly [string, string])[] = [
  ['a cast', '{ items(where: { code: { eq: 3 } }) { id } }'],
  ['a cast that must not be null', '{ items(where: { code: { isNull: false } }) { id } }'],
  ['a division', '{ items(where: { ratio: { gt: 20 } }) { id ratio } }'],
  ['a function that raises', '{ items(where: { loud: { gt: 2 } }) { id loud } }'],
  ['an overflow', '{ items(where: { share: { gt: 30 } }) { id share } }'],
  [
    'a JSON path over dates',
    String.raw`{ items(where: { doc: { matches: "$.at.datetime() ? (@ > \"2024-01-02T00:00:00+00:00\".datetime())" } }) { id } }`,
  ],
  ['words', '{ items(where: { body: { search: "body" } }) { id } }'],
  ['a negated condition', '{ items(where: { not: { code: { eq: 3 } } }) { id } }'],
  ['one of two conditions', '{ items(where: { or: [{ ratio: { gt: 60 } }, { id: { in: [90, 5] } }] }) { id } }'],
  ['both', '{ items(where: { ratio: { gt: 10 }, code: { lt: 5 } }) { id } }'],
  ['a row by its key', '{ items(where: { id: { eq: 90 }, ratio: { gt: 0 } }) { id } }'],
  ['an order', '{ items(orderBy: [{ ratio: DESC }], limit: 3) { id ratio code } }'],
  ['an order by a cast, with a page', '{ items(orderBy: [{ code: DESC }], limit: 2, offset: 1) { id } }'],
  ['the first of each', '{ items(distinctOn: [RATIO], orderBy: [{ ratio: ASC }]) { id ratio } }'],
  ['a count', '{ itemsConnection(where: { code: { gt: 2 } }) { totalCount } }'],
  ['a capped count', '{ itemsConnection(where: { ratio: { gt: 2 } }) { totalCount(mode: CAPPED, cap: 3) } }'],
  ['an estimated count', '{ itemsConnection(where: { qty: { eq: 0 } }) { totalCount(mode: ESTIMATE) } }'],
  ['a page from the end', '{ itemsConnection(last: 2, orderBy: [{ ratio: ASC }]) { nodes { id } edges { cursor } } }'],
  ['values', '{ itemsAggregate(where: { loud: { gt: 1 } }) { count sum { ratio share } max { code } } }'],
  [
    'groups',
    '{ itemsAggregate { groups(by: [{ ratio: true }], having: { keys: { ratio: { gt: 20 } } }) { keys { ratio } count } } }',
  ],
  [
    'groups by month where days begin elsewhere',
    '{ itemsAggregate { groups(by: [{ made: MONTH }], timeZone: "Pacific/Honolulu") { keys { made } count } } }',
  ],
  [
    'groups with a search in their keys',
    '{ itemsAggregate { groups(by: [{ body: true }], having: { keys: { body: { search: "body" } } }) { keys { body } } } }',
  ],
  ['a condition on a to-one', '{ items(where: { team: { size: { gt: 10 } } }) { id } }'],
  ['a condition on related rows', '{ teams(where: { items: { some: { ratio: { gt: 50 } } } }) { id } }'],
  ['a condition on all related rows', '{ teams(where: { items: { every: { ratio: { gt: 10 } } } }) { id } }'],
  ['a condition on no related row', '{ teams(where: { items: { none: { loud: { gt: 5 } } } }) { id } }'],
  ['a condition through a junction', '{ items(where: { tags: { some: { inverse: { gt: 2 } } } }) { id } }'],
  ['a condition on a row without a policy', '{ notes(where: { item: { code: { gt: 1 } } }) { id code } }'],
  ['an order of rows without a policy', '{ notes(orderBy: [{ item: { ratio: DESC } }]) { id item { id ratio } } }'],
  ['an order by aggregates of rows', '{ teams(orderBy: [{ itemsAggregate: { sum: { ratio: DESC } } }]) { id } }'],
  ['lists with conditions', '{ teams { id items(where: { ratio: { gt: 20 } }) { id } } }'],
  ['limited lists', '{ teams { id items(where: { code: { gt: 1 } }, orderBy: [{ ratio: ASC }], limit: 2) { id } } }'],
  ['counts of lists', '{ teams { id itemsConnection(where: { loud: { gt: 1 } }) { totalCount } } }'],
  ['lists through a junction', '{ items { id tags(where: { inverse: { gt: 2 } }) { id inverse } } }'],
  ['a relation by a cast', '{ items { id byRef { id name } } }'],
  ['a condition on a relation by a cast', '{ items(where: { byRef: { name: { eq: "two" } } }) { id } }'],
  ['a relation by SQL', '{ items { id even { id } } }'],
  ['a condition on a relation by SQL', '{ items(where: { even: { some: { id: { gt: 0 } } } }) { id } }'],
  ['criteria', '{ items { id rich { id } dearest { id } } }'],
  ['a condition with criteria', '{ items(where: { dearest: { some: { id: { gt: 1 } } } }) { id } }'],
  ['a tree', '{ items(where: { id: { eq: 1 } }) { id descendants(where: { ratio: { gt: 20 } }) { id ratio } } }'],
  ['a malformed JSON path', WRONG],
];

interface Opened {
  readonly database: TestDatabase;
  readonly gateway: TestGateway;
}

async function open(sql: readonly (string | URL)[], config: ConfigOptions): Promise<Opened> {
  const database = await createDatabase(sql);
  return { database, gateway: await openGateway(database.url, config) };
}

describe.each(Object.keys(ITEM_POLICIES))('operations below a policy on %s', (name) => {
  const config = configOf(POLICIES[name] ?? MINE, ITEM_POLICIES[name] ?? MINE);
  let whole: Opened;
  let alone: Opened;
  beforeAll(async () => {
    whole = await open([TRAPS, KEEPERS, 'analyze'], config);
    alone = await open([TRAPS, KEEPERS, WITHOUT, 'analyze'], config);
  });
  afterAll(async () => {
    for (const { database, gateway } of [whole, alone]) {
      await gateway.close();
      await database.drop();
    }
  });

  it.each(OPERATIONS)('an operation reveals no hidden row: %s', async (_name, query) => {
    // One tenant sees some of the rows, the other none.
    for (const tenant of [1, 3]) {
      for (const load of LOADS) {
        const { data, errors, statements } = await whole.gateway.run(query, { claims: { tenant }, load });
        const expected = await alone.gateway.run(query, { claims: { tenant }, load });
        const sql = statements.map((statement) => statement.sql).join('\n');
        expect({ data, errors }, `${load}\n${sql}`).toEqual({ data: expected.data, errors: expected.errors });
        expect(errors.length > 0).toBe(query === WRONG);
        expect(JSON.stringify(errors)).not.toMatch(/hidden/);
      }
    }
  });

  it.each(['ratio', 'code', 'loud'])('a page after a cursor of %s reveals no hidden row', async (field) => {
    const page = (after: string): string =>
      `{ itemsConnection(first: 2, orderBy: [{ ${field}: DESC }]${after}) { nodes { id } pageInfo { endCursor hasNextPage } } }`;
    let after = '';
    const seen: unknown[] = [];
    for (let pages = 0; pages < 4; pages++) {
      const { data, errors } = await whole.gateway.run(page(after), { claims: { tenant: 1 } });
      const expected = await alone.gateway.run(page(after), { claims: { tenant: 1 } });
      expect({ data, errors }).toEqual({ data: expected.data, errors: expected.errors });
      const { itemsConnection } = data as {
        itemsConnection: { nodes: { id: number }[]; pageInfo: { endCursor: string } };
      };
      seen.push(...itemsConnection.nodes.map(({ id }) => id));
      if (itemsConnection.nodes.length === 0) break;
      after = `, after: "${itemsConnection.pageInfo.endCursor}"`;
    }
    expect(seen).toHaveLength(6);
  });
});

describe('conditions in statements under a policy', () => {
  let opened: Opened;
  beforeAll(async () => {
    opened = await open([TRAPS, KEEPERS, 'analyze'], configOf(MINE, MINE));
  });
  afterAll(async () => {
    await opened.gateway.close();
    await opened.database.drop();
  });

  const sqlOf = async (query: string): Promise<readonly string[]> => {
    const { errors, statements } = await opened.gateway.run(query, { claims: { tenant: 1 } });
    expect(errors).toEqual([]);
    return statements.map(({ sql }) => sql);
  };

  it.each([
    '{ items(where: { qty: { gt: 1 }, body: { startsWith: "b" }, made: { gt: "2020-01-01T00:00:00Z" } }, orderBy: [{ qty: ASC }]) { id ratio code } }',
    '{ items(where: { doc: { contains: { n: 1 }, at: { path: ["n"], gt: 1 } }, price: { in: [1.5] } }) { id tags { id label } } }',
    '{ teams(where: { items: { some: { qty: { gt: 1 } } } }, orderBy: [{ itemsAggregate: { count: DESC } }]) { id } }',
    '{ items(where: { alike: { some: { id: { gt: 0 } } } }) { id alike { id } } }',
    '{ itemsAggregate { sum { qty } groups(by: [{ qty: true }]) { keys { qty } count } } }',
  ])('a condition that cannot fail is written as without a policy: %s', async (query) => {
    for (const sql of await sqlOf(query)) expect(sql).not.toMatch(/case when .*"tenant"/);
  });

  it('a condition that can fail is written behind the policy, and others beside it', async () => {
    const [sql] = await sqlOf('{ items(where: { qty: { gt: 1 }, ratio: { gt: 20 } }) { id } }');
    expect(sql).toContain('(t0."qty" > $2::"pg_catalog"."int4" and case when t0."tenant" = $1');
    expect(sql).toContain('then (100 / t0.qty) > $3::"pg_catalog"."int4" end)');
  });

  it.each([
    ['{ ratio: { gt: 20 }, code: { lt: 5 }, qty: { gt: 1 } }', 1],
    [
      '{ or: [{ ratio: { gt: 20 } }, { qty: { gt: 1 } }, { not: { code: { lt: 5 } } }, { ratio: { lt: 2 }, code: { gt: 1 } }] }',
      1,
    ],
    ['{ or: [{ ratio: { gt: 20 } }, { team: { size: { gt: 1 } } }] }', 2],
  ])('the policy is written once before all conditions that can fail together: %s', async (where, times) => {
    const [sql] = await sqlOf(`{ items(where: ${where}) { id } }`);
    expect(sql?.match(/case when/g)).toHaveLength(times);
  });

  it.each(['{ items { even { id } } }', '{ items(where: { even: { some: { id: { gt: 0 } } } }) { id } }'])(
    'an SQL condition that can fail is written behind the policies of both sides: %s',
    async (query) => {
      const sql = (await sqlOf(query)).join('\n');
      expect(sql).toMatch(
        /case when (t\d+)\."tenant" = \$\d\S+ and (t\d+)\."tenant" = \$\d\S+ then \(\2\.weight % \1\.qty = 0\) end/,
      );
    },
  );

  it('a page continues after a value by which a window is partitioned', async () => {
    const page = (after: string): string =>
      `{ itemsConnection(first: 3, orderBy: [{ ratio: DESC }]${after}) { nodes { id place } pageInfo { endCursor } } }`;
    const first = await opened.gateway.run(page(''), { claims: { tenant: 1 } });
    const { itemsConnection } = first.data as { itemsConnection: { pageInfo: { endCursor: string } } };
    const after = `, after: "${itemsConnection.pageInfo.endCursor}"`;
    const { data, errors } = await opened.gateway.run(page(after), { claims: { tenant: 1 } });
    expect(errors).toEqual([]);
    expect(data).toMatchObject({ itemsConnection: { nodes: [4, 5, 6].map((id) => ({ id, place: '1' })) } });
  });

  it('rows are found by an index under a condition that can fail', async () => {
    const sql = `set enable_seqscan = off; explain select id from items t0
      where tenant = 1 and qty = 3 and case when tenant = 1 then code::int = 3 end`;
    const plan = JSON.stringify(await query(opened.database.url, sql));
    expect(plan).toContain('items_qty_idx');
  });

  it.each([
    ['an entity with a policy', '{ items { id } }'],
    ['an entity that a condition tests', '{ notes(where: { item: { qty: { gt: 1 } } }) { id } }'],
    ['an entity that an order compares', '{ notes(orderBy: [{ item: { qty: ASC } }]) { id } }'],
  ])('explain does not analyze %s', async (_name, query) => {
    const { errors, plan } = await opened.gateway.run(query, { claims: { tenant: 1 }, explain: 'analyze' });
    expect(errors).toEqual([]);
    expect(plan).toMatchObject({ refused: expect.stringMatching(/rows of this operation may be hidden/) });
    expect(JSON.stringify(plan)).not.toMatch(/"analyze":/);
  });

  it('explain analyzes rows that everybody may see', async () => {
    const { plan } = await opened.gateway.run('{ notes { id } }', { explain: 'analyze' });
    expect(plan).toMatchObject({ statements: [{ analyze: expect.anything() }] });
    expect(plan).not.toHaveProperty('refused');
  });

  it.each(['plan', 'analyze'] as const)(
    'the explain mode %s shows the same estimates for every value of a client',
    async (explain) => {
      const expected = async (value: number): Promise<string> => {
        const query = `{ items(where: { qty: { eq: ${value} } }) { id } teams(where: { items: { some: { qty: { eq: ${value} } } } }) { id } }`;
        const { plan } = await opened.gateway.run(query, { claims: { tenant: 3 }, explain });
        return JSON.stringify(plan).replaceAll(/"(ms|bytes)":[\d.]+|"from":"request","value":"\d"/g, '');
      };
      expect(await expected(0)).toBe(await expected(7));
      expect(await expected(0)).toContain('"estimatedRows":');
    },
  );

  it('an estimate is counted where rows may be hidden, even if only a condition tests them', async () => {
    const estimated = async (where: string): Promise<unknown> => {
      const [sql] = await sqlOf(`{ notesConnection(where: ${where}) { totalCount(mode: ESTIMATE) } }`);
      return sql;
    };
    expect(await estimated('{ id: { gt: 0 } }')).toMatch(/^explain/);
    expect(await estimated('{ item: { qty: { eq: 0 } } }')).toMatch(
      /^select pg_catalog\.count\(\*\) .* limit 10000\) l$/,
    );
  });
});

describe('types of extensions and of users', () => {
  let opened: Opened;
  beforeAll(async () => {
    const sql = 'create extension citext; create type span as range (subtype = int4);';
    const tables = `create table people (id int primary key, tenant int not null, email citext not null, paid span not null);
      insert into people values (1, 1, 'one@x', '[1,2)'), (9, 2, 'hidden@x', '[0,1)');`;
    opened = await open([sql, tables], { claims: { tenant: 'int4' }, entities: { Person: { policy: MINE } } });
  });
  afterAll(async () => {
    await opened.gateway.close();
    await opened.database.drop();
  });

  it.each([
    [
      "types of PostgreSQL's own extensions are compared beside the policy",
      '{ people(where: { email: { eq: "ONE@x" } }) { id } }',
      false,
    ],
    [
      'types of users are compared behind the policy',
      '{ people(where: { paid: { overlaps: { start: 1, end: 2 } } }) { id } }',
      true,
    ],
  ])('%s', async (_name, query, isBehind) => {
    const { data, errors, statements } = await opened.gateway.run(query, { claims: { tenant: 1 } });
    expect({ data, errors }).toEqual({ data: { people: [{ id: 1 }] }, errors: [] });
    expect(/case when/.test(statements[0]?.sql ?? '')).toBe(isBehind);
  });
});
