/** A program answers a stream over HTTP, as docs/programs.md describes. */
import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type Server } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RootForm } from '../../index.ts';
import { createDatabase, query, type TestDatabase } from '../support/database.ts';
import { openPrograms, type RecordedPrograms } from './support.ts';

const NUMBERS = { entity: 'Number', select: { id: true, text: true } } satisfies RootForm;

let database: TestDatabase;
let programs: RecordedPrograms;
let server: Server;
beforeAll(async () => {
  database = await createDatabase([new URL('../fixtures/stream.sql', import.meta.url)]);
  programs = await openPrograms(database.url, { pool: { size: 1 } });
  server = createServer((request, response) => {
    const limit = Number(new URL(request.url ?? '', 'http://host').searchParams.get('limit'));
    pipeline(Readable.from(lines({ ...NUMBERS, limit })), response).catch(() => response.destroy());
  }).listen(0);
  await once(server, 'listening');
});
afterAll(async () => {
  server.close();
  await programs.pool.close();
  await database.drop();
});

async function* lines(selection: RootForm): AsyncGenerator<string> {
  await using session = programs.session();
  for await (const batch of session.stream(selection, { batchSize: 500 })) {
    yield batch.map((row) => `${JSON.stringify(row)}\n`).join('');
  }
}

async function open(limit: number): Promise<IncomingMessage> {
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const [response] = await once(get({ port, path: `/?limit=${limit}` }), 'response');
  return response;
}

/** Counts how often the cursor was fetched from since the last call. */
function fetches(): number {
  const statements = programs.take().flatMap(({ flights }) => flights.flatMap((flight) => flight.statements));
  return statements.filter(({ sql }) => sql.startsWith('fetch')).length;
}

async function states(): Promise<string[]> {
  const rows = await query<{ state: string }>(
    database.url,
    `select state from pg_stat_activity where datname = current_database() and application_name = 'espalier'`,
  );
  return rows.map(({ state }) => state);
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('clients of a stream', () => {
  // covers: S31
  it('a client of a stream gets every row', async () => {
    const all = (await text(await open(1_200))).trimEnd().split('\n');
    expect(all).toHaveLength(1_200);
    expect(JSON.parse(all[1_199] ?? '')).toMatchObject({ id: '1200' });
    expect(await states()).toEqual(['idle']);
  });

  // covers: M7
  it('a client that leaves ends the cursor: no further row is fetched, and the connection is back', async () => {
    fetches();
    const response = await open(1_000_000);
    await once(response, 'data');
    response.destroy();
    await expect.poll(states).toEqual(['idle']);
    expect(programs.pool.pool).toMatchObject({ total: 1, idle: 1 });
    expect(fetches()).toBeLessThan(200);
    await pause(100);
    expect(fetches()).toBe(0);
    expect(await text(await open(1))).toContain('"id":"1"');
  });

  // covers: M9
  it('a slow client holds the cursor back', async () => {
    fetches();
    const response = await open(1_000_000);
    response.pause();
    await expect.poll(fetches, { interval: 200 }).toBe(0);
    await expect.poll(states).toEqual(['idle in transaction']);
    response.destroy();
    await expect.poll(states).toEqual(['idle']);
  });
});
