/** Answers that nobody reads are kept in memory up to `limits.waitingBytes` and no further. */
import { createServer, type Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createGateway } from '../../server/create-gateway.ts';
import { listen } from '../../server/http-server.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';

const MEBIBYTE = 2 ** 20;
/** Twenty rows of a mebibyte, more than a pair of sockets takes at once. */
const SQL = `
create table page (id int primary key, body text not null);
insert into page select n, repeat('x', ${MEBIBYTE}) from generate_series(1, 20) n;
`;
const LARGE = '{ pages { body } }';
const SMALL = '{ pages(limit: 1) { id } }';
const ANSWER_BYTES = 20 * MEBIBYTE;

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase([SQL]);
});
afterAll(() => database.drop());

function post(port: number, query: string): Promise<Response> {
  return fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', connection: 'close' },
    body: JSON.stringify({ query }),
  });
}

/** Sends a request and does not read the answer. */
function deaf(port: number, accept = 'application/json'): { readonly socket: Socket; closed: boolean } {
  const body = JSON.stringify({ query: LARGE });
  const socket = connect(port, '127.0.0.1').pause();
  const reader = { socket, closed: false };
  socket.on('error', () => {
    reader.closed = true;
  });
  socket.on('close', () => {
    reader.closed = true;
  });
  socket.write(
    `POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\naccept: ${accept}\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
  return reader;
}

describe.each([
  ['the fast lane', true],
  ['Yoga', false],
])('slow readers through %s', (_name, fastLane) => {
  async function open(waitingBytes: number) {
    const gateway = await createGateway({
      database: { url: database.url },
      limits: { waitingBytes },
      pool: { acquireTimeoutMs: 30_000 },
      server: { logLevel: 'silent' },
      metrics: true,
      fastLane,
    });
    const server: Server = createServer(gateway.handler);
    const port = await listen(server, { host: '127.0.0.1', port: 0 });
    const readers: { readonly socket: Socket; closed: boolean }[] = [];
    onTestFinished(async () => {
      for (const { socket } of readers) socket.destroy();
      server.closeAllConnections();
      server.close();
      await gateway.close();
    });
    const figure = async (name: string): Promise<number> => {
      const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
      return Number(new RegExp(`^espalier_${name} (.+)$`, 'm').exec(text)?.[1]);
    };
    const read = async () => {
      const reader = deaf(port);
      const before = await figure('answers_waiting_bytes');
      readers.push(reader);
      await expect.poll(() => figure('answers_waiting_bytes')).toBeGreaterThan(before);
      return reader;
    };
    // Both documents are cached after this.
    for (const text of [LARGE, SMALL]) expect((await (await post(port, text)).text()).length).toBeGreaterThan(20);
    await expect.poll(() => figure('answers_waiting_bytes')).toBe(0);
    return { port, read, readers, figure };
  }

  it('one answer too many is refused while the others have just begun, with a time to come back', async () => {
    const { port, read, figure } = await open(ANSWER_BYTES * 2.5);
    const readers = [await read(), await read()];
    const refused = await post(port, LARGE);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await refused.json()).toEqual({
      errors: [
        {
          message: 'Too many large answers are being sent. Try again, or ask for less.',
          extensions: { code: 'UNAVAILABLE' },
        },
      ],
    });
    expect((await post(port, SMALL)).status).toBe(200);
    expect(readers.map(({ closed }) => closed)).toEqual([false, false]);
    expect(await figure('answers_refused_total')).toBe(1);
    expect(await figure('answers_waiting_bytes')).toBeLessThan(ANSWER_BYTES * 2.5);
  });

  it('readers that have stood still for three seconds make room, the longest first', async () => {
    const { port, read, figure } = await open(ANSWER_BYTES * 2.5);
    const first = await read();
    await wait(200);
    const second = await read();
    await wait(3_100);
    const answer = await post(port, LARGE);
    expect(answer.status).toBe(200);
    expect((await answer.text()).length).toBeGreaterThan(ANSWER_BYTES);
    first.socket.resume();
    await expect.poll(() => first.closed).toBe(true);
    expect(second.closed).toBe(false);
    expect(await figure('answers_cut_total')).toBe(1);
  });

  it.each(['application/json', 'text/event-stream', 'multipart/mixed'])(
    'six readers at once that accept %s and do not read keep no more bytes waiting than allowed',
    async (accept) => {
      const { port, readers, figure } = await open(ANSWER_BYTES * 2.5);
      const seen: number[] = [];
      for (let reader = 0; reader < 6; reader++) readers.push(deaf(port, accept));
      // Two answers fit. Each further one is refused, or takes the place of one that has stood still for too long.
      await expect
        .poll(
          async () => {
            seen.push(await figure('answers_waiting_bytes'));
            return (await figure('answers_refused_total')) + (await figure('answers_cut_total'));
          },
          { timeout: 25_000 },
        )
        .toBe(4);
      seen.push(await figure('answers_waiting_bytes'));
      expect(Math.max(...seen)).toBeGreaterThan(ANSWER_BYTES);
      expect(Math.max(...seen)).toBeLessThanOrEqual(ANSWER_BYTES * 2.5);
      for (const { socket } of readers) socket.destroy();
      await expect.poll(() => figure('answers_waiting_bytes')).toBe(0);
    },
  );

  it('a single answer is sent whatever its size, and bytes that were read no longer count', async () => {
    const { port, figure } = await open(MEBIBYTE);
    for (let time = 0; time < 2; time++) {
      expect((await (await post(port, LARGE)).text()).length).toBeGreaterThan(ANSWER_BYTES);
      await expect.poll(() => figure('answers_waiting_bytes')).toBe(0);
    }
    expect([await figure('answers_cut_total'), await figure('answers_refused_total')]).toEqual([0, 0]);
  });
});
