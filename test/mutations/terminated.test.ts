import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { lockTable, waitingForLocks } from '../support/lock.ts';
import { query } from '../support/database.ts';
import { useDatabase } from '../support/use-database.ts';

const database = useDatabase(readFileSync(new URL('../fixtures/writes.sql', import.meta.url), 'utf8'));

/** Each operation writes several tables in several flights. */
const operation = (name: string): string => `mutation {
  a: createCustomer(values: {email: "${name}@x", name: "${name}", orders: {create: [{note: "${name}"}]}}) { row { orders { note } } }
  b: createTag(values: {label: "${name}"}) { row { label } }
}`;

/** How many rows of the three tables an operation has left. */
async function written(name: string): Promise<number> {
  const [row] = await query<{ count: number }>(
    database.url,
    `select ((select count(*) from customers where name = $1) + (select count(*) from orders where note = $1)
       + (select count(*) from tags where label = $1))::int as count`,
    [name],
  );
  return row?.count ?? 0;
}

const ENDS_SESSIONS = `select pg_terminate_backend(pid) from pg_stat_activity
  where datname = current_database() and application_name = 'espalier'`;

async function inTransaction(): Promise<number> {
  const rows = await query(
    database.url,
    `select from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'`,
  );
  return rows.length;
}

test('a connection that ends before any step of a transaction leaves all or nothing, as the answer says', async () => {
  const gateway = await database.open({ mutations: true });
  const codes: unknown[] = [];
  let isReached = true;
  let flights = 0;
  for (; isReached; flights++) {
    const name = `before${flights}`;
    isReached = false;
    gateway.beforeFlight(flights, async () => {
      isReached = true;
      await query(database.url, ENDS_SESSIONS);
    });
    const { data, errors } = await gateway.run(operation(name));
    expect({ flights, rows: await written(name), isAnswered: data !== null }).toEqual({
      flights,
      rows: isReached ? 0 : 3,
      isAnswered: !isReached,
    });
    codes.push(...errors.map(({ extensions }) => extensions?.['code']));
    expect(gateway.inUse()).toBe(0);
    expect(await inTransaction()).toBe(0);
  }
  // The last round ends no connection: more than BEGIN, the writes and COMMIT were ended before.
  expect(flights).toBeGreaterThan(4);
  // One error stands at each field that was loading.
  expect([...new Set(codes)]).toEqual(['UNAVAILABLE', 'COMMIT_UNKNOWN']);
  expect(codes.filter((code) => code === 'COMMIT_UNKNOWN')).toHaveLength(1);
});

test.each(['customers', 'orders', 'tags'])(
  'a connection that ends while a statement waits for %s leaves nothing, and the next operation is written',
  async (table) => {
    const gateway = await database.open({ mutations: true });
    const release = await lockTable(database.url, table);
    const running = gateway.run(operation(`while ${table}`));
    await expect.poll(() => waitingForLocks(database.url)).toBe(1);
    await query(database.url, ENDS_SESSIONS);
    expect((await running).data).toBe(null);
    await release();
    expect(await written(`while ${table}`)).toBe(0);
    expect(gateway.inUse()).toBe(0);
    expect(await inTransaction()).toBe(0);
    expect((await gateway.run(operation(`after ${table}`))).errors).toEqual([]);
    expect(await written(`after ${table}`)).toBe(3);
  },
);

test('a connection that is lost with COMMIT under way says that nobody knows what is stored', async () => {
  const gateway = await database.open({ mutations: true });
  const release = await lockTable(database.url, 'tags');
  const running = gateway.run('mutation { createTag(values: {label: "with its COMMIT"}) { row { label } } }');
  await expect.poll(() => waitingForLocks(database.url)).toBe(1);
  await query(database.url, ENDS_SESSIONS);
  const { data, errors } = await running;
  expect({ data, codes: errors.map(({ extensions }) => extensions?.['code']) }).toEqual({
    data: null,
    codes: ['COMMIT_UNKNOWN'],
  });
  await release();
  expect(await written('with its COMMIT')).toBe(0);
  expect(gateway.inUse()).toBe(0);
});
