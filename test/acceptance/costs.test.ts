/** The cost model chooses strategies, statements and rows. The answer is the same as under either fixed strategy. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDatabase, query, type TestDatabase } from '../support/database.ts';
import { openGateway, type TestGateway } from '../support/gateway.ts';

let database: TestDatabase;
let gateway: TestGateway;
beforeAll(async () => {
  database = await createDatabase([
    `create table regions (id int primary key, name text not null);
     create table shops (id int primary key, region_id int not null references regions, name text not null);
     create table sales (id int primary key, shop_id int not null references shops);
     insert into regions select i, 'region ' || i from generate_series(1, 10) i;
     insert into shops select i, i, 'shop ' || i from generate_series(1, 10) i;
     insert into sales select i, i % 10 + 1 from generate_series(1, 1000) i;
     create table engines (id int primary key, name text not null);
     create table cars (id int primary key, engine_id int not null unique references engines, name text not null);
     create table keys (id int primary key, car_id int not null unique references cars);
     insert into engines select i, 'engine ' || i from generate_series(1, 1000) i;
     insert into cars select i, i, 'car ' || i from generate_series(1, 1000) i;
     insert into keys select i, i from generate_series(1, 1000) i;
     create table books (id int primary key, title text not null, summary text not null);
     create table loans (id int primary key, book_id int not null references books);
     insert into books select i, 'book ' || i, repeat(md5(i::text), 25) from generate_series(1, 5000) i;
     insert into loans select i, i * 7919 % 2500 + 1 from generate_series(1, 5000) i;
     create table accounts (id int primary key, name text not null);
     create table transfers (id int primary key, account_id int not null references accounts);
     insert into accounts select i, 'account ' || i from generate_series(1, 20000) i;
     insert into transfers select i, i * 7919 % 20000 + 1 from generate_series(1, 20000) i;
     create table cards (id int primary key, account_id int not null unique references accounts, terms text not null);
     insert into cards select i, i, repeat(md5(i::text), 6) from generate_series(1, 20000) i;
     analyze`,
  ]);
  gateway = await openGateway(database.url);
});
afterAll(async () => {
  await gateway.close();
  await database.drop();
});

interface Case {
  readonly rule: string;
  readonly query: string;
  /** The strategies from the first relation down. */
  readonly strategies: readonly string[];
  /** The rows of each statement. */
  readonly rows: readonly number[];
}

const SOME_OF_LONG = '{ transfers(limit: 100) { id account { name } } }';

const CASES: readonly Case[] = [
  {
    rule: 'a few targets of many parents are loaded once, and relations below them are joined',
    query: '{ sales { id shop { name region { name } } } }',
    strategies: ['selectin', 'joined'],
    rows: [1000, 10],
  },
  {
    rule: 'a narrow target per parent is joined at any depth',
    query: '{ keys { id car { name engine { name } } } }',
    strategies: ['joined', 'joined'],
    rows: [1000],
  },
  {
    rule: 'wide rows of a table that PostgreSQL would scan and sort with their parents are loaded by key',
    query: '{ loans(limit: 1000) { id book { title summary } } }',
    strategies: ['selectin'],
    rows: [1000, 1000],
  },
  {
    rule: 'a few wide rows are looked up in a join',
    query: '{ loans(limit: 20) { id book { title summary } } }',
    strategies: ['joined'],
    rows: [20],
  },
  {
    rule: 'some narrow rows for which PostgreSQL would scan a long table are loaded by key',
    query: SOME_OF_LONG,
    strategies: ['selectin'],
    rows: [100, 100],
  },
  {
    rule: 'many narrow rows that are worth the scan are joined',
    query: '{ transfers(limit: 5000) { id account { name } } }',
    strategies: ['joined'],
    rows: [5000],
  },
  {
    rule: 'rows joined to a joined table are looked up where as many rows of a root would be scanned',
    query: '{ transfers(limit: 1000) { id account { name card { terms } } } }',
    strategies: ['joined', 'joined'],
    rows: [1000],
  },
];

interface PlanNode {
  readonly strategy: string;
  readonly children: readonly PlanNode[];
}

describe('a choice by cost', () => {
  it.each(CASES)('$rule', async ({ query: source, strategies, rows }) => {
    const { plan, data, R } = await gateway.run(source, { explain: 'plan' });
    const chosen: string[] = [];
    for (let [node] = (plan as { roots: PlanNode[] }).roots[0]?.children ?? []; node; [node] = node.children) {
      chosen.push(node.strategy);
    }
    expect(chosen).toEqual(strategies);
    expect(R).toEqual(rows);
    for (const load of ['selectin', 'joined'] as const)
      expect((await gateway.run(source, { load })).data).toEqual(data);
  });
});

it('a low random_page_cost makes lookups cheap, so that rows are joined', async () => {
  await query(
    database.url,
    `do $$ begin execute format('alter database %I set random_page_cost = 1.1', current_database()); end $$`,
  );
  const inMemory = await openGateway(database.url);
  try {
    expect((await gateway.run(SOME_OF_LONG)).R).toEqual([100, 100]);
    expect((await inMemory.run(SOME_OF_LONG)).R).toEqual([100]);
  } finally {
    await inMemory.close();
  }
});
