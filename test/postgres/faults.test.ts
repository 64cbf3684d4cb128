import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PostgresDatabase } from '../../loaders/postgres/open-database.ts';
import { createDatabase, query } from '../support/database.ts';
import { lockTable } from '../support/lock.ts';
import { listen } from './listen.ts';
import { closedAfterEach } from './closed-after-each.ts';
import { selfSignedCertificate } from './proxy.ts';
import { ALONE, BEGIN, WHOLE, call, open, tables, until, withConnection } from './support.ts';

let url: string;
let drop: () => Promise<void>;
beforeAll(async () => {
  ({ url, drop } = await createDatabase(['create table locked (id int)']));
});
afterAll(() => drop());

const { opened, proxied, closeLater } = closedAfterEach();

const ONE = call('select 1');
const SLEEP = call('select pg_sleep(30)');
const works = (database: PostgresDatabase) =>
  withConnection(database, async (connection) =>
    expect(tables(await connection.send([ONE], ALONE))).toEqual([[['1']]]),
  );
const sleepers = async () =>
  (
    await query(
      url,
      `select pid from pg_stat_activity where datname = current_database() and state = 'active' and query like '%pg_sleep(30)%' and pid <> pg_backend_pid()`,
    )
  ).length;
const backends = async () =>
  (
    await query(
      url,
      `select pid from pg_stat_activity where datname = current_database() and application_name = 'espalier'`,
    )
  ).length;

describe('cancels of statements', () => {
  // covers: N12
  test('a cancelled statement ends in PostgreSQL, and its connection stays usable', async () => {
    const database = opened(url, { size: 1 });
    await withConnection(database, async (connection) => {
      const sleeping = connection.send([SLEEP], ALONE);
      const outcome = expect(sleeping).rejects.toMatchObject({ code: 'CANCELLED', sqlState: '57014' });
      await until(async () => (await sleepers()) === 1);
      const start = performance.now();
      await connection.cancel();
      // The statement would have slept for thirty seconds.
      expect(performance.now() - start).toBeLessThan(20_000);
      await outcome;
      expect(await sleepers()).toBe(0);
      expect(tables(await connection.send([ONE], ALONE))).toEqual([[['1']]]);
    });
    expect(database.pool).toMatchObject({ total: 1, idle: 1, waiting: 0 });
  });

  test('a cancel never hits the next statement', async () => {
    const database = opened(url, { size: 1 });
    for (let round = 0; round < 60; round++) {
      await withConnection(database, async (connection) => {
        const quick = connection.send([call(`select pg_sleep(${(round % 6) / 1000})`)], ALONE);
        const cancelled = connection.cancel();
        await quick.catch(() => {});
        expect(tables(await connection.send([call('select pg_sleep(0.002), 1')], ALONE))).toEqual([[['', '1']]]);
        await cancelled;
      });
    }
  });

  test('a cancel does nothing when nothing runs', async () => {
    await withConnection(opened(url), async (connection) => {
      await connection.cancel();
      expect(tables(await connection.send([ONE], ALONE))).toEqual([[['1']]]);
      await connection.cancel();
    });
  });

  test('a cancel does not need a free connection of the pool', async () => {
    const database = opened(url, { size: 1 });
    const connection = await database.acquire(null);
    const waiting = database.acquire(null);
    const sleeping = expect(connection.send([SLEEP], ALONE)).rejects.toMatchObject({ code: 'CANCELLED' });
    await until(async () => (await sleepers()) === 1);
    await connection.cancel();
    await sleeping;
    await connection.release();
    await (await waiting).release();
  });

  test('a busy connection that is released cancels its statement', async () => {
    const database = opened(url, { size: 1 });
    const connection = await database.acquire(null);
    const sleeping = expect(connection.send([SLEEP], ALONE)).rejects.toMatchObject({ code: 'CANCELLED' });
    await until(async () => (await sleepers()) === 1);
    await connection.release();
    await sleeping;
    expect(await sleepers()).toBe(0);
    await works(database);
  });
});

describe('time-outs of the pool', () => {
  // covers: N2, N12
  test('PostgreSQL ends a statement that runs too long', async () => {
    const database = opened(url, { statementTimeoutMs: 500 });
    await withConnection(database, (connection) =>
      expect(connection.send([SLEEP], ALONE)).rejects.toMatchObject({ code: 'TIMEOUT', sqlState: '57014' }),
    );
    await works(database);
  });

  test('a wait for a lock ends', async () => {
    const database = opened(url, { lockTimeoutMs: 100 });
    const release = await lockTable(url, 'locked');
    await withConnection(database, (connection) =>
      expect(connection.send([call('select * from locked')], ALONE)).rejects.toMatchObject({
        code: 'TIMEOUT',
        sqlState: '55P03',
      }),
    );
    await release();
  });

  test('an idle transaction is ended, and the next request gets a fresh connection', async () => {
    const database = opened(url, { size: 1, queryTimeoutMs: 500 });
    const connection = await database.acquire(null);
    await connection.send([ONE], BEGIN);
    await until(async () => (await backends()) === 0);
    await expect(connection.send([ONE], ALONE)).rejects.toMatchObject({ code: 'TIMEOUT', sqlState: '25P03' });
    await connection.release();
    await works(database);
  });

  test('a wait for a connection ends with an error that says so', async () => {
    const database = opened(url, { size: 1, acquireTimeoutMs: 1_000 });
    const held = await database.acquire(null);
    await expect(database.acquire(null)).rejects.toMatchObject({
      code: 'POOL_TIMEOUT',
      message: expect.stringContaining('1000 ms (pool size 1'),
    });
    await held.release();
    await works(database);
  });

  test('an aborted signal ends the wait, and the connection is not lost', async () => {
    const database = opened(url, { size: 1 });
    const held = await database.acquire(null);
    const abort = new AbortController();
    const waiting = expect(database.acquire(abort.signal)).rejects.toMatchObject({ code: 'CANCELLED' });
    abort.abort();
    await waiting;
    await held.release();
    await works(database);
    await expect(database.acquire(abort.signal)).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  test('a network that falls silent ends the request and costs one connection', async () => {
    const proxy = await proxied(url);
    const database = opened(proxy.url, { size: 1, queryTimeoutMs: 1_500 });
    const connection = await database.acquire(null);
    await connection.send([ONE], ALONE);
    proxy.swallow();
    await expect(connection.send([ONE], ALONE)).rejects.toMatchObject({ code: 'TIMEOUT' });
    await connection.release();
    expect(database.pool).toMatchObject({ total: 0, idle: 0, waiting: 0 });
  });

  test('a database that never answers a new connection becomes unavailable in time', async () => {
    const proxy = await proxied(url);
    proxy.swallow();
    const database = opened(proxy.url, { acquireTimeoutMs: 300 });
    await expect(database.acquire(null)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });
});

describe('lost connections', () => {
  test('a connection that falls silent right after connecting is given up, and the pool is as before', async () => {
    const authenticationOk = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0]);
    const readyForQuery = Buffer.from([0x5a, 0, 0, 0, 5, 0x49]);
    const server = await listen((socket) =>
      socket.once('data', () => socket.write(Buffer.concat([authenticationOk, readyForQuery]))),
    );
    closeLater(() => server.close());
    const database = opened(`postgres://someone@127.0.0.1:${server.port}/x`, { size: 1, acquireTimeoutMs: 200 });
    await expect(database.acquire(null)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await until(async () => database.pool.total === 0);
  });

  const terminate = () =>
    query(
      url,
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
    );

  test('a connection killed while idle is replaced unnoticed', async () => {
    const database = opened(url, { size: 1 });
    await works(database);
    await terminate();
    await until(async () => database.pool.total === 0);
    await works(database);
  });

  test('connections cut while idle are found at the first statement, which is sent again on a fresh one', async () => {
    const proxy = await proxied(url);
    const database = opened(proxy.url, { size: 3 });
    const held = await Promise.all([1, 2, 3].map(() => database.acquire(null)));
    for (const connection of held) await connection.release();
    expect(database.pool).toMatchObject({ total: 3, idle: 3, waiting: 0 });
    proxy.forget();
    await works(database);
    await withConnection(database, async (connection) => {
      expect(tables(await connection.send([ONE], BEGIN))).toEqual([[['1']]]);
      expect(tables(await connection.send([ONE], ALONE))).toEqual([[['1']]]);
    });
    expect(database.pool).toMatchObject({ total: 1, idle: 1, waiting: 0 });
    expect(database.pool.invalidated).toBe(2);
  });

  test('a write on a connection cut while idle is an error, and is not sent again', async () => {
    const proxy = await proxied(url);
    const database = opened(proxy.url, { size: 1 });
    await works(database);
    proxy.forget();
    await withConnection(database, (connection) =>
      expect(connection.send([ONE], { ...WHOLE, mode: 'write', isolation: 'read committed' })).rejects.toMatchObject({
        code: 'UNAVAILABLE',
      }),
    );
    await works(database);
  });

  test('a connection that is released while it is replaced gives the new one back', async () => {
    const proxy = await proxied(url);
    const database = opened(proxy.url, { size: 1 });
    for (let delay = 0; delay < 12; delay++) {
      await works(database);
      proxy.forget();
      const connection = await database.acquire(null);
      const sent = connection.send([ONE], ALONE).catch(() => null);
      await new Promise((resolve) => setTimeout(resolve, delay));
      await Promise.all([sent, connection.release()]);
      await works(database);
      expect(database.pool).toMatchObject({ total: 1, idle: 1, waiting: 0 });
    }
  });

  test('connections that the server has just killed are replaced, however often it happens', async () => {
    const database = opened(url, { size: 2 });
    for (let round = 0; round < 20; round++) {
      await Promise.all([works(database), works(database)]);
      // This is not awaited, so that the end of the connections arrives at any moment.
      const killed = terminate();
      await Promise.all([works(database), works(database)]);
      await killed;
    }
    await until(async () => database.pool.idle === database.pool.total);
  });

  test('a connection cut inside a transaction, or lost for good, is an error', async () => {
    const proxy = await proxied(url);
    const database = opened(proxy.url, { size: 1 });
    await works(database);
    await withConnection(database, async (connection) => {
      await connection.send([ONE], BEGIN);
      proxy.forget();
      await expect(connection.send([ONE], ALONE)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    });
    await works(database);
    await proxy.close();
    await withConnection(database, (connection) =>
      expect(connection.send([ONE], ALONE)).rejects.toMatchObject({ code: 'UNAVAILABLE' }),
    ).catch((error: unknown) => expect(error).toMatchObject({ code: 'UNAVAILABLE' }));
    expect(database.pool).toMatchObject({ total: 0, idle: 0, waiting: 0 });
  });

  test('a connection killed during a statement gives one clean error, and the next request works', async () => {
    const database = opened(url, { size: 1 });
    await withConnection(database, async (connection) => {
      const sleeping = expect(connection.send([SLEEP], ALONE)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
      await until(async () => (await sleepers()) === 1);
      await terminate();
      await sleeping;
    });
    await works(database);
  });

  test('a reset in the middle of a result gives one clean error, and the next request works', async () => {
    const proxy = await proxied(url);
    const database = opened(proxy.url, { size: 1 });
    await withConnection(database, async (connection) => {
      const endless = call('select generate_series(1, 1000000000)', [], 1e9);
      const reading = expect(connection.send([endless], ALONE)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
      setTimeout(() => proxy.reset(), 100);
      await reading;
    });
    await works(database);
  });

  test('a transaction left open is rolled back before the connection is used again', async () => {
    const database = opened(url, { size: 1 });
    const settings: [string, string][] = [['app.user', 'alice']];
    await withConnection(database, (connection) => connection.send([ONE], { ...BEGIN, settings }));
    const read = call(`select current_setting('app.user', true)`);
    await withConnection(database, async (connection) =>
      expect(tables(await connection.send([read], ALONE))).toEqual([[['']]]),
    );
    expect(database.pool.total).toBe(1);
  });

  test('closing leaves no backend behind', async () => {
    const database = open(url);
    await Promise.all([works(database), works(database)]);
    await Promise.all([database.close(), database.close()]);
    await until(async () => (await backends()) === 0);
    await expect(database.acquire(null)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });
});

describe('the byte stream', () => {
  test.each([1, 7])('an answer in packets of %i bytes is understood', async (pieceLength) => {
    const proxy = await proxied(url, { pieceLength });
    await withConnection(opened(proxy.url), async (connection) => {
      const rows = call(`select i, null, repeat('é', i) from generate_series(1, 40) i`);
      const results = tables(await connection.send([rows, ONE], ALONE));
      expect(results).toEqual([Array.from({ length: 40 }, (_, i) => [`${i + 1}`, null, 'é'.repeat(i + 1)]), [['1']]]);
    });
  });

  const tls = selfSignedCertificate();
  test.skipIf(!tls)('an encrypted connection carries the same rows', async () => {
    const proxy = await proxied(url, { tls: tls ?? undefined });
    await works(opened(`${proxy.url}?sslmode=no-verify`));
    await expect(opened(`${proxy.url}?sslmode=verify-full`).acquire(null)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
    });
  });
});
