/** Clients keep connections. A request on one is answered, or its client was told before that no request may follow. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { closeGracefully } from '../../server/http-server.ts';
import { KeptConnection, request } from './kept-connection.ts';
import { startToyServer, type ToyServer } from './toy-server.ts';

const JSON_TYPE = 'content-type: application/json';
const HELLO = JSON.stringify({ query: '{ hello }' });
const hello = request('POST /graphql', [JSON_TYPE], HELLO);

const opened: KeptConnection[] = [];
function open({ origin }: ToyServer): KeptConnection {
  const connection = new KeptConnection(origin);
  opened.push(connection);
  return connection;
}
afterEach(() => opened.splice(0).forEach((connection) => connection.close()));

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe.each([
  ['the fast lane', {}],
  ['Yoga', { fastLane: false }],
])('a request refused before its body was read, through %s', (_name, config) => {
  let server: ToyServer;
  beforeAll(async () => {
    const jwt = { secret: 'x'.repeat(32) };
    server = await startToyServer({ config: { ...config, jwt, limits: { bodyBytes: 100_000 } } });
  });
  afterAll(() => server.close());

  const line = 'POST /graphql';
  const refused: [string, number, string, readonly string[]][] = [
    ['a request from a foreign page', 403, line, [JSON_TYPE, 'origin: https://evil.example']],
    ['a request to another path', 404, 'POST /graph', [JSON_TYPE]],
    ['a request with another method', 405, 'PUT /graphql', [JSON_TYPE]],
    ['a request of another type', 415, line, ['content-type: text/plain']],
    ['a request with an invalid token', 401, line, [JSON_TYPE, 'authorization: nobody']],
    ['a request to the health check', 200, 'POST /health', []],
    ['a request to the readiness check', 200, 'POST /readiness', []],
  ];
  /** The next request on the connection, where one may follow. */
  const next = request('GET /health');

  it.each(refused)(
    '%s (%i) has its small body read and dropped, and the next request is answered',
    async (_how, ...rest) => {
      const [status, target, headers] = rest;
      const connection = open(server);
      connection.send(`${[`${target} HTTP/1.1`, 'host: x', ...headers, 'content-length: 20000'].join('\r\n')}\r\n\r\n`);
      await pause(20);
      connection.send('x'.repeat(20_000));
      const answer = await connection.answer();
      expect([answer.status, answer.closes]).toEqual([status, false]);
      expect((await connection.ask(next)).status).toBe(200);
    },
  );

  it.each([...refused, ['a request with a large body', 413, line, [JSON_TYPE]] as const])(
    '%s (%i) is answered with close before its large body is read',
    async (_how, ...rest) => {
      const [status, target, headers] = rest;
      const connection = open(server);
      connection.send(
        `${[`${target} HTTP/1.1`, 'host: x', ...headers, 'content-length: 5000000'].join('\r\n')}\r\n\r\n`,
      );
      const answer = await connection.answer();
      // The client is still sending when it reads the answer, and loses none of it.
      connection.send('x'.repeat(200_000));
      expect([answer.status, answer.closes]).toEqual([status, true]);
      await expect.poll(() => connection.ended).not.toBe(null);
    },
  );

  it.each(refused)('%s (%i) is answered with close before its body without a length is read', async (_how, ...rest) => {
    const [status, target, headers] = rest;
    const connection = open(server);
    connection.send(
      `${[`${target} HTTP/1.1`, 'host: x', ...headers, 'transfer-encoding: chunked'].join('\r\n')}\r\n\r\n`,
    );
    const answer = await connection.answer();
    expect([answer.status, answer.closes]).toEqual([status, true]);
    await expect.poll(() => connection.ended).not.toBe(null);
  });

  it('the connection stays open after a refused request whose body came with its head', async () => {
    const connection = open(server);
    for (const [_how, status, target, headers] of refused) {
      const answer = await connection.ask(request(target, headers, 'x'.repeat(1_000)));
      expect([answer.status, answer.closes]).toEqual([status, false]);
    }
  });
});

describe.each([
  ['the fast lane', {}],
  ['Yoga', { fastLane: false }],
])('a server that stops, through %s', (_name, config) => {
  it('no request on a kept connection is lost, and the last answer on each says close', async () => {
    const server = await startToyServer({ config });
    const clients = Array.from({ length: 32 }, () => open(server));
    await Promise.all(clients.map((client) => client.ask(hello)));
    let stopping = false;
    const lost: string[] = [];
    const talk = async (client: KeptConnection, at: number): Promise<number> => {
      for (let answered = 0; ;) {
        // A client that pauses between two requests is the one that may lose them.
        await pause(at % 8);
        const answer = await client.ask(hello).catch((error: Error) => error);
        if (answer instanceof Error) return lost.push(answer.message);
        answered += 1;
        if (answer.closes) return answered;
        if (stopping && answered > 10_000) throw new Error('Nobody says close.');
      }
    };
    const talking = clients.map(talk);
    await pause(100);
    stopping = true;
    const closed = closeGracefully(server.server, 10_000);
    await Promise.all([...talking, closed]);
    expect(lost).toEqual([]);
  });

  it('an answer in progress says close as well', async () => {
    const gate = Promise.withResolvers<string>();
    const server = await startToyServer({ config, resolvers: { wait: () => gate.promise } });
    const connection = open(server);
    connection.send(request('POST /graphql', [JSON_TYPE], JSON.stringify({ query: '{ wait }' })));
    await expect.poll(() => server.executed.length).toBe(1);
    const closed = closeGracefully(server.server, 10_000);
    gate.resolve('done');
    expect(await connection.answer()).toMatchObject({ status: 200, closes: true });
    await closed;
  });

  it('an idle connection is closed after its time-out, and earlier if the server must end', async () => {
    const server = await startToyServer({ config });
    server.server.keepAliveTimeout = 600;
    const connection = open(server);
    await connection.ask(hello);
    const start = performance.now();
    await closeGracefully(server.server, 10_000);
    expect(performance.now() - start).toBeGreaterThan(300);
    expect(performance.now() - start).toBeLessThan(5_000);
    const hasty = await startToyServer({ config });
    await open(hasty).ask(hello);
    await closeGracefully(hasty.server, 0);
  });
});
