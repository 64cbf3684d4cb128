/** An answer is bytes, bytes in pieces, or a result. Each of them reaches the client as it is. */
import { afterAll, describe, expect, it } from 'vitest';
import type { Answer } from '../../resolvers/operation/executor-type.ts';
import { startToyServer, type ToyServer } from './toy-server.ts';

const HELLO = { data: { hello: 'world' } };
const BYTES = Buffer.from(JSON.stringify(HELLO));

async function* inPieces(size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < BYTES.length; start += size) yield BYTES.subarray(start, start + size);
}

const servers: ToyServer[] = [];
afterAll(() => Promise.all(servers.map((server) => server.close())));

describe('an answer reaches the client', () => {
  it.each<[form: string, make: () => Answer]>([
    ['as bytes', () => Buffer.from(BYTES)],
    ['as bytes in pieces', () => inPieces(5)],
    ['as a result', () => HELLO],
  ])('%s', async (_form, make) => {
    const server = await startToyServer({ parts: { respond: async () => make() } });
    servers.push(server);
    // The second request finds its document in front of Yoga.
    for (let time = 0; time < 2; time++) {
      const { status, headers, json } = await server.post('{ hello }');
      expect({ status, json }).toEqual({ status: 200, json: HELLO });
      expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
    }
  });
});
