import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startToyServer, type ToyServer } from './toy-server.ts';

const JSON_TYPE = 'application/json; charset=utf-8';
const GRAPHQL_TYPE = 'application/graphql-response+json; charset=utf-8';

const cases: [accept: string, type: string | null][] = [
  ['', JSON_TYPE],
  ['*/*', JSON_TYPE],
  [', ,', JSON_TYPE],
  ['application/*', JSON_TYPE],
  ['application/json', JSON_TYPE],
  ['APPLICATION/JSON ; Q=1', JSON_TYPE],
  ['application/graphql-response+json', GRAPHQL_TYPE],
  ['application/graphql-response+json, application/json;q=0.9', GRAPHQL_TYPE],
  ['application/json;q=0.9, application/graphql-response+json', GRAPHQL_TYPE],
  ['application/graphql-response+json;q=0.8, application/json;q=0.9', JSON_TYPE],
  ['application/graphql-response+json;q=0, application/json', JSON_TYPE],
  ['application/json; q = 0.1, application/graphql-response+json;q="0.05"', JSON_TYPE],
  ['application/json, application/graphql-response+json', JSON_TYPE],
  ['application/graphql-response+json, application/json', GRAPHQL_TYPE],
  ['*/*;q=0.5, application/graphql-response+json;q=0.4', JSON_TYPE],
  ['*/*, application/graphql-response+json', GRAPHQL_TYPE],
  ['*/*, application/json;q=0', GRAPHQL_TYPE],
  ['application/*;q=0, */*;q=0.1, application/json;q=0.001', JSON_TYPE],
  ['text/html, application/xhtml+xml, */*;q=0.8', JSON_TYPE],
  ['text/event-stream, application/json;q=0.1', JSON_TYPE],
  ['application/graphql-response+json;charset=utf-16, application/json;q=0.1', JSON_TYPE],
  ['application/json;q=high', JSON_TYPE],
  ['*/*;q=0', null],
  ['application/json;q=0.0, application/graphql-response+json;q=0.000', null],
  ['application/json;q=0', null],
  ['application/*;q=0, image/*', null],
  ['image/png', null],
  ['application/json;charset=utf-16', null],
];

describe.each([
  ['the fast lane', {}],
  ['Yoga', { fastLane: false }],
])('weights in Accept through %s', (_name, config) => {
  let server: ToyServer;
  beforeAll(async () => {
    server = await startToyServer({ config });
    await server.post('{ hello }');
  });
  afterAll(() => server.close());

  it.each(cases)('the weights in Accept choose the type of the answer, for %j: %s', async (accept, type) => {
    const answer = await server.post('{ hello }', { headers: { accept } });
    if (type !== null) {
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, type]);
      expect(answer.json).toEqual({ data: { hello: 'world' } });
    } else {
      expect([answer.status, answer.json.errors[0].message]).toEqual([406, expect.stringMatching(/Accept/)]);
    }
  });

  it.each([
    ['text/event-stream', 'text/event-stream'],
    ['multipart/mixed;q=0, text/event-stream', 'text/event-stream'],
    ['text/event-stream;q=0, multipart/mixed', 'multipart/mixed; boundary="-"'],
  ])('a client that accepts streams gets one: %s', async (accept, type) => {
    const response = await fetch(server.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept },
      body: JSON.stringify({ query: '{ hello }' }),
    });
    expect([response.headers.get('content-type'), await response.text()]).toEqual([
      type,
      expect.stringContaining('world'),
    ]);
  });
});
