import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { requestContext } from '../../resolvers/http/request-context.ts';
import type { Config } from '../../schema/config/config.ts';
import { readConfig } from '../../schema/config/read-config.ts';
import { query } from '../support/database.ts';
import { useDatabase } from '../support/use-database.ts';

const database = useDatabase(readFileSync(new URL('../fixtures/writes.sql', import.meta.url), 'utf8'));

/** The parts of a plan that do not depend on the clock. */
interface Told {
  readonly writes: readonly { readonly ms: number; readonly statement: number }[];
  readonly attempts: number;
  readonly unplanned: readonly { readonly path: string; readonly because: string; readonly statement: number }[];
  readonly roots: readonly { readonly path: string; readonly statement: number }[];
  readonly statements: readonly {
    readonly number: number;
    readonly sql: string;
    readonly parameters: readonly object[];
    readonly analyze?: unknown;
  }[];
  readonly refused?: string;
}

function isTold(plan: unknown): plan is Told {
  return typeof plan === 'object' && plan !== null && 'writes' in plan;
}

async function planOf(mutation: string, options: object = {}): Promise<Told> {
  const gateway = await database.open({ mutations: true });
  const { plan, errors } = await gateway.run(mutation, { explain: 'plan', ...options });
  expect(errors).toEqual([]);
  if (!isTold(plan)) throw new Error('the answer has no plan of a mutation');
  return plan;
}

function timeless({ writes }: Told): object[] {
  return writes.map(({ ms, ...write }) => {
    expect(ms).toBeGreaterThan(0);
    return write;
  });
}

describe('the plan of a mutation', () => {
  test('a tree has one write for each table, and says whose keys its rows take', async () => {
    const plan = await planOf(
      `mutation { createCustomer(values: {email: "e@x", name: "e", orders: {create: [{note: "1"}, {note: "2"}]}})
        { row { name orders { note } } } }`,
    );
    expect(timeless(plan)).toEqual([
      {
        path: 'createCustomer.values',
        entity: 'Customer',
        action: 'insert',
        statement: 1,
        because: 'one insert for 1 row of Customer',
        rows: 1,
        locked: null,
      },
      {
        path: 'createCustomer.values.orders.create',
        entity: 'Order',
        action: 'insert',
        statement: 2,
        because: 'one insert for 2 rows of Order, with keys of 1 row of Customer',
        rows: 2,
        locked: null,
      },
    ]);
    expect(plan.unplanned.map(({ path, because, statement }) => ({ path, because, statement }))).toEqual([
      { path: 'createCustomer.row', because: 'lazy: written rows are read for the answer, 1 key', statement: 3 },
    ]);
    expect(plan.statements.map(({ number }) => number)).toEqual([1, 2, 3, 4]);
    expect(plan.statements[0]?.parameters).toEqual([
      { name: '$1', from: 'request', value: 'e@x' },
      { name: '$2', from: 'request', value: 'e' },
    ]);
    expect(plan.attempts).toBe(1);
  });

  test('rows that a write names are locked, and the plan says how', async () => {
    const plan = await planOf(
      `mutation { a: updateCustomersEach(items: [{by: {id: 1}, inc: {score: 0}}, {by: {id: 2}, set: {orders: {connect: []}}}])
        { affectedRows } b: createItem(values: {line: 1, order: {create: {customer: {connect: {email: "a@x"}}}}, product: {connect: {sku: "TEA"}}})
        { affectedRows } c: deleteTag(by: {label: "new"}) { affectedRows } }`,
    );
    expect(timeless(plan)).toEqual([
      expect.objectContaining({ path: 'a.items.by', action: 'find', rows: 1, locked: 'key share' }),
      expect.objectContaining({ path: 'a.items.by', action: 'update', rows: 1, locked: 'no key update' }),
      expect.objectContaining({ path: 'a.items.by', action: 'find', rows: 1, locked: null }),
      expect.objectContaining({
        path: 'b.values.order.create.customer.connect',
        action: 'find',
        because: 'one select finds 1 row of Customer by key and locks it',
        locked: 'key share',
      }),
      expect.objectContaining({
        path: 'b.values.product.connect',
        entity: 'Product',
        action: 'find',
        locked: 'key share',
      }),
      expect.objectContaining({ path: 'b.values.order.create', entity: 'Order', action: 'insert' }),
      expect.objectContaining({ path: 'b.values', entity: 'Item', action: 'insert' }),
      expect.objectContaining({ path: 'c.by', entity: 'Tag', action: 'delete', locked: 'update' }),
    ]);
  });

  test('a write by condition counts the rows that it finds, and `query` has its own selects', async () => {
    const plan = await planOf(
      'mutation { updateProducts(where: {id: {lt: 3}}, atMost: 9, inc: {price: "1"}) { affectedRows query { tags { label } } } }',
    );
    expect(timeless(plan)).toEqual([
      {
        path: 'updateProducts',
        entity: 'Product',
        action: 'update',
        statement: 1,
        because: 'one update for all rows of Product that satisfy the condition',
        rows: 2,
        locked: 'no key update',
      },
    ]);
    expect(plan.roots.map(({ path, statement }) => ({ path, statement }))).toEqual([{ path: 'tags', statement: 2 }]);
  });

  test('analyze is refused, because it would write again', async () => {
    const plan = await planOf('mutation { deleteTag(by: {label: "none"}, mustExist: false) { affectedRows } }', {
      explain: 'analyze',
    });
    expect(plan.refused).toMatch(/^analyze runs statements once more, .* A dry run takes them back/);
  });
});

describe('a dry run', () => {
  test('a dry run answers as the mutation would, and leaves nothing', async () => {
    const gateway = await database.open({ mutations: true });
    const mutation = `mutation { createCustomer(values: {email: "dry@x", name: "dry", orders: {create: [{note: "dry"}]}})
      { row { name orders { note } } affectedRows } }`;
    const { data, errors, connections } = await gateway.run(mutation, { dryRun: true });
    expect({ data, errors }).toEqual({
      data: { createCustomer: { row: { name: 'dry', orders: [{ note: 'dry' }] }, affectedRows: 2 } },
      errors: [],
    });
    expect(connections.flatMap(({ flights }) => flights).some(({ transaction }) => transaction.commit)).toBe(false);
    expect(await query(database.url, "select from customers where name = 'dry'")).toEqual([]);
    expect(gateway.inUse()).toBe(0);
  });

  test('a dry run tells the errors of the mutation', async () => {
    const gateway = await database.open({ mutations: true });
    const { errors } = await gateway.run('mutation { createTag(values: {label: "hot"}) { affectedRows } }', {
      dryRun: true,
    });
    expect(errors.map(({ extensions }) => extensions)).toEqual([
      expect.objectContaining({ code: 'CONFLICT', reason: 'UNIQUE', input: ['values', 'label'] }),
    ]);
  });
});

describe('analyze in a dry run', () => {
  const mutation = `mutation { createCustomer(values: {email: "an@x", name: "an", orders: {create: [{note: "1"}, {note: "2"}]}})
    { row { name orders { note } } } updateProducts(where: {id: {lt: 3}}, atMost: 9, inc: {price: "1"}) { affectedRows } }`;
  const asked = { explain: 'analyze', dryRun: true } as const;

  test("every write has PostgreSQL's own plan, the answer is that of the mutation, and nothing is written", async () => {
    const gateway = await database.open({ mutations: true });
    const before = await query(database.url, 'select id, price from products order by id');
    const { data, errors, plan } = await gateway.run(mutation, asked);
    expect({ data, errors }).toEqual({
      data: {
        createCustomer: { row: { name: 'an', orders: [{ note: '1' }, { note: '2' }] } },
        updateProducts: { affectedRows: 2 },
      },
      errors: [],
    });
    if (!isTold(plan)) throw new Error('the answer has no plan of a mutation');
    expect(plan.refused).toBeUndefined();
    const analyzed = plan.writes.map(({ statement }) => plan.statements[statement - 1]?.analyze);
    expect(analyzed).toHaveLength(3);
    for (const analysis of analyzed)
      expect(JSON.stringify(analysis)).toMatch(/"Node Type":"ModifyTable".*"Execution Time"/);
    expect(await query(database.url, "select from customers where name = 'an'")).toEqual([]);
    expect(await query(database.url, 'select id, price from products order by id')).toEqual(before);
    expect(gateway.inUse()).toBe(0);
  });

  test('analyze tells the errors of the mutation, at their inputs', async () => {
    const gateway = await database.open({ mutations: true });
    const { errors } = await gateway.run(
      'mutation { createTags(values: [{label: "fresh"}, {label: "hot"}]) { affectedRows } }',
      asked,
    );
    expect(errors.map(({ extensions }) => extensions)).toEqual([
      expect.objectContaining({ code: 'CONFLICT', reason: 'UNIQUE', input: ['values', 1, 'label'] }),
    ]);
  });

  test.each([
    ['a policy of any entity', { Tag: { policy: { label: { ne: 'hidden' } } } }],
    ['a rule of writing', { Product: { write: { create: true, update: { where: { id: { lt: 100 } } } } } }],
  ])('%s refuses it, for plans tell of hidden rows and configured values', async (_name, entities) => {
    const gateway = await database.open({ mutations: true, entities });
    const { errors, plan } = await gateway.run(mutation, asked);
    expect(errors).toEqual([]);
    if (!isTold(plan)) throw new Error('the answer has no plan of a mutation');
    expect(plan.refused).toMatch(/^analyze of a write tells of rows/);
    expect(JSON.stringify(plan)).not.toMatch(/"analyze":|Execution Time/);
  });
});

describe('the header x-espalier-dry-run', () => {
  const settingsOf = (mutations: object | boolean, development: boolean): Config =>
    readConfig({ file: { mutations, development, database: { url: 'postgres://none' } } });
  const read = (value: string, config: Config): boolean | undefined =>
    requestContext(new Headers({ 'x-espalier-dry-run': value }), new AbortController().signal, config).dryRun;

  test.each([
    ['true', true, true, true],
    ['TRUE', { dryRun: true }, false, true],
    ['false', true, false, false],
    ['true', false, false, true],
  ])('%s with mutations %j, development %s, is read as %s', (value, mutations, development, expected) => {
    expect(read(value, settingsOf(mutations, development))).toBe(expected);
  });

  test.each([
    ['true', true, 'The header x-espalier-dry-run is not allowed here. The setting mutations.dryRun allows it.'],
    ['yes', { dryRun: true }, 'The header x-espalier-dry-run must be one of true, false.'],
  ])(
    '%s with mutations %j is refused in production, so that nothing is written by mistake',
    (value, mutations, message) => {
      expect(() => read(value, settingsOf(mutations, false))).toThrow(message);
    },
  );
});

test('a constraint that refuses rows of a condition is told at the changes', async () => {
  const gateway = await database.open({ mutations: true });
  const { errors } = await gateway.run(
    'mutation { updateCustomers(where: {id: {gt: 0}}, atMost: 9, set: {email: "same"}) { affectedRows } }',
  );
  expect(errors.map(({ extensions }) => extensions)).toEqual([
    expect.objectContaining({ code: 'CONFLICT', reason: 'UNIQUE', input: ['set', 'email'], fields: ['email'] }),
  ]);
});
