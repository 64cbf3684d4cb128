/** The requests that routers send to a subgraph over HTTP, with and without the fast lane. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { ask, type Running, startEspalier } from './support/subgraph.ts';

const QUERY = `query Reviews__users__0($representations: [_Any!]!) {
  _entities(representations: $representations) { ... on User { __typename id name products { sku } } }
}`;
const representations = [
  { __typename: 'User', id: 1 },
  { __typename: 'User', id: 2 },
  { __typename: 'User', id: 99_999 },
];
const USERS = [
  { __typename: 'User', id: 1, name: 'User 1', products: [{ sku: 'a' }, { sku: 'b' }] },
  { __typename: 'User', id: 2, name: 'User 2', products: [] },
  null,
];
const TRACE = { 'apollo-federation-include-trace': 'ftv1' };

let database: TestDatabase;

beforeAll(async () => {
  database = await createDatabase([new URL('../fixtures/federation.sql', import.meta.url)]);
});
afterAll(() => database.drop());

describe.each([
  ['by the fast lane', true],
  ['by Yoga', false],
])('requests of routers, %s', (_, fastLane) => {
  let subgraph: Running;

  beforeAll(async () => {
    // The settings are as in production: no introspection, no origins.
    subgraph = await startEspalier(database.url, { fastLane, federation: { trace: true } });
  });
  afterAll(() => subgraph.stop());

  it('the SDL is not introspection, so it is answered where introspection is off', async () => {
    for (let time = 0; time < 2; time++) {
      const { data } = await ask(subgraph.url, 'query SubgraphIntrospectQuery { _service { sdl } }');
      expect(data).toEqual({ _service: { sdl: expect.stringContaining('type User @key(fields: "id")') } });
    }
    const { errors } = await ask(subgraph.url, '{ __schema { types { name } } }');
    expect(errors?.[0]?.message).toMatch(/introspection/i);
  });

  it('entities are answered in the order of the representations, also beside other fields', async () => {
    for (let time = 0; time < 3; time++) {
      expect(await ask(subgraph.url, QUERY, { representations })).toEqual({ data: { _entities: USERS } });
    }
    const beside = QUERY.replace('{\n', '{ __typename _service { __typename } brand(id: "acme") { name }\n');
    expect(await ask(subgraph.url, beside, { representations })).toEqual({
      data: { __typename: 'Query', _service: { __typename: '_Service' }, brand: { name: 'Acme' }, _entities: USERS },
    });
  });

  it('a failed entity is an error at its index, with a code and with status 200', async () => {
    const broken = [representations[0], { __typename: 'User', id: 'x' }];
    const response = await post(subgraph.url, { query: QUERY, variables: { representations: broken } });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      data: { _entities: [USERS[0], null] },
      errors: [{ path: ['_entities', 1], extensions: { code: 'BAD_USER_INPUT' } }],
    });
  });

  it('a trace comes with the answer where it is asked for, and nothing else does', async () => {
    const ftv1 = expect.any(String);
    for (let time = 0; time < 2; time++) {
      const plain = await ask(subgraph.url, '{ __typename }', {}, TRACE);
      expect(plain).toEqual({ data: { __typename: 'Query' }, extensions: { ftv1 } });
      const traced = await ask(subgraph.url, QUERY, { representations }, TRACE);
      expect(traced).toEqual({ data: { _entities: USERS }, extensions: { ftv1 } });
      expect(await ask(subgraph.url, QUERY, { representations })).toEqual({ data: { _entities: USERS } });
      expect(await ask(subgraph.url, '{ __typename }')).toEqual({ data: { __typename: 'Query' } });
    }
  });

  it('a GET with everything in the URL is answered', async () => {
    const url = new URL(subgraph.url);
    url.searchParams.set('query', QUERY);
    url.searchParams.set('variables', JSON.stringify({ representations }));
    const response = await fetch(url, { headers: { accept: 'application/json', 'apollo-require-preflight': 'true' } });
    expect(await response.json()).toEqual({ data: { _entities: USERS } });
  });

  it('a query by its hash alone is reported as unknown, and then sent whole, as routers do', async () => {
    const extensions = { persistedQuery: { version: 1, sha256Hash: createHash('sha256').update(QUERY).digest('hex') } };
    const variables = { representations };
    const byHash = await post(subgraph.url, { extensions, variables });
    expect(byHash.status).toBe(200);
    expect(await byHash.json()).toMatchObject({
      errors: [{ message: 'PersistedQueryNotSupported', extensions: { code: 'PERSISTED_QUERY_NOT_SUPPORTED' } }],
    });
    const whole = await post(subgraph.url, { query: QUERY, extensions, variables });
    expect(await whole.json()).toEqual({ data: { _entities: USERS } });
  });

  it('no header lets a page of another origin read', async () => {
    const origin = 'https://studio.apollographql.com';
    const { headers } = await post(subgraph.url, { query: '{ __typename }' }, { origin });
    expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
  });
});

function post(url: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}
