import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDatabase, query } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';
import { lockTable, waitingForLocks } from '../support/lock.ts';

const program = fileURLToPath(new URL('../../server.ts', import.meta.url));

let database: TestDatabase;
let folder: string;
let taken: Server;
beforeAll(async () => {
  database = await createDatabase([
    `create table author (id int primary key, name text not null);
     create table book (id int primary key, author_id int not null references author, title text not null);
     insert into author values (1, 'A');
     insert into book values (1, 1, 'B');`,
  ]);
  folder = await mkdtemp(join(tmpdir(), 'espalier-cli-'));
  taken = createServer().listen(0, '127.0.0.1');
});
afterAll(async () => {
  taken.close();
  await rm(folder, { recursive: true });
  await database.drop();
});

interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Started {
  /** Resolves with the match when the process has printed a matching line. */
  printed(line: RegExp): Promise<RegExpMatchArray>;
  kill(signal: NodeJS.Signals): void;
  readonly ended: Promise<Run>;
}

function start(args: readonly string[], env: Record<string, string> = {}): Started {
  // The environment of this run is not passed on, because a PGHOST or DATABASE_URL of the tester would decide.
  const child = spawn(process.execPath, [program, ...args], {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data) => (stdout += data));
  child.stderr.on('data', (data) => (stderr += data));
  const ended = new Promise<Run>((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
  const printed = async (line: RegExp) => {
    await expect.poll(() => stdout + stderr, { timeout: 50_000, interval: 20 }).toMatch(line);
    return (stdout + stderr).match(line) as RegExpMatchArray;
  };
  return { printed, kill: (signal) => child.kill(signal), ended };
}

const run = (args: readonly string[], env: Record<string, string> = {}) => start(args, env).ended;

const withDatabase = (...args: string[]) => ['--database-url', database.url, '--port', '0', ...args];

function changed(url: string, change: (url: URL) => void): string {
  const copy = new URL(url);
  change(copy);
  return copy.href;
}

it('sql idempotency prints a statement that makes the table of the configuration', async () => {
  const file = join(folder, 'requests.config.ts');
  await writeFile(file, `export default { mutations: { idempotency: 'public.once "only"' } };`);
  const { code, stdout, stderr } = await run(['sql', 'idempotency', '--config', file]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  await query(database.url, stdout);
  expect(await query(database.url, 'select key, claims, operation, answer from "once ""only"""')).toEqual([]);
  await query(database.url, 'drop table "once ""only"""');
  expect((await run(['sql', 'idempotency'])).stdout).toContain('create table "public"."espalier_requests"');
});

describe('mistakes that a person can correct', () => {
  const cases: [string, () => [string[], Record<string, string>?], RegExp[]][] = [
    ['an unknown flag', () => [['--prot', '4000']], [/--prot is not a flag\. Did you mean "--port"\?/]],
    ['an unknown command', () => [['inspekt']], [/"inspekt" is not a command.* Did you mean "inspect"\?/]],
    ['sql without a name', () => [['sql']], [/sql needs the name of what it prints: idempotency/]],
    ['sql with another name', () => [['sql', 'idempotence']], [/"idempotence" is not a command/]],
    ['a flag without its value', () => [['--port', '--host', 'a']], [/--port needs a value/]],
    ['an invalid port', () => [['--port', '70000']], [/--port must be a whole number from 0 to 65535, not "70000"/]],
    [
      'several mistakes, one line for each',
      () => [['--log-level', 'inf'], { ESPALIER_PROT: '1', PORT: 'x', NODE_ENV: 'production' }],
      [
        /PORT must be a whole number/,
        /--log-level must be one of .* Did you mean "info"\?/,
        /ESPALIER_PROT in the environment is not a setting/,
      ],
    ],
    [
      'a URL of another database system',
      () => [['--database-url', 'mysql://u:secret@h/d']],
      [/--database-url must be a PostgreSQL URL/],
    ],
    ['such a URL as an argument', () => [['mysql://u:secret@h/d']], [/--database-url must be a PostgreSQL URL/]],
    [
      'two databases',
      () => [['postgres://u:secret@h/d', 'postgres://u:secret@h/e']],
      [/^espalier: --database-url has two values; name one database\.$/],
    ],
    ['a missing configuration file', () => [['--config', 'none.ts']], [/none\.ts does not exist/]],
    ['an unknown sample', () => [['--sample', 'northwnd']], [/--sample must be one of .* Did you mean "northwind"\?/]],
    ['PGSERVICE', () => [['--port', '0'], { PGSERVICE: 'main' }], [/PGSERVICE is not supported/]],
    [
      'a taken port',
      () => [['--database-url', database.url, '--port', String((taken.address() as AddressInfo).port)]],
      [/Port \d+ on 127\.0\.0\.1 is taken/],
    ],
    ['an address of another machine', () => [withDatabase('--host', '203.0.113.1')], [/no address 203\.0\.113\.1/]],
    ['an unknown schema', () => [withDatabase('--schema', 'nope')], [/Schema "nope" does not exist.*public/]],
    [
      'an unknown database',
      () => [['--port', '0', '--database-url', changed(database.url, (url) => (url.pathname = '/nope'))]],
      [/no database "nope"/],
    ],
    [
      'a server that does not answer',
      () => [['--port', '0', '--database-url', changed(database.url, (url) => (url.port = '1'))]],
      [/No PostgreSQL answers at .*:1/],
    ],
    [
      'a host that does not exist',
      () => [['--port', '0', '--database-url', changed(database.url, (url) => (url.hostname = 'none.invalid'))]],
      [/none\.invalid/],
    ],
  ];
  it.each(cases)(
    'a mistake that a person can correct is one line on standard error and exit code 1: %s',
    async (_name, input, lines) => {
      const [args, env] = input();
      const { code, stdout, stderr } = await run(args, env);
      const printed = stderr.trimEnd().split('\n');
      expect({ code, stdout, count: printed.length }).toEqual({ code: 1, stdout: '', count: lines.length });
      lines.forEach((line, index) => expect(printed[index]).toMatch(line));
      expect(stderr).not.toMatch(/secret|\n\s+at /);
    },
  );

  it('each mistake in a configuration file is a line of its own', async () => {
    const file = join(folder, 'bad.config.ts');
    await writeFile(file, `export default { server: { prot: 1, port: 'x' }, limits: 3, databse: { url: 1 } };`);
    const { code, stderr } = await run(['--config', file]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/server\.port in .* must be a whole number/);
    expect(stderr).toMatch(/server\.prot in .* is not a setting\. Did you mean "server\.port"\?/);
    expect(stderr).toMatch(/limits in .* must be an object/);
    expect(stderr).toMatch(/databse in .* is not a setting\. Did you mean "database"\?/);
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});

describe('the commands', () => {
  it('--help lists every setting, and --version tells the version', async () => {
    const [help, version] = await Promise.all([run(['--help']), run(['--version'])]);
    for (const word of [
      'serve',
      'inspect',
      'measure',
      '--operation',
      '--database-url',
      '--schema',
      '--host',
      '--port',
      '--config',
      '--limits-depth',
    ]) {
      expect(help.stdout).toContain(word);
    }
    expect([help.code, version.code, version.stdout]).toEqual([0, 0, expect.stringMatching(/^\d+\.\d+\.\d+\n$/)]);
  });

  it('inspect prints the model as text, or with --json as nothing but JSON on standard output', async () => {
    const url = { DATABASE_URL: database.url };
    const [text, json] = await Promise.all([run(['inspect'], url), run(['inspect', '--json'], url)]);
    expect([text.code, text.stdout]).toEqual([0, expect.stringContaining('book_author_id_fkey')]);
    expect(JSON.parse(json.stdout)).toMatchObject({ version: 1, entities: [{ name: 'Author' }, { name: 'Book' }] });
  });
});

describe('the address of a database as an argument', () => {
  it('an address names the database for every command', async () => {
    const [before, after] = await Promise.all([
      run([database.url, 'inspect', '--json']),
      run(['inspect', database.url, '--json']),
    ]);
    expect(Object.keys(JSON.parse(before.stdout))).toContain('entities');
    expect(after.stdout).toBe(before.stdout);
  });
});

describe('output that nobody reads to its end', () => {
  it.each([[['inspect', '--json']], [['--help']]])('a closed standard output is not a failure of %o', async (args) => {
    const child = spawn(process.execPath, [program, ...args], {
      cwd: folder,
      env: { PATH: process.env['PATH'] ?? '', DATABASE_URL: database.url },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.destroy();
    let stderr = '';
    child.stderr.on('data', (data) => (stderr += data));
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect([code, stderr]).toEqual([0, '']);
  });
});

describe('the command serve', () => {
  it('flags outrank the environment, which outranks the file', async () => {
    const file = join(folder, 'espalier.some.ts');
    await writeFile(file, `export default { server: { path: '/file', port: 1 }, limits: { depth: 2 } };`);
    const gateway = start(['--config', file, '--path', '/flag'], {
      DATABASE_URL: database.url,
      PORT: '0',
      ESPALIER_PATH: '/env',
    });
    const [, url] = await gateway.printed(/GraphQL +(http:\S+)/);
    expect(url).toMatch(/\/flag$/);
    const response = await fetch(String(url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{ books { author { books { id } } } }"}',
    });
    expect(await response.text()).toContain('at most 2 are allowed');
    gateway.kill('SIGINT');
    expect((await gateway.ended).code).toBe(0);
  });

  it('the PG variables work as for psql', async () => {
    const url = new URL(database.url);
    const env = {
      PGHOST: url.hostname,
      PGPORT: url.port,
      PGUSER: decodeURIComponent(url.username),
      PGPASSWORD: decodeURIComponent(url.password),
      PGDATABASE: url.pathname.slice(1),
    };
    const { code, stdout } = await run(['inspect', '--json'], env);
    expect([code, JSON.parse(stdout).entities.length]).toEqual([0, 2]);
  });

  it('the gateway prints its address and how to stop it, and stops with exit code 0 and no connection left', async () => {
    const gateway = start(withDatabase());
    await gateway.printed(/Stop +Ctrl-C/);
    const backends = () =>
      query(
        database.url,
        `select 1 from pg_stat_activity where application_name = 'espalier' and datname = current_database()`,
      );
    gateway.kill('SIGTERM');
    const { code, stdout, stderr } = await gateway.ended;
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.split('\n').length).toBeLessThan(8);
    expect(await backends()).toEqual([]);
  });

  it('a stopping gateway finishes running requests, refuses new ones, and cuts off those beyond the grace time', async () => {
    const gateway = start(withDatabase('--shutdown-seconds', '5', '--limits-lock-timeout-ms', '0'));
    const [, url] = await gateway.printed(/GraphQL +(http:\S+)/);
    const ask = (field: string) =>
      fetch(`${url}?query={${field}{id}}`, { headers: { accept: 'application/json' } }).then(
        (response) => response.text(),
        () => 'cut off',
      );
    await ask('books');
    const [author, book] = [await lockTable(database.url, 'author'), await lockTable(database.url, 'book')];
    const answers = [ask('authors'), ask('books')];
    await expect.poll(() => waitingForLocks(database.url)).toBe(2);
    gateway.kill('SIGTERM');
    const refused = () =>
      fetch(`${url}?query={__typename}`).then(
        () => false,
        () => true,
      );
    await expect.poll(refused).toBe(true);
    await author();
    expect(await Promise.all(answers)).toEqual(['{"data":{"authors":[{"id":1}]}}', 'cut off']);
    expect((await gateway.ended).code).toBe(0);
    await book();
  });

  it('the first signal ends a gateway that is still starting', async () => {
    const { port } = taken.address() as AddressInfo;
    const gateway = start(['--port', '0', '--log-level', 'info', `postgres://127.0.0.1:${port}/silent`]);
    await once(taken, 'connection');
    gateway.kill('SIGTERM');
    const { code, stderr } = await gateway.ended;
    expect([code, stderr]).toEqual([0, expect.stringContaining('gateway stopped before it was ready')]);
  });

  it('SIGHUP reads the catalog again, and the terminal is told what has changed', async () => {
    const own = await createDatabase(['create table author (id int primary key)']);
    const gateway = start(['--port', '0', '--no-watch', own.url]);
    const [, url] = await gateway.printed(/GraphQL +(http:\S+)/);
    await query(own.url, 'create table book (id int primary key); drop table author');
    gateway.kill('SIGHUP');
    await gateway.printed(
      /The schema has changed:\n {2}gone: Author \(table public\.author\)\n {2}new: Book \(table public\.book\)/,
    );
    const answer = await fetch(`${url}?query={books{id}}`, { headers: { accept: 'application/json' } });
    expect(await answer.json()).toEqual({ data: { books: [] } });
    gateway.kill('SIGTERM');
    expect((await gateway.ended).code).toBe(0);
    await own.drop();
  });

  it('a gateway in development watches the catalog', async () => {
    const own = await createDatabase(['create table author (id int primary key)']);
    const gateway = start(['--port', '0', '--schema-watch-ms', '50', own.url]);
    await gateway.printed(/Stop +Ctrl-C/);
    await query(own.url, 'alter table author add name text');
    await gateway.printed(/The schema has changed:\n {2}new: Author\.name/);
    gateway.kill('SIGTERM');
    await gateway.ended;
    await own.drop();
  });

  it('a gateway waits for a database that is not there yet, and says so', async () => {
    const [silent] = [createServer((socket) => socket.destroy()).listen(0, '127.0.0.1')];
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    silent.close();
    const url = new URL(database.url);
    const later = `postgres://${url.username}:${url.password}@127.0.0.1:${port}${url.pathname}`;
    const gateway = start(['--port', '0', '--wait', '30', later]);
    await gateway.printed(/No PostgreSQL answers at 127\.0\.0\.1:\d+\. .* Waiting up to 30 s for it\./);
    const proxy = createServer((socket) => {
      const upstream = connect(Number(url.port), url.hostname);
      socket.pipe(upstream).pipe(socket);
      for (const end of [socket, upstream]) end.on('error', () => {});
    }).listen(port, '127.0.0.1');
    await gateway.printed(/Stop +Ctrl-C/);
    gateway.kill('SIGTERM');
    expect((await gateway.ended).code).toBe(0);
    proxy.close();
  });

  it('a gateway gives up at once on a database that refuses it, and after its time on one that is not there', async () => {
    const gone = await run(['--wait', '1', '--port', '0', 'postgres://127.0.0.1:1/nowhere']);
    expect([gone.code, gone.stderr.trimEnd().split('\n').at(-1)]).toEqual([
      1,
      expect.stringMatching(/^espalier: No PostgreSQL answers at 127\.0\.0\.1:1\./),
    ]);
    const inspected = await run(['inspect', '--wait', '1', 'postgres://127.0.0.1:1/nowhere']);
    expect([inspected.code, inspected.stderr]).toEqual([
      1,
      expect.stringMatching(/Waiting up to 1 s for it\.\nespalier: /),
    ]);
    const url = new URL(database.url);
    url.pathname = '/nowhere';
    const refused = await run(['--wait', '3600', '--port', '0', url.href]);
    expect([refused.code, refused.stderr]).toEqual([
      1,
      expect.stringMatching(/^espalier: .* has no database "nowhere"\.\n$/),
    ]);
  });

  it('a second signal ends the gateway at once', async () => {
    const gateway = start(withDatabase('--shutdown-seconds', '3600', '--limits-lock-timeout-ms', '0'));
    const [, url] = await gateway.printed(/GraphQL +(http:\S+)/);
    const release = await lockTable(database.url, 'book');
    const answer = fetch(`${url}?query={books{id}}`).catch(() => null);
    await expect.poll(() => waitingForLocks(database.url)).toBe(1);
    gateway.kill('SIGINT');
    // Under npm, Ctrl-C arrives twice at the same time, and that counts as once.
    gateway.kill('SIGINT');
    await new Promise((resolve) => setTimeout(resolve, 800));
    gateway.kill('SIGINT');
    expect((await gateway.ended).code).toBe(1);
    await Promise.all([release(), answer]);
  });
});
