import { createServer, type RequestListener } from 'node:http';
import { GraphQLError } from 'graphql';
import { createYoga, type Plugin } from 'graphql-yoga';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConfigError, createGateway, type EmbeddedGateway } from '../../index.ts';
import { closeGracefully, listen } from '../../server/http-server.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
let gateway: EmbeddedGateway;
beforeAll(async () => {
  database = await createDatabase([new URL('../fixtures/blog.sql', import.meta.url)]);
  gateway = await createGateway({ database: { url: database.url } });
});
afterAll(async () => {
  await gateway.close();
  await database.drop();
});

const USERS = '{ users(limit: 1, orderBy: {id: ASC}) { id } }';

function request(query: string, headers: Record<string, string> = {}): RequestInit {
  return {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
    body: JSON.stringify({ query }),
  };
}

/** Returns the answers of a Node server with this handler, one after the other. */
async function answers(handler: RequestListener, ...requests: readonly RequestInit[]): Promise<unknown[]> {
  const server = createServer(handler);
  const port = await listen(server, { host: '127.0.0.1', port: 0 });
  try {
    const found: unknown[] = [];
    for (const init of requests) found.push(await (await fetch(`http://127.0.0.1:${port}/graphql`, init)).json());
    return found;
  } finally {
    await closeGracefully(server, 0);
  }
}

describe('createGateway', () => {
  it('a gateway answers on any Node server, and wherever there is a Request', async () => {
    const data = { users: [{ id: '1' }] };
    expect(await answers(gateway.handler, request(USERS), request(USERS))).toEqual([{ data }, { data }]);
    const response = await gateway.fetch(new Request('http://gateway/graphql', request(USERS)));
    expect(await response.json()).toEqual({ data });
    expect(gateway.schema.getQueryType()?.getFields()).toHaveProperty('users');
    expect(gateway.model.entities.map(({ name }) => name)).toContain('User');
  });

  it('plugins of the program run for every request, also for cached documents', async () => {
    const executed: unknown[] = [];
    const plugin: Plugin = { onExecute: ({ args }) => void executed.push(Reflect.get(args.contextValue, 'tenant')) };
    const context = (): { tenant: string } => ({ tenant: 'north' });
    await using own = await createGateway({ database: { url: database.url }, plugins: [plugin], context });
    await answers(own.handler, request(USERS), request(USERS), request(USERS));
    expect(executed).toEqual(['north', 'north', 'north']);
  });

  it('a gateway answers the request that a plugin puts in the place of another', async () => {
    const plugin: Plugin = {
      onRequest: ({ request: { url }, setRequest, fetchAPI }) => setRequest(new fetchAPI.Request(url, request(USERS))),
    };
    await using own = await createGateway({ database: { url: database.url }, plugins: [plugin] });
    expect(await answers(own.handler, request('{ nothing }'))).toEqual([{ data: { users: [{ id: '1' }] } }]);
  });

  it('a plugin may keep the bytes of answers', async () => {
    const kept: Uint8Array[] = [];
    const plugin: Plugin = { onResponse: async ({ response }) => void kept.push(await response.bytes()) };
    await using own = await createGateway({ database: { url: database.url }, plugins: [plugin] });
    const large = (letter: string): RequestInit => {
      const fields = Array.from({ length: 40 }, (_, at) => `${letter.repeat(200)}${at}: users { id }`);
      return request(`{ ${fields.join(' ')} }`);
    };
    const found = await answers(own.handler, ...['a', 'b', 'c', 'd', 'e', 'f'].map(large));
    expect(kept.map((bytes) => JSON.parse(Buffer.from(bytes).toString()))).toEqual(found);
  });

  // covers: S09
  it('a request that the context function refuses is refused, also with a cached document', async () => {
    const context = ({ headers }: Request): object => {
      if (headers.get('authorization') !== null) return {};
      throw new GraphQLError('Who are you?', { extensions: { code: 'UNAUTHENTICATED', http: { status: 401 } } });
    };
    await using own = await createGateway({ database: { url: database.url }, context });
    const found = await answers(own.handler, request(USERS, { authorization: 'me' }), request(USERS));
    const errors = [{ message: 'Who are you?', extensions: { code: 'UNAUTHENTICATED' } }];
    expect(found).toEqual([{ data: { users: [{ id: '1' }] } }, { errors }]);
  });

  it('a gateway can be the plugins of another Yoga, with its data and the form of its errors', async () => {
    const yoga = createYoga({ plugins: [...gateway.yogaPlugins], logging: false });
    const ask = async (query: string): Promise<unknown> =>
      (await yoga.fetch('http://yoga/graphql', request(query))).json();
    expect(await ask(USERS)).toEqual({ data: { users: [{ id: '1' }] } });
    expect(await ask('{ users(limit: -1) { id } }')).toMatchObject({
      errors: [{ message: 'users(limit:) is -1; it must not be negative.', extensions: { code: 'BAD_USER_INPUT' } }],
    });
  });

  it('createGateway reports every mistake in its options at once', async () => {
    const wrong = { pool: { sise: 3 }, server: { port: -1 }, plugins: {}, context: 'me' };
    // @ts-expect-error -- a program without types
    const error: unknown = await createGateway(wrong).catch((problem: unknown) => problem);
    expect(error).toBeInstanceOf(ConfigError);
    expect(error instanceof ConfigError && error.mistakes).toEqual([
      "plugins in createGateway must be a list of Yoga's plugins.",
      'context in createGateway must be a function of the request.',
      'server.port in createGateway must be a whole number from 0 to 65535, not -1.',
      'pool.sise in createGateway is not a setting. Did you mean "pool.size"?',
    ]);
  });

  it('createGateway refuses samples, which only the command starts', async () => {
    const refused = createGateway({ database: { url: database.url, sample: 'chinook' } });
    await expect(refused).rejects.toMatchObject({
      mistakes: ['database.sample in createGateway is for the command, which starts samples; say database.url.'],
    });
  });
});
