/** The planner expects as few rows under a policy as under the same condition of a client. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EntityOptions } from '../../schema/config/mapping/entity-settings.ts';
import type { ConfigOptions } from '../../schema/config/read-config.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { openGateway } from '../support/gateway.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase([
    `create table authors (id int primary key, tenant int not null, name text not null);
     create table docs (id int primary key, tenant int not null, author_id int not null references authors);
     create index on docs (author_id);
     insert into authors select i, i % 10, 'author ' || i from generate_series(1, 100) i;
     insert into docs select i, i % 10, i % 100 + 1 from generate_series(1, 1000) i;
     create table logs (id int primary key, tenant int not null);
     create table lines (id int primary key, log_id int not null references logs);
     insert into logs select i, i % 1000 from generate_series(1, 20000) i;
     insert into lines select i, i from generate_series(1, 100) i;
     analyze;`,
  ]);
});
afterAll(() => database.drop());

const TENANT = { policy: { tenant: { eq: { claim: 'tenant' } } } };
const CLAIM_ALONE = { policy: { claim: 'tenant', eq: 1 } };
const OPEN_DOCS: EntityOptions = {
  relations: { openDocs: { target: 'Doc', on: [['id', 'author_id']], where: { tenant: { eq: 1 } } } },
};

interface Case {
  readonly name: string;
  readonly entities: ConfigOptions['entities'];
  readonly query: string;
  /** The expected rows by path. */
  readonly rows: Readonly<Record<string, number>>;
  readonly because: Readonly<Record<string, RegExp>>;
}

const CASES: readonly Case[] = [
  {
    name: 'a table without a policy has all rows',
    entities: {},
    query: '{ docs { id author { name } } }',
    rows: { docs: 1000, 'docs.author': 1000 },
    because: { 'docs.author': /1000 parents, 100 distinct Author/ },
  },
  {
    name: 'a condition of the client has its share',
    entities: {},
    query: '{ docs(where: { tenant: { eq: 1 } }) { id author { name } } }',
    rows: { docs: 100, 'docs.author': 100 },
    because: { 'docs.author': /100 parents, 65 distinct Author/ },
  },
  {
    name: 'a policy has the same share',
    entities: { Doc: TENANT },
    query: '{ docs { id author { name } } }',
    rows: { docs: 100, 'docs.author': 100 },
    because: { 'docs.author': /100 parents, 65 distinct Author/ },
  },
  {
    name: 'a policy and a condition have the share of both',
    entities: { Doc: TENANT },
    query: '{ docs(where: { id: { gt: 5 } }) { id author { name } } }',
    rows: { docs: 33 },
    because: { 'docs.author': /33 parents/ },
  },
  {
    name: 'a to-one with a policy has fewer rows for as many parents',
    entities: { Author: TENANT },
    query: '{ docs { id author { name } } }',
    rows: { docs: 1000, 'docs.author': 100 },
    because: { 'docs.author': /1000 parents/ },
  },
  {
    name: 'a list with a policy has its share for every parent',
    entities: { Doc: TENANT },
    query: '{ authors { docs { id } } }',
    rows: { authors: 100, 'authors.docs': 100 },
    because: { 'authors.docs': /all 100 parents, about 100 rows/ },
  },
  {
    name: 'the criteria of a relation have their share',
    entities: { Author: OPEN_DOCS },
    query: '{ authors { openDocs { id } } }',
    rows: { 'authors.openDocs': 100 },
    because: { 'authors.openDocs': /all 100 parents, about 100 rows/ },
  },
  {
    name: 'keys of a root without a policy are found again in SQL',
    entities: {},
    query: '{ logs(limit: 20) { lines { id } } }',
    rows: { logs: 20 },
    because: { 'logs.lines': /finding the keys again/ },
  },
  {
    name: 'keys of a root whose policy leaves few rows are not found again, because far more rows would be read',
    entities: { Log: TENANT },
    query: '{ logs(limit: 20) { lines { id } } }',
    rows: { logs: 20 },
    because: { 'logs.lines': /^(?!.*finding the keys again)/ },
  },
  {
    name: 'keys of a small root are found again whatever the policy, because it is read quickly',
    entities: { Author: TENANT },
    query: '{ authors(limit: 20) { docs { id } } }',
    rows: { authors: 10 },
    because: { 'authors.docs': /finding the keys again/ },
  },
  {
    name: 'keys of a root whose policy tests only a claim are found again',
    entities: { Log: CLAIM_ALONE },
    query: '{ logs(limit: 20) { lines { id } } }',
    rows: { logs: 20 },
    because: { 'logs.lines': /finding the keys again/ },
  },
];

interface PlanNode {
  readonly path: string;
  readonly because: string;
  readonly estimatedRows: number;
  readonly children: readonly PlanNode[];
}

function flatten(nodes: readonly PlanNode[]): readonly PlanNode[] {
  return nodes.flatMap((node) => [node, ...flatten(node.children)]);
}

describe('expected rows under a policy', () => {
  it.each(CASES)('the estimate is right: $name', async ({ entities, query, rows, because }) => {
    const gateway = await openGateway(database.url, { claims: { tenant: 'int4' }, ...(entities ? { entities } : {}) });
    const { plan, errors } = await gateway.run(query, { explain: 'plan', claims: { tenant: 1 } });
    await gateway.close();
    expect(errors).toEqual([]);
    const nodes = new Map(flatten((plan as { roots: PlanNode[] }).roots).map((node) => [node.path, node]));
    for (const [path, expected] of Object.entries(rows)) expect(nodes.get(path)?.estimatedRows, path).toBe(expected);
    for (const [path, sentence] of Object.entries(because)) expect(nodes.get(path)?.because, path).toMatch(sentence);
  });
});
