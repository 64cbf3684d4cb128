/** An attack leaves nothing behind and goes unnoticed by other clients. */
import { connect, type Socket } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, expect, it } from 'vitest';
import { startToyServer, type ToyServer } from './toy-server.ts';

let server: ToyServer | null = null;
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await server?.close();
  server = null;
});

setFlagsFromString('--expose-gc');
const collectGarbage: unknown = runInNewContext('gc');

/** The bytes of this process after a collection. */
async function memory(): Promise<number> {
  // A closed socket lets its memory go some turns later.
  await new Promise((resolve) => setTimeout(resolve, 100));
  if (typeof collectGarbage === 'function') collectGarbage();
  return process.memoryUsage().rss;
}

const MEGABYTE = 2 ** 20;
const nested = (open: string, close: string) => `${open.repeat(20_000)}${close.repeat(20_000)}`;
const HEAD = 'POST /graphql HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\n';

function operation(query: string): readonly Buffer[] {
  const body = JSON.stringify({ query });
  return [Buffer.from(`${HEAD}content-length: ${body.length}\r\n\r\n`), Buffer.from(body)];
}

const CHUNK = Buffer.concat([Buffer.from('10000\r\n'), Buffer.alloc(0x10000, ' '), Buffer.from('\r\n')]);
const refused: readonly [name: string, parts: readonly Buffer[], answer: RegExp][] = [
  ['documents of 20,000 nested fields', operation(nested('{a', '}')), /LIMIT_EXCEEDED/],
  ['documents of 20,000 nested lists', operation(`{ echo(json: ${nested('[', ']')}) }`), /LIMIT_EXCEEDED/],
  [
    'bodies of 26 megabytes without a length',
    [Buffer.from(`${HEAD}transfer-encoding: chunked\r\n\r\n`), ...Array.from({ length: 416 }, () => CHUNK)],
    /^HTTP\/1\.1 413 /,
  ],
];

/** Returns everything until the server closes the connection, which may happen before it has read all parts. */
function exchange(origin: string, parts: readonly Buffer[]): Promise<string> {
  return new Promise((resolve) => {
    let received = '';
    const socket = connect(Number(new URL(origin).port), '127.0.0.1', () => {
      for (const part of parts) socket.write(part);
    });
    socket.on('data', (data) => (received += data.toString()));
    socket.on('error', () => {});
    socket.on('close', () => resolve(received));
  });
}

it.each(refused)('%s are refused and leave no memory behind', async (_name, parts, answer) => {
  server = await startToyServer();
  const send = async (times: number) => {
    const answers: string[] = [];
    for (let time = 0; time < times; time += 1) answers.push(await exchange(origin, parts));
    // A connection that is reset may lose an answer on its way.
    expect(answers.filter((text) => !answer.test(text)).length).toBeLessThan(times / 2);
  };
  const { origin } = server;
  await send(20);
  const before = await memory();
  await send(60);
  expect((await memory()) - before).toBeLessThan(64 * MEGABYTE);
});

it('hundreds of silent, slow and greedy clients do not slow the others down', async () => {
  server = await startToyServer({ resolvers: { wait: () => 'x'.repeat(5_000_000) } });
  const { origin, post } = server;
  /** The time within which 95 of 100 requests are answered. */
  const latency = async () => {
    const times: number[] = [];
    for (let time = 0; time < 100; time += 1) {
      const start = performance.now();
      expect((await post('{ hello }')).json).toEqual({ data: { hello: 'world' } });
      times.push(performance.now() - start);
    }
    return times.sort((a, b) => a - b)[94] ?? 0;
  };
  const open = (text: string) =>
    new Promise<void>((resolve) => {
      const socket = connect(Number(new URL(origin).port), '127.0.0.1', () => socket.write(text, () => resolve()));
      socket.on('error', () => resolve());
      socket.pause();
      sockets.push(socket);
    });
  const alone = await latency();
  const head = 'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n';
  const clients = [
    ...Array.from({ length: 300 }, () => ''),
    ...Array.from({ length: 50 }, () => head),
    ...Array.from({ length: 50 }, () => `${head}content-length: 500\r\n\r\n{"query":`),
    ...Array.from({ length: 10 }, () => 'GET /graphql?query={wait} HTTP/1.1\r\nhost: x\r\n\r\n'),
  ];
  await Promise.all(clients.map(open));
  expect(await latency()).toBeLessThan(10 * alone + 100);
});
