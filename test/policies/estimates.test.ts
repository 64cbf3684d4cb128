/** The planner expects as few rows of a policy as of the same condition that a client gives. */
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
  /** By path. */
  readonly rows: Readonly<Record<string, number>>;
  readonly because: Readonly<Record<string, RegExp>>;
}

const CASES: readonly Case[] = [
  {
    name: 'of a table without a policy: all rows',
    entities: {},
    query: '{ docs { id author { name } } }',
    rows: { docs: 1000, 'docs.author': 1000 },
    because: { 'docs.author': /1000 parents, 100 distinct Author/ },
  },
  {
    name: 'of a condition of the client: its share',
    entities: {},
    query: '{ docs(where: { tenant: { eq: 1 } }) { id author { name } } }',
    rows: { docs: 100, 'docs.author': 100 },
    because: { 'docs.author': /100 parents, 65 distinct Author/ },
  },
  {
    name: 'of a policy: the same share',
    entities: { Doc: TENANT },
    query: '{ docs { id author { name } } }',
    rows: { docs: 100, 'docs.author': 100 },
    because: { 'docs.author': /100 parents, 65 distinct Author/ },
  },
  {
    name: 'of policy and condition: the share of both',
    entities: { Doc: TENANT },
    query: '{ docs(where: { id: { gt: 5 } }) { id author { name } } }',
    rows: { docs: 33 },
    because: { 'docs.author': /33 parents/ },
  },
  {
    name: 'of a to-one with a policy: fewer rows, as many parents',
    entities: { Author: TENANT },
    query: '{ docs { id author { name } } }',
    rows: { docs: 1000, 'docs.author': 100 },
    because: { 'docs.author': /1000 parents/ },
  },
  {
    name: 'of a list with a policy: its share for every parent',
    entities: { Doc: TENANT },
    query: '{ authors { docs { id } } }',
    rows: { authors: 100, 'authors.docs': 100 },
    because: { 'authors.docs': /all 100 parents, about 100 rows/ },
  },
  {
    name: 'of the criteria of a relation: their share',
    entities: { Author: OPEN_DOCS },
    query: '{ authors { openDocs { id } } }',
    rows: { 'authors.openDocs': 100 },
    because: { 'authors.openDocs': /all 100 parents, about 100 rows/ },
  },
  {
    name: 'keys of a root without a policy are found again',
    entities: {},
    query: '{ logs(limit: 20) { lines { id } } }',
    rows: { logs: 20 },
    because: { 'logs.lines': /finding the keys again/ },
  },
  {
    name: 'those of a root whose policy leaves few are not: many more rows are read for them',
    entities: { Log: TENANT },
    query: '{ logs(limit: 20) { lines { id } } }',
    rows: { logs: 20 },
    because: { 'logs.lines': /^(?!.*finding the keys again)/ },
  },
  {
    name: 'those of a small root are whatever the policy: it is soon read',
    entities: { Author: TENANT },
    query: '{ authors(limit: 20) { docs { id } } }',
    rows: { authors: 10 },
    because: { 'authors.docs': /finding the keys again/ },
  },
  {
    name: 'those of a policy that asks for a claim alone are',
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

describe('rows expected', () => {
  it.each(CASES)('$name', async ({ entities, query, rows, because }) => {
    const gateway = await openGateway(database.url, { claims: { tenant: 'int4' }, ...(entities ? { entities } : {}) });
    const { plan, errors } = await gateway.run(query, { explain: 'plan', claims: { tenant: 1 } });
    await gateway.close();
    expect(errors).toEqual([]);
    const nodes = new Map(flatten((plan as { roots: PlanNode[] }).roots).map((node) => [node.path, node]));
    for (const [path, expected] of Object.entries(rows)) expect(nodes.get(path)?.estimatedRows, path).toBe(expected);
    for (const [path, sentence] of Object.entries(because)) expect(nodes.get(path)?.because, path).toMatch(sentence);
  });
});
