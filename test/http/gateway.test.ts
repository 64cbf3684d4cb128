import { serverAudits } from 'graphql-http';
import { parse, validate } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../schema/config/read-config.ts';
import type { ConfigOptions } from '../../schema/config/read-config.ts';
import { buildSchema } from '../../schema/build-schema.ts';
import { connect } from '../../server/boot/connect.ts';
import { exampleOperations, type ExampleOperation } from '../../server/example-operations.ts';
import { modelOf, openGateway } from '../../server/gateway.ts';
import { closeGracefully, createHttpServer, listen } from '../../server/http-server.ts';
import { createLog } from '../../server/boot/log.ts';
import { createReadiness } from '../../server/boot/readiness.ts';
import { createDatabase, query, sampleDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';

/** Reads the tabs with which the page opens. */
function tabsOf(html: string): ExampleOperation[] {
  const options = html.split('\n').find((line) => line.trimStart().startsWith('{"title":"Espalier"'));
  return JSON.parse(String(options).trim().replace(/,$/, '')).defaultTabs;
}

async function startGateway(url: string, file: ConfigOptions = {}) {
  const config = readConfig({ file: { ...file, database: { url } } });
  const gateway = await openGateway(config, createLog('silent'));
  const server = createHttpServer(gateway.handler);
  const port = await listen(server, { host: '127.0.0.1', port: 0 });
  const close = async () => {
    await closeGracefully(server, 0);
    await gateway.close();
  };
  return { gateway, origin: `http://127.0.0.1:${port}`, url: `http://127.0.0.1:${port}/graphql`, close };
}

let chinook: TestDatabase;
let gateway: Awaited<ReturnType<typeof startGateway>>;
beforeAll(async () => {
  chinook = await sampleDatabase('chinook');
  gateway = await startGateway(chinook.url);
});
afterAll(async () => {
  await gateway.close();
  await chinook.drop();
});

const post = (url: string, query: string, init: RequestInit = {}) =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ query }),
    ...init,
  });

describe('GraphQL over HTTP, every audit on a real database', () => {
  for (const audit of serverAudits({ url: () => gateway.url, fetchFn: fetch })) {
    it(`a gateway over a real database passes the audit ${audit.id}: ${audit.name}`, async () => {
      const result = await audit.fn();
      if (result.status !== 'ok') throw new Error(`${result.status}: ${result.reason}`);
    });
  }
});

describe('GraphiQL', () => {
  const open = (headers: Record<string, string> = {}) =>
    fetch(gateway.url, { headers: { accept: 'text/html,application/xhtml+xml,*/*', ...headers } });

  it('GraphiQL is one page that loads nothing else', async () => {
    const response = await open();
    const html = await response.text();
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('content-encoding')).toBe('gzip');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'self'");
    const [head = ''] = html.split('<style>');
    expect(head + html.slice(html.lastIndexOf('renderYogaGraphiQL('))).not.toMatch(/(src|href)="https?:/);
    expect(html).not.toMatch(/<script[^>]*\ssrc=/);
  });

  it('GraphiQL opens with operations for this database', async () => {
    const html = await (await open()).text();
    expect(tabsOf(html).map(({ query }) => /^query (\w+)/m.exec(query)?.[1])).toEqual([
      'TracksInDepth',
      'TracksFiltered',
      'TracksPage',
      'InvoicesSummed',
      'EmployeesTree',
      'TracksPlanned',
    ]);
  });

  it('GraphiQL has our name and mark, fits small screens, and keeps the tabs of each database apart', async () => {
    const html = await (await open()).text();
    expect(html).toContain('<meta name="viewport" content="width=device-width, initial-scale=1" />');
    expect(html).toContain('.graphiql-logo::after { content: "Espalier"');
    // The page finds GraphiQL's own button by its label, which also stands in GraphiQL's script.
    expect(html.split('Re-fetch GraphQL schema').length).toBe(3);
    const kept = /const kept = "(espalier:[\w-]{12}:)";/.exec(html)?.[1];
    expect(kept).toBeDefined();
    const northwind = await sampleDatabase('northwind');
    const other = await startGateway(northwind.url);
    const page = await fetch(other.url, { headers: { accept: 'text/html' } });
    expect(await page.text()).not.toContain(kept);
    await other.close();
    await northwind.drop();
  });

  it('GraphiQL is sent again only when it has changed', async () => {
    const etag = String((await open()).headers.get('etag'));
    const again = await open({ 'if-none-match': etag });
    expect([again.status, (await again.arrayBuffer()).byteLength]).toEqual([304, 0]);
  });

  it('GraphiQL is sent uncompressed to clients that cannot inflate', async () => {
    const response = await open({ 'accept-encoding': 'identity' });
    expect([response.headers.get('content-encoding'), (await response.text()).includes('</html>')]).toEqual([
      null,
      true,
    ]);
  });

  it('the root path leads to GraphiQL', async () => {
    const response = await fetch(`${gateway.origin}/`, { headers: { accept: 'text/html' }, redirect: 'manual' });
    expect([response.status, response.headers.get('location')]).toEqual([302, '/graphql']);
  });

  it('GraphiQL is absent when its setting is off', async () => {
    const closed = await startGateway(chinook.url, { graphiql: false });
    const response = await fetch(closed.url, { headers: { accept: 'text/html' } });
    expect(response.status).not.toBe(200);
    expect(await response.text()).not.toContain('<html');
    await closed.close();
  });
});

describe('example operations', () => {
  it.each(['chinook', 'northwind', 'mondial'] as const)(
    'the example operations of %s are valid and run',
    async (name) => {
      const database = await sampleDatabase(name);
      const sample = await startGateway(database.url);
      const page = await fetch(sample.url, { headers: { accept: 'text/html' } });
      const tabs = tabsOf(await page.text());
      expect(tabs.length).toBe(6);
      for (const { query: text, headers } of tabs) {
        const answer = await (
          await post(sample.url, text, {
            headers: { 'content-type': 'application/json', ...JSON.parse(headers ?? '{}') },
          })
        ).json();
        expect(answer.errors).toBeUndefined();
        expect(JSON.stringify(answer.data)).not.toMatch(/^\{"\w+":(\[\]|null)|"nodes":\[\]|"count":0/);
        expect('extensions' in answer).toBe(headers !== undefined);
      }
      await sample.close();
      await database.drop();
    },
  );

  it('with mutations one more tab changes a row in a dry run, and its answer shows the change that does not stay', async () => {
    const database = await sampleDatabase('chinook');
    const sample = await startGateway(database.url, { graphiql: true, mutations: true });
    const page = await fetch(sample.url, { headers: { accept: 'text/html' } });
    const tabs = tabsOf(await page.text());
    const tab = tabs.find(({ query: text }) => text.includes('mutation'));
    expect(JSON.parse(tab?.headers ?? '{}')).toEqual({ 'x-espalier-dry-run': 'true' });
    const headers = { 'content-type': 'application/json', ...JSON.parse(tab?.headers ?? '{}') };
    const answer = await (await post(sample.url, tab?.query ?? '', { headers })).json();
    expect(answer).toMatchObject({ extensions: { dryRun: true } });
    expect(JSON.stringify(answer.data)).toMatch(/"action":"UPDATED","affectedRows":1,"old":\{"\w+":"[^"]{2,}"\}/);
    expect(await (await post(sample.url, tab?.query ?? '', { headers })).json()).toEqual(answer);
    await sample.close();
    await database.drop();
  });

  it('example operations exist for a database without relations, without texts and without keys', async () => {
    for (const sql of ['create table a (n int)', 'create table a (t text)', 'create table a (p point, j jsonb[])']) {
      const database = await createDatabase([sql]);
      const pool = await connect(readConfig({ file: { database: { url: database.url } } }));
      const model = await modelOf(pool, readConfig());
      const { schema } = buildSchema(model, { loadDirective: false });
      const subject = { entities: model.entities, rowsOf: () => null, explain: false, writes: null };
      for (const { query: text } of exampleOperations(subject)) expect(validate(schema, parse(text))).toEqual([]);
      await pool.close();
      await database.drop();
    }
  });
});

describe('values that PostgreSQL cannot take', () => {
  const artists = 'query($v: String) { artists(where: { name: { eq: $v } }) { name } }';
  const cases: [string, string, unknown][] = [
    ['U+0000 in a variable', artists, { v: 'a\0b' }],
    ['U+0000 in a literal', '{ artists(where: { name: { eq: "a\\u0000b" } }) { name } }', undefined],
    ['a lone surrogate in a variable', artists, { v: '\ud800' }],
    ['an Int out of range', '{ artist(artistId: 2147483648) { name } }', undefined],
    ['an Int of 131,073 digits', `{ artist(artistId: 1${'0'.repeat(50_000)}) { name } }`, undefined],
    ['a Decimal without end', '{ tracks(where: { unitPrice: { eq: 1e999999 } }) { name } }', undefined],
    ['a date that does not exist', '{ invoices(where: { invoiceDate: { eq: "2024-02-30" } }) { total } }', undefined],
    ['a negative limit', '{ artists(limit: -1) { name } }', undefined],
    ['a limit of 2^63', '{ artists(limit: 9223372036854775808) { name } }', undefined],
  ];
  it.each(cases)(
    'a value that PostgreSQL cannot take is an error of the client: %s',
    async (_name, query, variables) => {
      const body = JSON.stringify({ query, variables });
      const response = await post(gateway.url, query, { body });
      const { errors } = await response.json();
      expect(errors[0].extensions.code).toMatch(/^(BAD_USER_INPUT|GRAPHQL_VALIDATION_FAILED|GRAPHQL_PARSE_FAILED)$/);
      expect(response.status).toBe(200);
    },
  );
});

describe('a database in trouble', () => {
  it('a lost database makes the gateway not ready but leaves it alive, and the gateway recovers by itself', async () => {
    const database = await createDatabase(['create table a (id int primary key)']);
    const gone = await startGateway(database.url);
    const name = new URL(database.url).pathname.slice(1);
    const status = async (path: string) => (await fetch(gone.origin + path)).status;
    expect(await status('/readiness')).toBe(200);
    await query(chinook.url, `alter database ${name} with allow_connections false`);
    await query(chinook.url, `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`);
    await expect.poll(() => status('/readiness'), { timeout: 30_000 }).toBe(503);
    expect(await status('/health')).toBe(200);
    const response = await post(gone.url, '{ as { id } }');
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(await response.text()).not.toMatch(/127\.0\.0\.1|localhost|select/);
    await query(chinook.url, `alter database ${name} with allow_connections true`);
    await expect.poll(() => status('/readiness'), { timeout: 30_000 }).toBe(200);
    await gone.close();
    await database.drop();
  });
});

describe('readiness', () => {
  it('the readiness check asks the database at most once a second, and fails when the gateway drains', async () => {
    let asked = 0;
    const readiness = createReadiness(async () => asked++);
    expect(await Promise.all([readiness.isReady(), readiness.isReady(), readiness.isReady()])).toEqual([
      true,
      true,
      true,
    ]);
    expect(asked).toBe(1);
    readiness.drain();
    expect(await readiness.isReady()).toBe(false);
  });

  it('the readiness check fails if the database does not answer in time', async () => {
    expect(await createReadiness(() => new Promise(() => {})).isReady()).toBe(false);
  });
});

describe('a body of 32,000 conditions', () => {
  const query = 'query ($where: TrackWhere) { tracks(where: $where) { name } }';
  const or = Array.from({ length: 32_000 }, (_, id) => ({ trackId: { eq: id } }));
  const ask = (where: unknown) => post(gateway.url, '', { body: JSON.stringify({ query, variables: { where } }) });

  it('a body of 32,000 conditions is refused without delaying other requests', async () => {
    // Documents that are cached take the fast lane. The very first request goes through Yoga.
    for (const _ of ['first', 'known']) {
      const late = ask({ or });
      const before = performance.now();
      const others = await Promise.all([fetch(`${gateway.origin}/health`), ask({ trackId: { eq: 1 } })]);
      expect(performance.now() - before).toBeLessThan(1_000);
      expect(others.map(({ status }) => status)).toEqual([200, 200]);
      const refused = await late;
      expect(await refused.json()).toEqual({
        errors: [
          {
            message: expect.stringMatching(/^\$where is too much: an operation may have 2000 conditions/),
            extensions: { code: 'LIMIT_EXCEEDED' },
          },
        ],
      });
    }
  });
});
