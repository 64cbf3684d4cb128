/** The gateway follows its database: it reads the catalog again, and replaces the schema whole. */
import { setTimeout as wait } from 'node:timers/promises';
import { createYoga } from 'graphql-yoga';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createGateway, type EmbeddedGateway } from '../../server/create-gateway.ts';
import type { ConfigOptions } from '../../schema/config/read-config.ts';
import { createDatabase, query, type TestDatabase } from '../support/database.ts';
import { lockTable, waitingForLocks } from '../support/lock.ts';

const SQL = `
create table author (id int primary key, name text not null);
create table book (id int primary key, author_id int not null references author, title text not null);
insert into author values (1, 'A');
insert into book values (1, 1, 'B');
`;

let database: TestDatabase;
const open: EmbeddedGateway[] = [];
beforeEach(async () => {
  await database?.drop();
  database = await createDatabase([SQL]);
});
afterEach(async () => {
  for (const gateway of open.splice(0)) await gateway.close();
});
afterAll(() => database.drop());

async function start(settings: ConfigOptions = {}): Promise<EmbeddedGateway> {
  const gateway = await createGateway({
    database: { url: database.url },
    server: { logLevel: 'silent' },
    pool: { size: 4 },
    ...settings,
  });
  open.push(gateway);
  return gateway;
}

interface Answer {
  readonly data?: Record<string, unknown>;
  readonly errors?: { message: string; extensions: { code: string } }[];
}

async function ask(gateway: Pick<EmbeddedGateway, 'fetch'>, text: string): Promise<Answer> {
  const request = new Request('http://localhost/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: text }),
  });
  return (await gateway.fetch(request)).json();
}

describe('reload', () => {
  it.each([
    [
      'a new column',
      'alter table book add pages int default 7',
      ['new: Book.pages'],
      '{ books { pages } }',
      { books: [{ pages: 7 }] },
    ],
    [
      'a column of another type',
      'alter table book alter id type bigint',
      ['changed: Book.id is BigInt!, and was Int!'],
      '{ books { id } }',
      { books: [{ id: '1' }] },
    ],
    [
      'a renamed column',
      'alter table book rename title to name',
      ['gone: Book.title', 'new: Book.name'],
      '{ books { name } }',
      { books: [{ name: 'B' }] },
    ],
    [
      'a new table',
      'create table shop (id int primary key)',
      ['new: Shop (table public.shop)'],
      '{ shops { id } }',
      { shops: [] },
    ],
    [
      'a table that is gone',
      'drop table book',
      [
        'gone: Book (table public.book)',
        'gone: Author.books',
        'gone: Author.booksConnection',
        'gone: Author.booksAggregate',
      ],
      '{ authors { id } }',
      { authors: [{ id: 1 }] },
    ],
    [
      'a new enum',
      `create type size as enum ('big'); alter table book add size size default 'big'`,
      ['new: Size', 'new: Book.size'],
      '{ books { size } }',
      { books: [{ size: 'big' }] },
    ],
    [
      'a relation that is gone',
      'alter table book drop constraint book_author_id_fkey',
      ['gone: Author.books', 'gone: Author.booksConnection', 'gone: Author.booksAggregate', 'gone: Book.author'],
      '{ books { authorId } }',
      { books: [{ authorId: 1 }] },
    ],
    [
      'an index, which clients do not see',
      'create index on book (title)',
      [],
      '{ books { title } }',
      { books: [{ title: 'B' }] },
    ],
  ])('%s is served after a reload, which tells it', async (_name, change, changes, text, data) => {
    const gateway = await start();
    await ask(gateway, '{ books { id title author { name } } }');
    await query(database.url, change);
    expect(await gateway.reload()).toEqual(changes);
    expect(await ask(gateway, text)).toEqual({ data });
  });

  it('a running operation ends with the schema that it began with', async () => {
    const gateway = await start({ limits: { lockTimeoutMs: 0 } });
    const release = await lockTable(database.url, 'book');
    const answer = ask(gateway, '{ books { title } }');
    await expect.poll(() => waitingForLocks(database.url)).toBe(1);
    await query(database.url, 'create table shop (id int primary key)');
    const before = gateway.schema;
    await gateway.reload();
    expect(gateway.schema).not.toBe(before);
    await release();
    expect(await answer).toEqual({ data: { books: [{ title: 'B' }] } });
  });

  it('a session keeps the schema that it was opened with', async () => {
    const gateway = await start();
    const session = gateway.session();
    await query(database.url, 'alter table author add born int');
    await gateway.reload();
    expect(await session.load({ entity: 'Author', select: { name: true } })).toMatchObject([{ name: 'A' }]);
    const [row] = await gateway.session().load({ entity: 'Author', select: { born: true } });
    expect(row).toMatchObject({ born: null });
    await session.close();
  });

  it('a reload that fails leaves the old schema serving, and says why', async () => {
    const gateway = await start({ entities: { Book: { name: 'Volume' } } });
    await query(database.url, 'alter table book rename to tome');
    await expect(gateway.reload()).rejects.toThrow(/entities\.Book is neither a type nor a table/);
    expect(await ask(gateway, '{ authors { name } }')).toEqual({ data: { authors: [{ name: 'A' }] } });
    await query(database.url, 'alter table tome rename to book');
    expect(await gateway.reload()).toEqual([]);
    expect(await ask(gateway, '{ volumes { title } }')).toEqual({ data: { volumes: [{ title: 'B' }] } });
  });

  it('reloads that are asked for at once are two at the most: the one that runs, and one after it', async () => {
    const gateway = await start();
    const asked = [gateway.reload(), gateway.reload(), gateway.reload(), gateway.reload()];
    const distinct = new Set(await Promise.all(asked));
    expect(distinct.size).toBeLessThanOrEqual(2);
  });

  it("a program's own Yoga gets the new schema", async () => {
    const gateway = await start();
    const yoga = createYoga({ plugins: [...gateway.yogaPlugins], parserAndValidationCache: false, logging: false });
    const fetch = async (request: Request): Promise<Response> => yoga.fetch(request);
    expect((await ask({ fetch }, '{ shops { id } }')).errors?.[0]?.message).toContain('shops');
    await query(database.url, 'create table shop (id int primary key); insert into shop values (5)');
    await gateway.reload();
    expect(await ask({ fetch }, '{ shops { id } }')).toEqual({ data: { shops: [{ id: 5 }] } });
  });
});

describe('following the database', () => {
  it('a watched catalog is read again when it has changed, and not because of data or ANALYZE', async () => {
    const gateway = await start({ schema: { watch: true, watchMs: 50 } });
    const before = gateway.schema;
    await query(database.url, `insert into book values (2, 1, 'C'); analyze book; create temporary table t (a int)`);
    await wait(300);
    expect(gateway.schema).toBe(before);
    await query(database.url, 'alter table book add pages int');
    await expect
      .poll(() => ask(gateway, '{ books(limit: 1) { pages } }'))
      .toEqual({ data: { books: [{ pages: null }] } });
  });

  it('a watched catalog that cannot be served is told once, and served when it can be again', async () => {
    const gateway = await start({ schema: { watch: true, watchMs: 50 }, entities: { Book: { name: 'Volume' } } });
    await query(database.url, 'alter table book rename to tome');
    await wait(300);
    expect(await ask(gateway, '{ authors { name } }')).toEqual({ data: { authors: [{ name: 'A' }] } });
    await query(database.url, 'alter table tome rename to book; alter table book add pages int');
    await expect.poll(() => ask(gateway, '{ volumes { pages } }')).toEqual({ data: { volumes: [{ pages: null }] } });
  });

  it('a migration tells by NOTIFY that it is done', async () => {
    const gateway = await start({ schema: { channel: 'Migrated' } });
    const listening = `select 1 from pg_stat_activity where application_name = 'espalier listen' and query like 'listen%' and datname = current_database()`;
    await expect.poll(() => query(database.url, listening)).toHaveLength(1);
    await query(database.url, 'alter table book add pages int; notify "Migrated"');
    await expect.poll(() => ask(gateway, '{ books { pages } }')).toEqual({ data: { books: [{ pages: null }] } });
  });

  it('a listener that was cut off listens again, and reads what it may have missed', async () => {
    const gateway = await start({ schema: { channel: 'migrated' } });
    const backend = `from pg_stat_activity where application_name = 'espalier listen' and query like 'listen%' and datname = current_database()`;
    await expect.poll(() => query(database.url, `select pid ${backend}`)).toHaveLength(1);
    await query(database.url, `alter table book add pages int; select pg_terminate_backend(pid) ${backend}`);
    await expect
      .poll(() => ask(gateway, '{ books { pages } }'), { timeout: 5_000 })
      .toEqual({ data: { books: [{ pages: null }] } });
  });
});

/** None rewrites a table: PostgreSQL shows a table as empty to a snapshot from before a rewrite. */
const CHANGES: readonly ((n: number) => string)[] = [
  (n) => `alter table book add c${n} varchar(${n + 1})`,
  (n) => `create table t${n} (id int primary key, book_id int references book)`,
  (n) => `alter table book rename c${n - 2} to d${n}`,
  (n) => `alter table book alter d${n - 1} type text`,
  (n) => `drop table t${n - 3}`,
  (n) => `create type e${n} as enum ('a'); alter table author add e${n} e${n} default 'a'`,
  (n) => `create unique index u${n} on book (title, id)`,
  (n) => `alter table book drop d${n - 5}`,
];
const ROUNDS = Number(process.env['RELOADS'] ?? 24);

it('a watched database that changes under load answers every request by the old or the new schema', async () => {
  const gateway = await start({ schema: { watch: true, watchMs: 50 } });
  const text = '{ books { id title author { name } } authors { name books { title } } }';
  const right = {
    books: [{ id: 1, title: 'B', author: { name: 'A' } }],
    authors: [{ name: 'A', books: [{ title: 'B' }] }],
  };
  const wrong: Answer[] = [];
  let answered = 0;
  const over = new AbortController();
  const client = async (): Promise<void> => {
    while (!over.signal.aborted) {
      const answer = await ask(gateway, text);
      answered++;
      if (JSON.stringify(answer) !== JSON.stringify({ data: right })) wrong.push(answer);
    }
  };
  const clients = [client(), client(), client(), client()];
  for (let n = 0; n < ROUNDS; n++) {
    await query(database.url, CHANGES[n % CHANGES.length]?.(n) ?? '');
    await wait(n % 3 === 0 ? 120 : 20);
  }
  over.abort();
  await Promise.all(clients);
  expect(wrong.slice(0, 3)).toEqual([]);
  expect(answered).toBeGreaterThan(ROUNDS);
  await expect
    .poll(async () => (await ask(gateway, `{ __type(name: "Author") { fields { name } } }`)).data)
    .toMatchObject({
      __type: { fields: expect.arrayContaining([{ name: 'e5' }]) },
    });
});
