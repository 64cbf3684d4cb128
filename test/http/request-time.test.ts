/** Every request has an end, whatever it waits for: the client is answered, and connection and resolver are let go. */
import { setTimeout as wait } from 'node:timers/promises';
import { createYoga } from 'graphql-yoga';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ConfigOptions } from '../../schema/config/read-config.ts';
import { createGateway, type EmbeddedGateway } from '../../server/create-gateway.ts';
import { createDatabase, query, type TestDatabase } from '../support/database.ts';
import { lockTable } from '../support/lock.ts';

const SQL = `
create table book (id int primary key, title text not null);
create table sale (id int primary key, book int references book);
insert into book values (1, 'one'), (2, 'two');
insert into sale values (1, 1), (2, 2);
`;

const never = new Promise<never>(() => {});
let aborted = 0;

const CONFIG: ConfigOptions = {
  pool: { size: 1, acquireTimeoutMs: 2_000 },
  limits: { requestTimeoutMs: 300 },
  server: { logLevel: 'silent' },
  federation: true,
  typeDefs: `
    extend type Query { outside: Int list: [Int] thing: Thing deaf: Int }
    type Thing { name: String slow: Int }
  `,
  resolvers: {
    Query: {
      outside: () => never,
      list: () => [1, never, 3],
      thing: () => ({ name: 'x', slow: never }),
      // This object looks like a promise but is not one.
      deaf: () => ({ then: () => undefined }),
    },
  },
  entities: {
    Sale: {
      fields: {
        waits: {
          type: 'Int',
          requires: ['id'],
          resolve: async (row, _args, { loaders, signal }) => {
            await loaders.relation(row, 'bookByBook');
            signal?.addEventListener('abort', () => aborted++);
            return never;
          },
        },
      },
    },
  },
};

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase([SQL]);
});
afterAll(() => database.drop());
beforeEach(() => {
  aborted = 0;
});

function open(file: ConfigOptions = {}): Promise<EmbeddedGateway> {
  return createGateway({ ...CONFIG, ...file, database: { url: database.url } });
}

type Fetch = (request: Request) => Promise<Response> | Response;

async function ask(fetch: Fetch, text: string): Promise<{ status: number; body: unknown }> {
  const request = new Request('http://localhost/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
    body: JSON.stringify({ query: text }),
  });
  const answer = await fetch(request);
  return { status: answer.status, body: await answer.json() };
}

function timeout(...path: readonly (string | number)[]): unknown {
  const message = 'The request did not finish within 300 ms.';
  return expect.objectContaining({ message, path, extensions: expect.objectContaining({ code: 'TIMEOUT' }) });
}

const CASES: readonly (readonly [name: string, query: string, data: unknown, errors: readonly unknown[]])[] = [
  [
    'resolvers that have loaded rows and then wait for something else',
    '{ sales { id waits } }',
    {
      sales: [
        { id: 1, waits: null },
        { id: 2, waits: null },
      ],
    },
    [timeout('sales', 0, 'waits'), timeout('sales', 1, 'waits')],
  ],
  [
    'a resolver at the root',
    '{ outside books { id } }',
    { outside: null, books: [{ id: 1 }, { id: 2 }] },
    [timeout('outside')],
  ],
  ['one element of a list', '{ list }', { list: [1, null, 3] }, [timeout('list', 1)]],
  [
    'a property of an object',
    '{ thing { name slow } }',
    { thing: { name: 'x', slow: null } },
    [timeout('thing', 'slow')],
  ],
  ['an object that looks like a promise', '{ deaf }', { deaf: null }, [timeout('deaf')]],
  [
    'an entity for a router',
    '{ _entities(representations: [{ __typename: "Sale", id: 1 }]) { ... on Sale { id waits } } }',
    { _entities: [{ id: 1, waits: null }] },
    [timeout('_entities', 0, 'waits')],
  ],
];

describe.each([
  ["the gateway's own server", (gateway: EmbeddedGateway): Fetch => gateway.fetch],
  [
    "a program's own Yoga",
    (gateway: EmbeddedGateway): Fetch => createYoga({ plugins: [...gateway.yogaPlugins] }).fetch,
  ],
])('the request time-out through %s', (_name, fetchOf) => {
  it.each(CASES)(
    'a field that is missing after limits.requestTimeoutMs is a TIMEOUT: %s',
    async (_case, text, data, errors) => {
      await using gateway = await open();
      const { status, body } = await ask(fetchOf(gateway), text);
      const isAllMissing = Object.values(Object(data)).every((value) => value === null);
      expect({ status, body }).toEqual({ status: isAllMissing ? 504 : 200, body: { data, errors } });
      // The only connection of the pool is back.
      expect(await ask(fetchOf(gateway), '{ books { id } }')).toMatchObject({ status: 200 });
    },
  );

  it('the signal of resolvers is aborted when the time is over, and not before', async () => {
    await using gateway = await open();
    const asking = ask(fetchOf(gateway), '{ sales { waits } }');
    await wait(100);
    expect(aborted).toBe(0);
    await asking;
    expect(aborted).toBe(2);
  });

  it('a statement that takes too long is cancelled, and the answer is a 504', async () => {
    await using gateway = await open();
    const release = await lockTable(database.url, 'book');
    const { status, body } = await ask(fetchOf(gateway), '{ books { id } }');
    expect(status).toBe(504);
    expect(body).toMatchObject({ errors: [{ extensions: { code: 'TIMEOUT' } }] });
    await expect.poll(() => waitingStatements()).toBe(0);
    await release();
    expect(await ask(fetchOf(gateway), '{ books { id } }')).toMatchObject({ status: 200 });
  });
});

describe('the request time-out in sessions', () => {
  const SELECTION = { entity: 'Sale', select: { id: true, waits: true } };
  const late = { code: 'TIMEOUT', message: 'The request did not finish within 300 ms.' };

  it('a load ends after limits.requestTimeoutMs, and the session stays usable', async () => {
    await using gateway = await open();
    await using session = gateway.session();
    await expect(session.load(SELECTION)).rejects.toMatchObject(late);
    expect(await session.load({ entity: 'Book', select: { id: true } })).toHaveLength(2);
    expect(aborted).toBe(2);
  });

  it('the next batch of a stream ends after limits.requestTimeoutMs, however long the program took for the last one', async () => {
    await using gateway = await open();
    const session = gateway.session();
    const books = session.stream({ entity: 'Book', select: { id: true } }, { batchSize: 1 });
    for await (const [book] of books) {
      expect(book).toBeDefined();
      await wait(400);
    }
    await expect(session.stream(SELECTION).next()).rejects.toMatchObject(late);
    expect(await session.load({ entity: 'Book', select: { id: true } })).toHaveLength(2);
  });

  it('a transaction may last longer than each of its loads', async () => {
    await using gateway = await open();
    const session = gateway.session();
    const counts = await session.transaction(async () => {
      const first = await session.load({ entity: 'Book', select: { id: true } });
      await wait(400);
      const second = await session.load({ entity: 'Sale', select: { id: true } });
      return [first.length, second.length];
    });
    expect(counts).toEqual([2, 2]);
    await expect(session.transaction(() => session.load(SELECTION))).rejects.toMatchObject(late);
    expect(await session.load({ entity: 'Book', select: { id: true } })).toHaveLength(2);
  });
});

it('a connection that PostgreSQL ended while a resolver waits does not count as in use', async () => {
  await using gateway = await open({
    limits: { requestTimeoutMs: 20_000 },
    pool: { size: 1, acquireTimeoutMs: 2_000 },
  });
  const gone = new AbortController();
  const asking = gateway
    .session({ signal: gone.signal })
    .load({ entity: 'Sale', select: { waits: true } })
    .catch((error: unknown) => error);
  await expect.poll(() => endBackends()).toBe(1);
  expect(await ask(gateway.fetch, '{ books { id } }')).toMatchObject({ status: 200 });
  gone.abort();
  expect(await asking).toMatchObject({ code: 'CANCELLED' });
});

it.each([
  ['authenticate', { authenticate: () => never }],
  ['context', { context: () => never }],
])('a request whose %s never answers is a 504', async (_name, options) => {
  await using gateway = await createGateway({ ...CONFIG, ...options, database: { url: database.url } });
  const { status, body } = await ask(gateway.fetch, '{ books { id } }');
  expect(body).toMatchObject({ errors: [{ extensions: { code: 'TIMEOUT' } }] });
  expect(status).toBe(504);
});

it('requestTimeoutMs is on by default and exceeds the time-outs of the database', async () => {
  const { readConfig } = await import('../../schema/config/read-config.ts');
  const { limits } = readConfig({ file: {} });
  expect(limits.requestTimeoutMs).toBeGreaterThan(limits.statementTimeoutMs);
  expect(limits.requestTimeoutMs).toBeGreaterThan(limits.queryTimeoutMs);
});

const OURS = `datname = current_database() and application_name = 'espalier'`;

async function waitingStatements(): Promise<number> {
  return (await query(database.url, `select from pg_stat_activity where ${OURS} and wait_event_type = 'Lock'`)).length;
}

/** Ends the backends that wait in a transaction for the next statement. */
async function endBackends(): Promise<number> {
  const idle = `${OURS} and state = 'idle in transaction'`;
  return (await query(database.url, `select pg_terminate_backend(pid) from pg_stat_activity where ${idle}`)).length;
}
