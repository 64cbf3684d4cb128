import { GraphQLError } from 'graphql';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { startToyServer } from './toy-server.ts';
import type { ToyOptions, ToyServer } from './toy-server.ts';
import { DatabaseError, type DatabaseErrorCode } from '../../loaders/database/database-error.ts';

let server: ToyServer | null = null;
afterEach(async () => {
  vi.unstubAllEnvs();
  await server?.close();
  server = null;
});

const failing = async (error: unknown, options: ToyOptions = {}) => {
  const fail = () => {
    throw error;
  };
  server = await startToyServer({ resolvers: { fail, items: fail }, ...options });
  return server;
};

const databaseError = (code: DatabaseErrorCode) =>
  new DatabaseError(code, 'A message for clients.', {
    sqlState: '57014',
    detail: 'at db.internal:5432: select secret from users',
    hint: 'a hint',
    cause: new Error('socket of db.internal'),
  });

const secrets = /secret|db\.internal|select|\.ts:|node_modules|stack/;

describe('errors for clients', () => {
  it.each(['production', 'development', 'test'])('an error holds nothing internal with NODE_ENV=%s', async (env) => {
    vi.stubEnv('NODE_ENV', env);
    const config = { development: false, introspection: true };
    for (const error of [
      databaseError('INTERNAL'),
      new Error('select secret at db.internal'),
      'secret',
      null,
      { secret: 1 },
    ]) {
      const { post } = await failing(error, { config, env: { NODE_ENV: env } });
      const { text, json } = await post('{ hello fail }');
      expect(text).not.toMatch(secrets);
      expect(json).toMatchObject({
        data: { hello: 'world', fail: null },
        errors: [{ path: ['fail'], extensions: { code: 'INTERNAL' } }],
      });
      await server?.close();
    }
  });

  it('an error has details and hint of the database only in development', async () => {
    const { post } = await failing(databaseError('BAD_USER_INPUT'), { config: { development: true } });
    expect((await post('{ fail }')).json.errors[0]).toMatchObject({
      message: 'A message for clients.',
      extensions: { code: 'BAD_USER_INPUT', details: expect.stringContaining('secret'), hint: 'a hint' },
    });
  });

  it('an error has no details of bugs, not even in development', async () => {
    const { post } = await failing(new Error('select secret'), { config: { development: true } });
    const { text, json } = await post('{ fail }');
    expect(text).not.toMatch(secrets);
    expect(json.errors[0]).toMatchObject({ message: 'Unexpected error.', extensions: { code: 'INTERNAL' } });
  });

  it('a GraphQLError reaches the client as it is', async () => {
    const { post } = await failing(new GraphQLError('No such page.', { extensions: { code: 'FORBIDDEN' } }));
    expect((await post('{ fail }')).json.errors[0]).toMatchObject({
      message: 'No such page.',
      extensions: { code: 'FORBIDDEN' },
    });
  });

  it.each([
    ['{ hello', 'GRAPHQL_PARSE_FAILED'],
    ['{ nope }', 'GRAPHQL_VALIDATION_FAILED'],
    ['{ echo(number: 2147483648) }', 'GRAPHQL_VALIDATION_FAILED'],
    ['query($n: Int!) { echo(number: $n) }', 'BAD_USER_INPUT'],
  ])('an error always has a code: %s', async (query, code) => {
    const { post } = await failing(null);
    expect((await post(query)).json.errors[0].extensions).toEqual({ code });
  });

  it.each([
    ['{ items(first: "one") { id } }', 'items(first:): Int cannot represent'],
    ['{ item: items { items { id } } echo(number: 2147483648) }', 'echo(number:): Int cannot represent'],
    ['{ paint(colour: 1) }', 'paint(colour:): '],
    [
      '{ shelf(where: { and: [{ size: { eq: 1 } }, { size: { in: [1, "x"] } }] }) }',
      'shelf(where:).and[1].size.in[1]: ',
    ],
    ['{ shelf(where: { size: { in: [1, null] } }) }', 'shelf(where:).size.in[1]: '],
    ['{ shelf(where: { size: { eqq: 1 } }) }', 'shelf(where:).size: '],
    ['{ hello @skip(if: 1) }', '@skip(if:): Boolean cannot represent'],
    ['query ($n: Int = "x") { echo(number: $n) }', '$n: Int cannot represent'],
  ])('an error names the argument with the wrong value: %s', async (query, message) => {
    const { post } = await failing(null);
    const [error] = (await post(query)).json.errors;
    expect(error.message).toContain(message);
    expect(error.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
  });

  it('an error names the variable that is out of range', async () => {
    const { post } = await failing(null);
    const { json } = await post('query($n: Int) { echo(number: $n) }', { variables: { n: 2 ** 31 } });
    expect(json.errors[0]).toMatchObject({
      message: expect.stringContaining('$n'),
      extensions: { code: 'BAD_USER_INPUT' },
    });
  });
});

describe('a hook that throws', () => {
  const hooks = ['onRequest', 'onRequestParse', 'onParams', 'onParse', 'onValidate', 'onContextBuilding', 'onExecute'];
  const later = ['onExecutionResult', 'onResultProcess', 'onResponse'];
  it.each([...hooks, ...later])('an error thrown in %s is a 500 without a stack, and is logged', async (hook) => {
    const plugin = {
      [hook]: () => {
        throw new RangeError('Maximum call stack size exceeded: select secret');
      },
    };
    server = await startToyServer({ parts: { pages: [plugin] } });
    const { status, json } = await server.post('{ hello }');
    const errors = [{ message: 'Unexpected error.', extensions: { code: 'INTERNAL' } }];
    expect([status, json]).toEqual([500, { errors }]);
    expect(server.logged.length).toBeGreaterThan(0);
  });
});

describe('the HTTP status', () => {
  it.each([
    ['POOL_TIMEOUT', 503, '1'],
    ['UNAVAILABLE', 503, '1'],
    ['TIMEOUT', 504, null],
    ['INTERNAL', 500, null],
    ['BAD_USER_INPUT', 200, null],
  ] as const)('the status of an operation that fails as a whole with %s is %i', async (code, status, retryAfter) => {
    const { post } = await failing(databaseError(code));
    const answer = await post('{ items { id } }');
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([status, retryAfter]);
    expect(answer.json).toMatchObject({ data: null, errors: [{ extensions: { code } }] });
    expect(answer.json).not.toHaveProperty('extensions');
  });

  it('the status of an operation with some data is 200', async () => {
    const { post } = await failing(databaseError('UNAVAILABLE'));
    expect((await post('{ hello fail }')).status).toBe(200);
  });
});

describe('the error log', () => {
  it('the log has bugs with their stack', async () => {
    const { post, logged } = await failing(new Error('a bug'));
    await post('{ fail }');
    expect(logged.map((line) => JSON.parse(line))).toMatchObject([
      { level: 50, msg: 'a bug', err: { stack: expect.stringContaining('errors.test.ts') } },
    ]);
  });

  it('the log has values of resolvers that do not fit their type', async () => {
    server = await startToyServer({ resolvers: { items: () => [{ id: 2 ** 31 }] } });
    const { json } = await server.post('{ items { id } }');
    expect(json.errors).toMatchObject([{ message: 'Unexpected error.', extensions: { code: 'INTERNAL' } }]);
    expect(server.logged.map((line) => JSON.parse(line))).toMatchObject([
      { level: 50, msg: expect.stringContaining('Int cannot represent') },
    ]);
  });

  it('the log has nothing about mistakes of clients', async () => {
    const { post, logged } = await failing(databaseError('BAD_USER_INPUT'));
    await post('{ fail nope }');
    await post('{ fail }');
    expect(logged).toEqual([]);
  });

  it('an outage does not flood the log', async () => {
    const { post, logged } = await failing(databaseError('UNAVAILABLE'));
    await Promise.all(Array.from({ length: 50 }, () => post('{ fail }')));
    expect(logged.length).toBe(1);
  });
});
