import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { startToyServer } from './toy-server.ts';
import type { ToyServer } from './toy-server.ts';

let server: ToyServer;
beforeAll(async () => {
  server = await startToyServer();
});
afterAll(() => server.close());

describe('GraphQL over HTTP, every audit on the default configuration', () => {
  for (const audit of serverAudits({ url: () => server.url, fetchFn: fetch })) {
    it(`the default configuration passes the audit ${audit.id}: ${audit.name}`, async () => {
      const result = await audit.fn();
      if (result.status !== 'ok') throw new Error(`${result.status}: ${result.reason}`);
    });
  }
});
