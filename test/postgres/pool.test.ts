/** The life of connections between their uses. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PostgresDatabase } from '../../loaders/postgres/open-database.ts';
import { createDatabase, query } from '../support/database.ts';
import { closedAfterEach } from './closed-after-each.ts';
import { ALONE, BEGIN, call, tables, until, withConnection } from './support.ts';
import { PoolTimeout } from '../../loaders/database/database-error.ts';

let url: string;
let drop: () => Promise<void>;
beforeAll(async () => {
  ({ url, drop } = await createDatabase(['create table things (id int)']));
});
afterAll(() => drop());

const { opened, proxied } = closedAfterEach();

/** The backend that the pool gives next. */
const pid = (database: PostgresDatabase) =>
  withConnection(database, async (connection) => {
    const [rows] = tables(await connection.send([call('select pg_backend_pid()')], ALONE));
    return rows?.[0]?.[0];
  });

describe('pools at their limit', () => {
  // covers: N4, S50
  test('a full pool tells a waiter its size and the length of the wait', async () => {
    const database = opened(url, { size: 1, acquireTimeoutMs: 300 });
    const held = await database.acquire(null);
    const error: unknown = await database.acquire(null).catch((problem: unknown) => problem);
    await held.release();
    expect(error).toBeInstanceOf(PoolTimeout);
    expect(error).toMatchObject({ code: 'POOL_TIMEOUT', size: 1, overflow: 0 });
    expect(error instanceof PoolTimeout && error.waitedMs).toBeGreaterThanOrEqual(290);
    expect(await pid(database)).toBeDefined();
  });

  // covers: N7, S10
  test('a full pool opens overflow connections in a rush, and closes them when they come back', async () => {
    const database = opened(url, { size: 1, maxOverflow: 1, acquireTimeoutMs: 300 });
    const waits: number[] = [];
    database.pool.waited = (seconds) => void waits.push(seconds);
    const held = [await database.acquire(null), await database.acquire(null)];
    expect(database.pool).toMatchObject({ size: 1, total: 2, overflow: 1 });
    await expect(database.acquire(null)).rejects.toMatchObject({ size: 1, overflow: 1 });
    for (const connection of held) await connection.release();
    await until(async () => database.pool.total === 1);
    expect(database.pool).toMatchObject({ total: 1, idle: 1, overflow: 0 });
    expect(waits).toHaveLength(2);
  });

  // covers: N7
  test.each(['lifo', 'fifo'] as const)('a pool gives idle connections out in %s order', async (order) => {
    const database = opened(url, { size: 2, order });
    const [first, second] = [await database.acquire(null), await database.acquire(null)];
    const [rows] = tables(await first.send([call('select pg_backend_pid()')], ALONE));
    await first.release();
    await second.release();
    const firstPid = rows?.[0]?.[0];
    expect((await pid(database)) === firstPid).toBe(order === 'fifo');
  });
});

describe('connections of a pool', () => {
  // covers: N7
  test('a connection that is too old is replaced', async () => {
    const database = opened(url, { size: 1, maxLifetimeSeconds: 1 });
    const before = await pid(database);
    await until(async () => database.pool.recycled === 1);
    expect(await pid(database)).not.toBe(before);
  });

  // covers: N5
  test('a connection terminated while idle is replaced unnoticed', async () => {
    const proxy = await proxied(url);
    const database = opened(proxy.url, { size: 1, prePing: true });
    const before = await pid(database);
    // The pool learns nothing of it until it pings.
    proxy.hang();
    await query(url, `select pg_terminate_backend(${before})`);
    proxy.forget();
    expect(await pid(database)).not.toBe(before);
    expect(database.pool).toMatchObject({ pingFailures: 1 });
  });

  // covers: S10
  test('a connection that gives no sign of life is replaced, and so are all of its age', async () => {
    const proxy = await proxied(url);
    const database = opened(proxy.url, { size: 2, prePing: true, acquireTimeoutMs: 500 });
    const held = [await database.acquire(null), await database.acquire(null)];
    for (const connection of held) await connection.release();
    proxy.hang();
    expect(await pid(database)).toBeDefined();
    const fresh = await Promise.all([pid(database), pid(database)]);
    expect(fresh).not.toContain(undefined);
    expect(database.pool).toMatchObject({ pingFailures: 1, invalidated: 1 });
  });

  // covers: N5
  test('a connection lost within a transaction fails only that request', async () => {
    const database = opened(url, { size: 1, prePing: true });
    const connection = await database.acquire(null);
    const [rows] = tables(await connection.send([call('select pg_backend_pid()')], BEGIN));
    await query(url, `select pg_terminate_backend(${rows?.[0]?.[0]})`);
    await expect(connection.send([call('select 1')], ALONE)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await connection.release();
    expect(await pid(database)).toBeDefined();
  });

  // covers: N6
  test('a connection comes back clean from a transaction that was left open', async () => {
    const database = opened(url, { size: 1 });
    const before = await withConnection(database, async (connection) => {
      const [rows] = tables(await connection.send([call('select pg_backend_pid()')], BEGIN));
      return rows?.[0]?.[0];
    });
    expect(await pid(database)).toBe(before);
    const state = await query(url, `select state from pg_stat_activity where pid = ${before}`);
    expect(state).toEqual([{ state: 'idle' }]);
  });

  // covers: N6
  test('a pool that resets gives its connections out like new ones', async () => {
    const database = opened(url, { size: 1, reset: true, timeZone: 'Asia/Tokyo' });
    const spoil = [
      `select set_config('search_path', 'pg_catalog', false), set_config('default_transaction_read_only', 'off', false), set_config('timezone', 'UTC', false)`,
      'create temp table leftovers (id int)',
    ];
    await withConnection(database, async (connection) => {
      for (const sql of spoil) await connection.send([call(sql)], ALONE);
    });
    const look = `select current_setting('search_path'), to_regclass('pg_temp.leftovers'), current_setting('transaction_read_only'), current_setting('timezone')`;
    await expect(
      withConnection(database, async (connection) => tables(await connection.send([call(look)], ALONE))),
    ).resolves.toEqual([[['"$user", public', null, 'on', 'Asia/Tokyo']]]);
  });
});
