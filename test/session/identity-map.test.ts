import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { getOperationAST, parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase, type PostgresDatabase } from '../../loaders/postgres/open-database.ts';
import type { SelectNode } from '../../loaders/plan/read/select-plan.ts';
import type { LoadResult } from '../../loaders/session/load-result.ts';
import { Lifetime } from '../../loaders/session/lifetime.ts';
import { ReadTransaction } from '../../loaders/session/read-transaction.ts';
import { Planner } from '../../resolvers/plan/planner.ts';
import { coerceVariables } from '../../resolvers/operation/variables.ts';
import type { Column } from '../../schema/model/model.ts';
import { readConfig } from '../../schema/config/read-config.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { openGateway, type TestGateway } from '../support/gateway.ts';

const TASKS = new URL('../fixtures/tasks.sql', import.meta.url);
const NOTHING_KNOWN = { roundTripMs: 0.2, table: () => null, column: () => null };
const SETTINGS = {
  chunkSize: 100,
  maxRows: 1_000,
  maxEntities: 1_000,
  prepare: true,
  settings: [],
  policies: new Map(),
  configured: [],
};

let database: TestDatabase;
let gateway: TestGateway;
let pool: PostgresDatabase;

beforeAll(async () => {
  database = await createDatabase([TASKS]);
  gateway = await openGateway(database.url);
  const config = readConfig({ file: { database: { url: database.url } } });
  pool = openDatabase({ url: database.url, pool: config.pool, limits: config.limits });
});

afterAll(async () => {
  await Promise.all([pool.close(), gateway.close()]);
  await database.drop();
});

async function load(
  transaction: ReadTransaction,
  query: string,
): Promise<{ loaded: LoadResult; nodes: readonly SelectNode[] }> {
  const document = parse(query);
  const operation = getOperationAST(document);
  const { schema } = gateway.gateway;
  const variables = operation && coerceVariables(schema, operation, {});
  if (!operation || !variables) throw new Error('no operation');
  const planner = new Planner(
    { schema: gateway.gateway, config: readConfig({}), statistics: () => NOTHING_KNOWN },
    new Map(),
  );
  const { plan, values } = planner.plan(document, operation, { variables, load: 'selectin', missing: null });
  return { loaded: await transaction.load(plan, values), nodes: plan.nodes };
}

function column(name: string): Column {
  const user = gateway.gateway.model.entities.find((entity) => entity.name === 'User');
  const found = user?.columns.find((each) => each.name === name);
  if (!found) throw new Error(`no column ${name}`);
  return found;
}

function newSession(): ReadTransaction {
  return new ReadTransaction(pool, SETTINGS, new Lifetime(null, 0));
}

describe('the identity map', () => {
  // covers: I1, S12, S43
  it('the identity map holds one instance per row, whichever way it was reached, with the columns of all ways', async () => {
    const transaction = newSession();
    const { loaded, nodes } = await load(transaction, '{ tasks { a { name } b { name phone } } }');
    const [, a, b] = nodes;
    if (!a || !b) throw new Error('no plan');
    // Task 2 leads to user 1 in both ways, and its child range tells at which instance.
    const byA = transaction.identities.instance(loaded.rows(a), loaded.link(a).starts[1] ?? -1);
    const byB = transaction.identities.instance(loaded.rows(b), loaded.link(b).starts[1] ?? -1);
    expect(byA).not.toBeNull();
    expect(byA).toBe(byB);
    expect(byA?.text(column('name'))).toBe('u1');
    expect(byA?.text(column('phone'))).toBe('p1');
  });

  it('a column that was not loaded is never read as null, but is an error that names it', async () => {
    const session = newSession();
    const { loaded, nodes } = await load(session, '{ users(limit: 1) { name } }');
    const [users] = nodes;
    const instance = users ? session.identities.instance(loaded.rows(users), 0) : null;
    expect(instance?.has(column('phone'))).toBe(false);
    expect(() => instance?.text(column('phone'))).toThrow('User.phone not loaded');
  });

  it('missing columns of instances are loaded in one statement, or in none', async () => {
    const session = newSession();
    const { loaded, nodes } = await load(session, '{ users { name } }');
    const [users] = nodes;
    if (!users) throw new Error('no plan');
    const rows = loaded.rows(users);
    const instances = Array.from({ length: rows.count }, (_, at) => session.identities.instance(rows, at)).filter(
      (instance) => instance !== null,
    );
    await session.topUp(instances, [column('phone')]);
    await session.topUp(instances, [column('phone'), column('name')]);
    await session.close();
    expect(instances.map((instance) => instance.text(column('phone')))).toEqual(['p1', 'p2', 'p3']);
    expect(session.log.all().map((run) => run.times)).toEqual([1, 1]);
  });

  // covers: I6
  it('an identity map belongs to one session', async () => {
    const [one, other] = [newSession(), newSession()];
    const query = '{ users(limit: 1) { name } }';
    const [first, second] = await Promise.all([load(one, query), load(other, query)]);
    const instances = [
      one.identities.instance(first.loaded.rows(first.nodes[0] ?? missing()), 0),
      other.identities.instance(second.loaded.rows(second.nodes[0] ?? missing()), 0),
    ];
    expect(instances[0]).not.toBe(instances[1]);
    one.identities.clear();
    expect([one.identities.size, other.identities.size]).toEqual([0, 1]);
  });

  // covers: S15
  it('an identity map and its rows go with their session', async () => {
    const held = await (async () => {
      const session = newSession();
      const { loaded, nodes } = await load(session, '{ users(limit: 1) { name } }');
      return new WeakRef(session.identities.instance(loaded.rows(nodes[0] ?? missing()), 0) ?? missing());
    })();
    setFlagsFromString('--expose-gc');
    const collectGarbage: unknown = runInNewContext('gc');
    // A reference lasts at least until the end of the turn that made it.
    await new Promise((resolve) => setTimeout(resolve, 10));
    if (typeof collectGarbage === 'function') collectGarbage();
    expect(held.deref()).toBeUndefined();
  });
});

describe('the plan cache', () => {
  // covers: G8, S01
  it('the values x, y, x, y of one plan key are one miss and three hits', () => {
    const { schema } = gateway.gateway;
    const document = parse('query ($id: Int) { users(where: { id: { eq: $id } }) { id } }');
    const operation = getOperationAST(document);
    const planner = new Planner(
      { schema: gateway.gateway, config: readConfig({}), statistics: () => NOTHING_KNOWN },
      new Map(),
    );
    const values = [1, 2, 1, 2].map((id) => {
      const variables = operation && coerceVariables(schema, operation, { id });
      if (!operation || !variables) throw new Error('no operation');
      return planner.plan(document, operation, { variables, load: 'auto', missing: null }).values[0];
    });
    expect(values).toEqual(['1', '2', '1', '2']);
    expect([planner.counts.misses, planner.counts.hits]).toEqual([1, 3]);
  });
});

function missing(): never {
  throw new Error('no plan');
}
