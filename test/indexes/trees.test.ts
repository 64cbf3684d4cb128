/**
 * A walk through a tree reads pages in proportion to its rows, not to the table, wherever an index leads from a row to
 * the next.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { advise } from '../../schema/report/advice.ts';
import type { TestGateway } from '../support/gateway.ts';
import { useDatabase } from '../support/use-database.ts';
import { readPages } from './read-pages.ts';

const ROWS = 60_000;

interface Tree {
  readonly index: string;
  readonly table: string;
  readonly type: string;
  readonly sql: string;
}

const INDEXED: readonly Tree[] = [
  { index: 'an index of the parent', table: 'single', type: 'Single', sql: 'create index on single (parent_id);' },
  {
    index: 'an index that the parent leads',
    table: 'composite',
    type: 'Composite',
    sql: 'create index on composite (parent_id, name);',
  },
  {
    index: 'a unique index that the parent leads',
    table: 'keyed',
    type: 'Keyed',
    sql: 'create unique index on keyed (parent_id, id);',
  },
  { index: 'a hash index', table: 'hashed', type: 'Hashed', sql: 'create index on hashed using hash (parent_id);' },
  {
    index: 'an index of the rows that have a parent',
    table: 'partial',
    type: 'Partial',
    sql: 'create index on partial (parent_id) where parent_id is not null;',
  },
];
const BARE: Tree = { index: 'no index', table: 'bare', type: 'Bare', sql: '' };

const database = useDatabase(
  [...INDEXED, BARE]
    .map(
      ({ table, sql }) =>
        `create table ${table} (id int primary key, parent_id int references ${table}, name text not null);
         insert into ${table} select i, nullif(i / 8, 0), repeat('x', 60) || i from generate_series(1, ${ROWS}) i; ${sql}`,
    )
    .join('\n'),
  'vacuum analyze',
);

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await database.open({ federation: true });
});

interface Walk {
  readonly rule: string;
  readonly query: (tree: Tree) => string;
}

const WALKS: readonly Walk[] = [
  { rule: 'down from a row by its key', query: ({ table }) => `{ ${table}(id: 900) { descendants { id } } }` },
  { rule: 'up from a row by its key', query: ({ table }) => `{ ${table}(id: 59000) { ancestors { id } } }` },
  {
    rule: 'down from each row of a list',
    query: ({ table }) => `{ ${table}s(where: { id: { gte: 900 } }, limit: 20) { descendants { id } } }`,
  },
  {
    rule: 'up from each row of a list',
    query: ({ table }) => `{ ${table}s(where: { id: { gte: 59000 } }, limit: 20) { ancestors { id } } }`,
  },
  {
    rule: 'down from an entity of a federation',
    query: ({ type }) =>
      `{ _entities(representations: [{ __typename: "${type}", id: 900 }]) { ... on ${type} { descendants { id } } } }`,
  },
  {
    rule: 'down one level only',
    query: ({ table }) => `{ ${table}(id: 900) { descendants(maxDepth: 1) { id } } }`,
  },
];

describe('a walk through a tree of 60,000 rows', () => {
  it.each(INDEXED.flatMap((tree) => WALKS.map((walk) => ({ ...walk, tree, index: tree.index }))))(
    'a walk reads a few pages per row, $rule with $index',
    async ({ tree, query }) => {
      for (const load of ['auto', 'selectin', 'joined'] as const) {
        const { errors, plan, R } = await gateway.run(query(tree), { load, explain: 'analyze' });
        expect(errors).toEqual([]);
        const [rows = 0, walked = 0] = R;
        expect(walked).toBeGreaterThan(4 * rows);
        expect(readPages(plan)).toBeLessThanOrEqual(4 * (rows + walked) + 8);
      }
    },
  );

  it('a walk up follows the key, and a walk down without an index reads the whole table once', async () => {
    const pages: number[] = [];
    for (const { query } of WALKS.slice(0, 2)) {
      const { plan } = await gateway.run(query(BARE), { explain: 'analyze' });
      pages.push(readPages(plan));
    }
    const [down, up] = pages;
    expect(up).toBeLessThan(40);
    // The table has about 800 pages. It is read once for the first step and once for the hash of all further steps.
    expect(down).toBeLessThan(2_000);
  });

  it('an index is advised only where none leads to the rows below', () => {
    const advice = advise(gateway.gateway.model).filter(({ code }) => code === 'NO_INDEX');
    expect(advice.map(({ entity, message }) => [entity, message])).toEqual([
      ['Bare', 'public.bare has no index that begins with (parent_id); every load reads the whole table.'],
    ]);
  });
});
