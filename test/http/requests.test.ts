import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startToyServer } from './toy-server.ts';
import type { ToyServer } from './toy-server.ts';

const json = { 'content-type': 'application/json' };
const hello = JSON.stringify({ query: '{ hello }' });

/** Writes the text, and returns how the server ended the connection and after how long. */
const talk = (origin: string, text: string) =>
  new Promise<{ ms: number; received: string }>((resolve) => {
    const start = performance.now();
    let received = '';
    const socket = connect(Number(new URL(origin).port), '127.0.0.1', () => socket.write(text));
    socket.on('data', (data) => (received += data.toString()));
    socket.on('error', () => {});
    socket.on('close', () => resolve({ ms: performance.now() - start, received }));
  });

let server: ToyServer;
/** A plugin may have replaced the request. Its body is then read from the new one. */
let plugged: ToyServer;
beforeAll(async () => {
  server = await startToyServer();
  plugged = await startToyServer({ parts: { plugins: [{}] } });
});
afterEach(() => [server, plugged].forEach(({ executed }) => executed.splice(0)));
afterAll(() => Promise.all([server.close(), plugged.close()]));

describe('requests that a foreign page can send without asking', () => {
  const form = new URLSearchParams({ query: '{ hello }' });
  const multipart = new FormData();
  multipart.append('operations', hello);
  const get = '/graphql?query={hello}';
  const cases: [string, number, RequestInit & { path?: string }][] = [
    ['a form', 415, { method: 'POST', body: form }],
    ['multipart', 415, { method: 'POST', body: multipart }],
    ['plain text', 415, { method: 'POST', headers: { 'content-type': 'text/plain' }, body: hello }],
    ['a GraphQL body', 415, { method: 'POST', headers: { 'content-type': 'application/graphql' }, body: '{ hello }' }],
    ['no content type', 415, { method: 'POST', body: new Uint8Array(Buffer.from(hello)) }],
    [
      'two content types',
      415,
      { method: 'POST', headers: { 'content-type': 'text/plain, application/json' }, body: hello },
    ],
    ['a GET with a content type of text', 415, { path: get, headers: { 'content-type': 'text/plain' } }],
    ['a mutation by GET', 405, { path: '/graphql?query=mutation{hello}' }],
    ['PUT', 405, { method: 'PUT', headers: json, body: hello }],
    ['DELETE', 405, { method: 'DELETE' }],
    ['a foreign origin', 403, { method: 'POST', headers: { ...json, origin: 'https://evil.example' }, body: hello }],
    ['the null origin', 403, { method: 'POST', headers: { ...json, origin: 'null' }, body: hello }],
    ['a foreign page by GET', 403, { path: get, headers: { 'sec-fetch-site': 'cross-site' } }],
    ['a page of a neighbouring host', 403, { path: get, headers: { 'sec-fetch-site': 'same-site' } }],
  ];
  it.each(cases)('a foreign page cannot execute anything by %s: %i', async (_name, status, init) => {
    const answer = await server.raw(init);
    expect([answer.status, server.executed.length]).toEqual([status, 0]);
    expect(answer.json.errors[0].extensions.code).toMatch(/^(BAD_REQUEST|FORBIDDEN)$/);
  });

  it('pages of the own origin pass, also behind a proxy that changes Host', async () => {
    const own = await server.raw({ method: 'POST', headers: { ...json, origin: server.origin }, body: hello });
    const proxied = { ...json, origin: 'https://public.example', 'sec-fetch-site': 'same-origin' };
    const behind = await server.raw({ method: 'POST', headers: proxied, body: hello });
    expect([own.json.data, behind.json.data]).toEqual([{ hello: 'world' }, { hello: 'world' }]);
  });
});

describe('CORS', () => {
  it('no CORS header is sent by default, whatever the origin', async () => {
    const preflight = {
      method: 'OPTIONS',
      headers: { origin: 'https://a.example', 'access-control-request-method': 'POST' },
    };
    const answer = await server.raw(preflight);
    expect(answer.status).toBe(403);
    expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  it('only the listed origins are answered, and null is not one of them', async () => {
    const open = await startToyServer({
      config: { server: { corsOrigins: ['https://a.example', 'https://b.example'] } },
    });
    const ask = async (origin: string, method: string) => {
      const body = method === 'POST' ? { body: hello } : {};
      const answer = await open.raw({ method, headers: { ...json, origin }, ...body });
      return [answer.status, answer.headers.get('access-control-allow-origin'), answer.headers.get('vary')];
    };
    expect(await ask('https://b.example', 'OPTIONS')).toEqual([204, 'https://b.example', 'Origin']);
    expect(await ask('https://b.example', 'POST')).toEqual([200, 'https://b.example', 'Origin']);
    expect(await ask('https://c.example', 'OPTIONS')).toEqual([403, null, 'Origin']);
    expect(await ask('https://c.example', 'POST')).toEqual([403, null, 'Origin']);
    expect(await ask('null', 'POST')).toEqual([403, null, 'Origin']);
    await open.close();
  });
});

describe.each<[string, () => ToyServer]>([
  ['request bodies', () => server],
  ['request bodies beside plugins', () => plugged],
])('%s', (_name, chosen) => {
  const post = (body: BodyInit, contentType = 'application/json', headers = {}) =>
    chosen().raw({
      method: 'POST',
      headers: { 'content-type': contentType, accept: 'application/json', ...headers },
      body,
    });
  const bytes = (...parts: (string | number[])[]) =>
    new Uint8Array(Buffer.concat(parts.map((part) => Buffer.from(part as string))));
  const megabytes = (count: number) => JSON.stringify({ query: `{ hello } #${'x'.repeat(count * 1_000_000)}` });
  const deep = `{"query":"query($j: JSON) { echo(json: $j) }","variables":{"j":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`;

  const cases: [string, number, () => Promise<{ status: number; text: string }>, RegExp][] = [
    ['UTF-8 named in quotes', 200, () => post(hello, 'application/json; charset="UTF-8"'), /world/],
    ['UTF-7', 415, () => post(hello, 'application/json; charset=utf-7'), /UTF-8/],
    [
      'UTF-16',
      415,
      () => post(new Uint8Array(Buffer.from(hello, 'utf16le')), 'application/json; charset=utf-16'),
      /UTF-8/,
    ],
    ['a byte order mark', 200, () => post(bytes([0xef, 0xbb, 0xbf], hello)), /world/],
    [
      'UTF-16 that calls itself UTF-8',
      400,
      () => post(new Uint8Array(Buffer.from(`\ufeff${hello}`, 'utf16le'))),
      /UTF-8/,
    ],
    ['broken UTF-8', 400, () => post(bytes('{"query":"{ echo(text: \\"', [0xff], '\\") }"}')), /not valid UTF-8/],
    ['no JSON', 400, () => post('{"query":'), /not valid JSON/],
    ['nothing', 400, () => post(''), /not valid JSON/],
    ['null', 400, () => post('null'), /JSON object/],
    ['a batch', 400, () => post(`[${hello},${hello}]`), /batches are not supported/],
    ['nested batches', 400, () => post(`[[${hello}]]`), /batches are not supported/],
    ['a key given twice: the last counts', 200, () => post('{"query":"{ nope }","query":"{ hello }"}'), /world/],
    ['unknown members', 200, () => post('{"query":"{ hello }","qery":1,"id":"x","doc_id":{}}'), /world/],
    ['no query', 400, () => post('{"id":"x"}'), /no \\"query\\"/],
    ['a query that is null', 400, () => post('{"query":null}'), /must be a string; it is null/],
    ['a query that is a number', 400, () => post('{"query":3}'), /must be a string; it is of type number/],
    ['a query that is a list', 400, () => post('{"query":["{ hello }"]}'), /must be a string; it is of type list/],
    ['an operation name that is a number', 400, () => post('{"query":"{ hello }","operationName":3}'), /operationName/],
    ['an operation name that is null', 200, () => post('{"query":"{ hello }","operationName":null}'), /world/],
    ['variables 100,000 levels deep', 400, () => post(deep), /nested more than 100 levels/],
    [
      'gzip',
      415,
      () => post(new Uint8Array(gzipSync(hello)), undefined, { 'content-encoding': 'gzip' }),
      /send it as it is/,
    ],
    [
      'a gzip bomb',
      415,
      () => post(new Uint8Array(gzipSync('x'.repeat(1e8))), undefined, { 'content-encoding': 'br' }),
      /as it is/,
    ],
    ['two megabytes', 413, () => post(megabytes(2)), /larger than 1000000 bytes/],
  ];
  it.each(cases)('a body is read or refused by its form: %s is a %i', async (_name, status, send, text) => {
    const answer = await send();
    expect([answer.status, answer.text]).toEqual([status, expect.stringMatching(text)]);
  });

  it('a body without a length and without an end is cut off at the limit', async () => {
    const head =
      'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n';
    const chunk = `${(100_000).toString(16)}\r\n${' '.repeat(100_000)}\r\n`;
    const { received } = await talk(chosen().origin, head + chunk.repeat(50));
    expect(received).toMatch(/^HTTP\/1.1 413 /);
  });

  it('a body is refused by its declared length', async () => {
    const head =
      'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 99999999\r\n\r\n';
    expect((await talk(chosen().origin, `${head}{}`)).received).toMatch(/^HTTP\/1.1 413 /);
  });

  it('a body that ends early is not an error of the server', async () => {
    const socket = connect(Number(new URL(chosen().origin).port), '127.0.0.1');
    socket.write(
      'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{"query":',
    );
    await new Promise((resolve) => setTimeout(resolve, 50));
    socket.destroy();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(chosen().logged).toEqual([]);
  });

  it('a body never pollutes prototypes', async () => {
    const variables = JSON.parse(
      '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"j":{"__proto__":{"x":1}}}',
    );
    const answer = await chosen().post('query($j: JSON) { toString: echo(json: $j) constructor: hello }', {
      variables,
    });
    expect(answer.json.data.constructor).toBe('world');
    expect(Object.prototype).not.toHaveProperty('polluted');
  });
});

describe('requests by GET', () => {
  const cases: [string, number, string][] = [
    ['a query', 200, '?query={hello}'],
    ['variables', 200, '?query=query($t:String){echo(text:$t)}&variables={"t":"a"}'],
    ['variables that are null', 200, '?query=query($t:String){echo(text:$t)}&variables=null'],
    ['extensions that are null', 200, '?query={hello}&extensions=null'],
    ['an unknown parameter', 200, '?query={hello}&id=3'],
    ['no query', 400, '?id=3'],
    ['a parameter given twice', 400, '?query={hello}&query={nope}'],
    ['variables that are not JSON', 400, '?query={hello}&variables={'],
    ['variables that are not an object', 400, '?query={hello}&variables=[1]'],
    ['an address of 20 kB', 431, `?query={hello}%23${'x'.repeat(20_000)}`],
  ];
  it.each(cases)('a GET with %s is a %i', async (_name, status, search) => {
    const answer = await server.raw({ path: `/graphql${search}` });
    expect(answer.status).toBe(status);
  });
});

describe('paths beside the endpoint', () => {
  it('/health says that the process lives', async () => {
    expect((await server.raw({ path: '/health' })).status).toBe(200);
  });

  it('/readiness says whether the database answers', async () => {
    let ready = true;
    const probed = await startToyServer({ parts: { isReady: async () => ready } });
    const up = await probed.raw({ path: '/readiness' });
    ready = false;
    const down = await probed.raw({ path: '/readiness' });
    expect([up.status, down.status, (await probed.raw({ path: '/health' })).status]).toEqual([200, 503, 200]);
    await probed.close();
  });

  const others = ['/a/readiness', '/a/health', '/readiness/', '/health/', '//health', '/Health', '/healthy'];
  it.each(others)('the path %s answers with 404', async (path) => {
    expect((await server.raw({ path })).status).toBe(404);
  });

  it.each(['/health?verbose=1', '/readiness?a=/graphql', '/health?/readiness'])(
    'the path %s answers a query',
    async (path) => {
      expect((await server.raw({ path })).status).toBe(200);
    },
  );

  it.each(['/readiness', '/health', '?/health', '/graphql/readiness'])(
    'a query that ends in %s is answered',
    async (end) => {
      const query = `query($t:String="${end}"){echo(text:$t)}`;
      for (const search of [`?query=${query}`, `?query={hello}&operationName=&x=${end}`, `?query={hello}%23${end}`]) {
        const answer = await server.raw({ path: `/graphql${search}` });
        expect([answer.status, answer.json.data]).toEqual([200, expect.any(Object)]);
      }
    },
  );

  it('other paths answer with 404', async () => {
    expect((await server.raw({ path: '/', headers: { accept: 'text/html' } })).status).toBe(404);
    expect((await server.raw({ path: '/graph', method: 'POST', headers: json, body: hello })).status).toBe(404);
  });
});

describe('headers that steer an operation', () => {
  const headers = { 'x-espalier-explain': 'plan', 'x-espalier-load': 'joined' };

  it('the headers for explain and load reach the executor', async () => {
    await server.post('{ hello }', { headers });
    expect(server.executed[0]).toMatchObject({ explain: 'plan', load: 'joined' });
  });

  it('an unknown value of a header is an error', async () => {
    const answer = await server.post('{ hello }', { headers: { 'x-espalier-load': 'eager' } });
    expect(answer.text).toMatch(/x-espalier-load must be one of auto, selectin, joined/);
    expect([answer.status, server.executed.length]).toEqual([400, 0]);
  });

  it('the headers are ignored when their settings are off', async () => {
    const production = await startToyServer({ env: { NODE_ENV: 'production' } });
    await production.post('{ hello }', { headers });
    expect(production.executed[0]).toMatchObject({ explain: 'off', load: 'auto' });
    await production.close();
  });
});

describe('request lines without a valid address', () => {
  it.each(['a b', '[', '%%%', 'x:99999999'])('the host %s is a 400 without details', async (host) => {
    const { received } = await talk(
      server.origin,
      `GET /graphql HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`,
    );
    expect(received).toMatch(/^HTTP\/1.1 400 /);
    expect(received).not.toContain('Error');
  });

  it.each(['//', '*', 'http://y:99999/graphql', '/graphql?query=%', '/graphql?query=%ff'])(
    'the path %s does not reveal internals',
    async (path) => {
      const { received } = await talk(server.origin, `GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`);
      expect(received).toMatch(/^HTTP\/1.1 [24]0/);
      expect(received).not.toMatch(/node_modules|\.ts:/);
    },
  );
});

describe('connections that misbehave', () => {
  const timeouts = { requestMs: 400, checkMs: 50, idleMs: 1_000 };

  it('a connection that sends too slowly is closed while others are served', async () => {
    const slow = await startToyServer({ timeouts });
    const head = 'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n';
    const all = Promise.all([
      talk(slow.origin, head),
      talk(slow.origin, `${head}content-length: 500\r\n\r\n{"query":`),
      talk(slow.origin, ''),
    ]);
    expect((await slow.post('{ hello }')).json.data).toEqual({ hello: 'world' });
    const [headers, body, silent] = await all;
    expect([headers.received, body.received]).toEqual([expect.stringMatching(/ 408 /), expect.stringMatching(/ 408 /)]);
    expect(Math.max(headers.ms, body.ms, silent.ms)).toBeLessThan(20_000);
    await slow.close();
  });

  it('a connection whose client does not read the answer is closed', async () => {
    const big = 'x'.repeat(50_000_000);
    const server = await startToyServer({ timeouts, resolvers: { hello: () => big } });
    const head = 'GET /graphql?query={hello} HTTP/1.1\r\nhost: x\r\n\r\n';
    const socket = connect(Number(new URL(server.origin).port), '127.0.0.1', () => socket.write(head));
    socket.pause();
    socket.on('error', () => {});
    await expect.poll(() => server.executed.length).toBe(1);
    const open = () =>
      new Promise<number>((resolve) => server.server.getConnections((_error, count) => resolve(count)));
    await expect.poll(open).toBe(0);
    socket.destroy();
    await server.close();
  });

  it('a connection that closes aborts its operation', async () => {
    const server = await startToyServer({
      resolvers: {
        wait: (_args, { signal }) => new Promise((resolve) => signal?.addEventListener('abort', () => resolve('gone'))),
      },
    });
    const controller = new AbortController();
    const request = server.raw({
      method: 'POST',
      headers: json,
      body: '{"query":"{ wait }"}',
      signal: controller.signal,
    });
    await expect.poll(() => server.executed.length).toBe(1);
    controller.abort();
    await expect(request).rejects.toThrow();
    await expect.poll(() => server.executed[0]?.signal?.aborted).toBe(true);
    await server.close();
  });
});
