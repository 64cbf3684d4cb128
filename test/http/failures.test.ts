import { getEventListeners } from 'node:events';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { Answer, ExecutorArguments } from '../../resolvers/operation/executor-type.ts';
import type { ConfigOptions } from '../../schema/config/read-config.ts';
import { createDatabase, query } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';
import { lockTable, waitingForLocks } from '../support/lock.ts';
import { openWay } from './both-ways.ts';
import type { Way } from './both-ways.ts';
import { ODD_TABLES } from './odd-requests.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase([ODD_TABLES]);
});
afterAll(() => database.drop());

const unhandled: unknown[] = [];
const onUnhandled = (reason: unknown) => void unhandled.push(reason);
beforeEach(() => void process.on('unhandledRejection', onUnhandled));
afterEach(() => {
  process.off('unhandledRejection', onUnhandled);
  expect(unhandled.splice(0)).toEqual([]);
});

const lock = (table: string) => lockTable(database.url, table);
const waiting = () => waitingForLocks(database.url);
const inTransaction = async () =>
  (
    await query(
      database.url,
      `select from pg_stat_activity where state like 'idle in transaction%' and application_name = 'espalier' and datname = current_database()`,
    )
  ).length;

const post = (way: Way, text: string, init: RequestInit = {}) =>
  fetch(way.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ query: text }),
    ...init,
  });
const PARTS = '{ parts(limit: 2) { id thing { id } } }';
const THINGS = '{ things(limit: 2) { id } }';

describe.each([
  ['the fast lane', true],
  ['Yoga', false],
] as const)('failures through %s', (_name, fastLane) => {
  type Execute = (args: ExecutorArguments) => Promise<Answer>;
  /** Opens a gateway that has both documents cached, so that the fast lane takes them. */
  const open = async (file: ConfigOptions = {}, wrap?: (execute: Execute) => Execute) => {
    const way = await openWay(database.url, fastLane, file, wrap);
    onTestFinished(() => way.close());
    for (const text of [PARTS, THINGS]) expect((await post(way, text)).status).toBe(200);
    const seen = way.byYoga();
    await (await post(way, THINGS)).text();
    expect(way.byYoga() - seen).toBe(fastLane ? 0 : 1);
    return way;
  };
  const errorOf = async (response: Response) => (await response.json()).errors[0].extensions.code;

  // covers: S50
  it('a request without a free connection is a 503 that says when to come back', async () => {
    const way = await open({ pool: { size: 1, acquireTimeoutMs: 1_000 }, limits: { lockTimeoutMs: 0 } });
    const release = await lock('part');
    const first = post(way, PARTS);
    await expect.poll(waiting).toBe(1);
    const second = await post(way, THINGS);
    expect([second.status, second.headers.get('retry-after'), await errorOf(second)]).toEqual([
      503,
      '1',
      'POOL_TIMEOUT',
    ]);
    await release();
    expect((await first).status).toBe(200);
  });

  it('a single row without a connection is a 503 as a list is, unless other data was loaded', async () => {
    const way = await open({ pool: { size: 1, acquireTimeoutMs: 200 } });
    const taken = await way.database.acquire(null);
    const cases = [
      ['{ thing(id: 1) { id } }', 503],
      ['{ thing(id: 1) { id } part(id: 1) { id } }', 503],
      ['{ thing(id: 1) { id } things { id } }', 503],
      ['{ thing(id: 1) { id } __typename }', 200],
    ] as const;
    for (const accept of ['application/json', 'application/graphql-response+json']) {
      for (const [text, status] of cases) {
        const headers = { 'content-type': 'application/json', accept };
        const response = await post(way, text, { headers });
        expect([text, response.status, response.headers.get('retry-after')]).toEqual([
          text,
          status,
          status === 503 ? '1' : null,
        ]);
        expect(await errorOf(response)).toBe('POOL_TIMEOUT');
      }
    }
    await taken.release();
    expect((await post(way, '{ thing(id: 1) { id } }')).status).toBe(200);
  });

  it('a statement that takes too long is a 504', async () => {
    const way = await open({ limits: { statementTimeoutMs: 1_000, lockTimeoutMs: 0 } });
    const release = await lock('part');
    const response = await post(way, PARTS);
    expect([response.status, await errorOf(response)]).toEqual([504, 'TIMEOUT']);
    await release();
    expect((await post(way, PARTS)).status).toBe(200);
  });

  // covers: N12, S08
  it('a client that leaves cancels its statement and frees the connection', async () => {
    const way = await open({ pool: { size: 1 }, limits: { lockTimeoutMs: 0 } });
    const release = await lock('part');
    const controller = new AbortController();
    const gone = post(way, PARTS, { signal: controller.signal }).catch(() => 'gone');
    await expect.poll(waiting).toBe(1);
    controller.abort();
    expect(await gone).toBe('gone');
    await expect.poll(waiting).toBe(0);
    expect((await post(way, THINGS)).status).toBe(200);
    expect(way.database.pool).toMatchObject({ total: 1, idle: 1, waiting: 0 });
    await release();
  });

  it('a running request is finished when the server stops', async () => {
    const way = await openWay(database.url, fastLane, { limits: { lockTimeoutMs: 0 } });
    await (await post(way, PARTS)).text();
    const release = await lock('part');
    const running = post(way, PARTS);
    await expect.poll(waiting).toBe(1);
    const closed = way.close(60_000);
    await expect(post(way, THINGS)).rejects.toThrow();
    await release();
    expect((await running).status).toBe(200);
    await closed;
  });

  it('a request that outlasts the grace time is cut off, and its statement is cancelled', async () => {
    const way = await openWay(database.url, fastLane, { limits: { lockTimeoutMs: 0 } });
    await (await post(way, PARTS)).text();
    const release = await lock('part');
    const running = post(way, PARTS).catch(() => 'cut off');
    await expect.poll(waiting).toBe(1);
    await way.close(50);
    expect([await running, await waiting()]).toEqual(['cut off', 0]);
    await release();
  });

  const thrown: [string, () => Promise<Answer>][] = [
    ['rejects', () => Promise.reject(new Error('select secret'))],
    ['rejects with nothing', () => Promise.reject(null)],
    ['overflows the stack', () => Promise.reject(new RangeError('Maximum call stack size exceeded'))],
    [
      'throws at once',
      () => {
        throw new Error('select secret');
      },
    ],
  ];
  it.each(thrown)(
    'a responder that %s is a 500 without details, logged once, and the next request is answered',
    async (_how, act) => {
      let broken = false;
      const way = await open({}, (execute) => (args) => (broken ? act() : execute(args)));
      broken = true;
      const response = await post(way, THINGS);
      const body = '{"errors":[{"message":"Unexpected error.","extensions":{"code":"INTERNAL"}}]}';
      expect([response.status, await response.text()]).toEqual([500, body]);
      expect(way.logged.length).toBe(1);
      broken = false;
      expect((await post(way, THINGS)).status).toBe(200);
    },
  );

  it('2,000 requests, a third of them wrong or cancelled, leave nothing behind', async () => {
    const signals: AbortSignal[] = [];
    const way = await open({ pool: { size: 4 } }, (execute) => (args) => {
      if (args.context.signal) signals.push(args.context.signal);
      return execute(args);
    });
    const requests = Array.from({ length: 2_000 }, (_, index) => index).values();
    const send = async (index: number) => {
      const controller = new AbortController();
      const wrong = ['{ nope }', '{ things(limit: -1) { id } }', '{ thing(id: 12) { strict } }'][index % 30];
      const answer = post(way, wrong ?? [PARTS, THINGS][index % 2] ?? '', { signal: controller.signal });
      if (index % 5 === 0) setTimeout(() => controller.abort(), index % 7);
      await answer.then((response) => response.text()).catch(() => {});
    };
    const sender = async () => {
      for (const index of requests) await send(index);
    };
    await Promise.all(Array.from({ length: 24 }, sender));
    const idle = () => way.database.pool.idle === way.database.pool.total && way.database.pool.waiting === 0;
    await expect.poll(idle).toBe(true);
    expect(way.database.pool.total).toBeLessThanOrEqual(4);
    expect(await inTransaction()).toBe(0);
    await expect.poll(() => signals.filter((signal) => getEventListeners(signal, 'abort').length > 0).length).toBe(0);
    expect(signals.length).toBeGreaterThan(1_000);
    expect(way.logged).toEqual([]);
  });
});
