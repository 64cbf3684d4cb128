/** An order by an aggregate of related rows is computed the cheaper way, and the plan tells which. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { explainedNodes } from '../estimates/explained.ts';
import { createDatabase, query, type TestDatabase } from '../support/database.ts';
import { openGateway, type TestGateway } from '../support/gateway.ts';
import { readPages } from './read-pages.ts';

let database: TestDatabase;
let gateway: TestGateway;
beforeAll(async () => {
  database = await createDatabase([
    `create table addresses (id int primary key, city text not null);
     create table orders (id int primary key, address_id int references addresses, total numeric not null);
     create table visits (id int primary key, address_id int not null references addresses, at date not null);
     create table tags (id int primary key, name text not null);
     create table address_tags (address_id int references addresses, tag_id int references tags, primary key (address_id, tag_id));
     insert into addresses select i, 'city ' || i % 7 from generate_series(1, 3000) i;
     insert into orders select i, nullif(i * 7919 % 2000, 0), i % 100 from generate_series(1, 8000) i;
     insert into visits select i, i * 7919 % 3000 + 1, date '2020-01-01' + i % 1000 from generate_series(1, 8000) i;
     create index on visits (address_id);
     insert into tags select i, 'tag ' || i from generate_series(1, 20) i;
     insert into address_tags select a, t from generate_series(1, 3000) a, generate_series(1, 20) t where (a * t) % 7 = 0;`,
    'analyze',
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
  readonly where?: string;
  readonly sql: string;
  readonly because: RegExp;
  readonly isGrouped: boolean;
}

const CASES: readonly Case[] = [
  {
    rule: 'a related table without an index is read once, not once per row',
    orderBy: '[{ ordersAggregate: { count: DESC } }]',
    sql: 'select a.id from addresses a order by (select count(*) from orders o where o.address_id = a.id) desc, a.id limit 20',
    because: /is grouped once for all rows, not asked for each without an index on address_id, \d/,
    isGrouped: true,
  },
  {
    rule: 'a row without related rows counts as zero',
    orderBy: '[{ ordersAggregate: { count: ASC } }]',
    sql: 'select a.id from addresses a order by (select count(*) from orders o where o.address_id = a.id), a.id limit 20',
    because: /is grouped once/,
    isGrouped: true,
  },
  {
    rule: 'a row without related rows has no sum and comes last',
    orderBy: '[{ ordersAggregate: { sum: { total: ASC } } }]',
    sql: 'select a.id from addresses a order by (select sum(o.total) from orders o where o.address_id = a.id) nulls last, a.id limit 20',
    because: /is grouped once/,
    isGrouped: true,
  },
  {
    rule: 'the related rows of many rows are grouped even if there is an index',
    orderBy: '[{ visitsAggregate: { max: { at: DESC } } }]',
    sql: 'select a.id from addresses a order by (select max(v.at) from visits v where v.address_id = a.id) desc nulls last, a.id limit 20',
    because: /is grouped once for all rows, not asked for each along an index/,
    isGrouped: true,
  },
  {
    rule: 'the related rows of a few rows are read along the index',
    orderBy: '[{ visitsAggregate: { count: DESC } }]',
    where: '{ id: { in: [1, 2, 3] } }',
    sql: 'select a.id from addresses a where a.id in (1, 2, 3) order by (select count(*) from visits v where v.address_id = a.id) desc, a.id limit 20',
    because: /is asked for each row along an index, not grouped once for all, \d/,
    isGrouped: false,
  },
  {
    rule: 'the targets of a many-to-many relation are grouped by their junction',
    orderBy: '[{ tagsAggregate: { max: { name: DESC } } }]',
    sql: 'select a.id from addresses a order by (select max(t.name) from tags t join address_tags l on l.tag_id = t.id where l.address_id = a.id) desc nulls last, a.id limit 20',
    because: /is grouped once/,
    isGrouped: true,
  },
];

describe('orders by aggregates', () => {
  it.each(CASES)('$rule', async ({ orderBy, where, sql, because, isGrouped }) => {
    const filter = where === undefined ? '' : `where: ${where}, `;
    const operation = `{ addresses(${filter}orderBy: ${orderBy}, limit: 20) { id } }`;
    const { data, plan, errors, statements } = await gateway.run(operation, { explain: 'analyze' });
    expect(errors).toEqual([]);
    const rows = await query<{ id: number }>(database.url, sql);
    expect(data).toEqual({ addresses: rows });
    expect(explainedNodes(plan)[0]?.because).toMatch(because);
    expect(statements[0]?.sql.includes('group by')).toBe(isGrouped);
    // Each table is read at most once. Read row by row without an index, it would be read thousands of times.
    expect(readPages(plan)).toBeLessThan(400);
  });

  it('pages by cursors continue in an order by aggregates', async () => {
    const page = (args: string) =>
      gateway.run(
        `{ addressesConnection(first: 10${args}, orderBy: [{ ordersAggregate: { count: DESC } }]) { nodes { id } pageInfo { endCursor } } }`,
      );
    const first = await page('');
    const [, cursor] = /"endCursor":"([^"]+)"/.exec(JSON.stringify(first.data)) ?? [];
    const second = await page(`, after: "${cursor}"`);
    const rows = await query<{ id: number }>(
      database.url,
      'select a.id from addresses a order by (select count(*) from orders o where o.address_id = a.id) desc, a.id limit 20',
    );
    const ids = (data: unknown) => [...JSON.stringify(data).matchAll(/"id":(\d+)/g)].map(([, id]) => Number(id));
    expect([...ids(first.data), ...ids(second.data)]).toEqual(rows.map(({ id }) => id));
  });
});
