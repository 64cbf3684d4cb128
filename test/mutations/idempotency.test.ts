import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRequests } from '../../loaders/sql/write/request-statements.ts';
import type { ConfigOptions } from '../../schema/config/read-config.ts';
import { ConfigError } from '../../schema/config/reader/config-issues.ts';
import { createGateway, type EmbeddedGateway } from '../../server/create-gateway.ts';
import { query } from '../support/database.ts';
import { useDatabase } from '../support/use-database.ts';

const TABLE = createRequests({ schema: 'public', name: 'espalier_requests' });
const FIXTURE = readFileSync(new URL('../fixtures/writes.sql', import.meta.url), 'utf8');
const ROLE = `do $$ begin create role espalier_writer; exception when duplicate_object or unique_violation then null; end $$;
  grant usage on schema public to espalier_writer; grant select, insert on tags to espalier_writer`;
const database = useDatabase(FIXTURE, TABLE, ROLE);

interface Reply {
  readonly body: string;
  readonly status: number;
  readonly isReplayed: boolean;
}

const CREATE = 'mutation Create($label: String!) { createTag(values: {label: $label}) { row { id label } action } }';

async function open(options: ConfigOptions = {}, mutations: ConfigOptions['mutations'] = {}): Promise<EmbeddedGateway> {
  return createGateway({
    database: { url: database.url },
    server: { logLevel: 'silent' },
    claims: { sub: 'text' },
    authenticate: (headers) => ({ sub: headers.get('x-user') ?? 'ann', iat: Math.random() }),
    pool: { size: 20 },
    mutations: { idempotency: 'public.espalier_requests', ...Object(mutations) },
    ...options,
  });
}

async function send(
  gateway: EmbeddedGateway,
  key: string | null,
  {
    query: text = CREATE,
    variables = {},
    user = 'ann',
    explain = 'off',
  }: { query?: string; variables?: object; user?: string; explain?: string },
): Promise<Reply> {
  const headers = {
    'content-type': 'application/json',
    'x-user': user,
    'x-espalier-explain': explain,
    ...(key !== null && { 'idempotency-key': key }),
  };
  const body = JSON.stringify({ query: text, variables });
  const response = await gateway.fetch(new Request('http://localhost/graphql', { method: 'POST', headers, body }));
  const isReplayed = response.headers.get('idempotency-replayed') === 'true';
  return { body: await response.text(), status: response.status, isReplayed };
}

async function count(label: string): Promise<unknown> {
  return (await query(database.url, `select count(*)::int4 from tags where label like '${label}%'`))[0];
}

async function keys(key: string): Promise<number> {
  return (await query(database.url, `select 1 from espalier_requests where key like '${key}%'`)).length;
}

const THE_SAME = 'mutation { createCustomer(values: {email: "once@x", name: "O"}) { row { id } } }';

describe.each(['repeatable read', 'read committed', 'serializable'] as const)('under %s', (isolation) => {
  let gateway: EmbeddedGateway;
  beforeAll(async () => {
    gateway = await open({}, { isolation });
  });
  afterAll(() => gateway.close());

  test.each([1, 4, 16])('a mutation that %i requests send at once under one key happens once', async (requests) => {
    const key = `${isolation} ${requests}`;
    // Nothing but the key keeps the rows from being there several times.
    const text = 'mutation { createOrder(values: {customerId: 1, note: "once"}) { row { id } action } }';
    const before = await query(database.url, 'select 1 from orders');
    const replies = await Promise.all(Array.from({ length: requests }, () => send(gateway, key, { query: text })));
    const later = await send(gateway, key, { query: text });
    expect(await query(database.url, 'select 1 from orders')).toHaveLength(before.length + 1);
    expect(new Set([...replies, later].map(({ body }) => body)).size).toBe(1);
    expect(replies.filter(({ isReplayed }) => !isReplayed)).toHaveLength(1);
    expect(later).toMatchObject({ isReplayed: true, status: 200 });
    expect(JSON.parse(later.body)).toMatchObject({ data: { createOrder: { action: 'CREATED' } } });
    expect(await keys(key)).toBe(1);
  });
});

describe('a key', () => {
  let gateway: EmbeddedGateway;
  beforeAll(async () => {
    gateway = await open();
  });
  afterAll(() => gateway.close());

  test('a key under other variables or another document is a conflict, and nothing is written', async () => {
    await send(gateway, 'other', { variables: { label: 'other-1' } });
    const variables = await send(gateway, 'other', { variables: { label: 'other-2' } });
    const document = await send(gateway, 'other', { query: THE_SAME });
    for (const { body, isReplayed } of [variables, document]) {
      expect(JSON.parse(body)).toMatchObject({ data: null, errors: [{ extensions: { code: 'CONFLICT' } }] });
      expect(isReplayed).toBe(false);
    }
    expect(await count('other')).toEqual({ count: 1 });
    expect(await query(database.url, `select 1 from customers where email = 'once@x'`)).toEqual([]);
  });

  test('variables are the same in whatever order their members stand', async () => {
    const text = 'mutation M($values: CustomerCreate!) { createCustomer(values: $values) { row { email } } }';
    const first = await send(gateway, 'order', { query: text, variables: { values: { email: 'o@x', name: 'O' } } });
    const second = await send(gateway, 'order', { query: text, variables: { values: { name: 'O', email: 'o@x' } } });
    expect(second).toEqual({ ...first, isReplayed: true });
  });

  test('a failed operation stores nothing, and its key is free for a better one', async () => {
    const failed = await send(gateway, 'failed', { variables: { label: 'hot' } });
    expect(JSON.parse(failed.body)).toMatchObject({ data: null, errors: [{ extensions: { code: 'CONFLICT' } }] });
    expect(await keys('failed')).toBe(0);
    const good = await send(gateway, 'failed', { variables: { label: 'failed-2' } });
    expect(good.isReplayed).toBe(false);
    expect(await count('failed')).toEqual({ count: 1 });
  });

  test('a key is one of the declared claims, and not of those that change with each token', async () => {
    const variables = { label: 'claims' };
    const ann = await send(gateway, 'claims', { variables });
    const again = await send(gateway, 'claims', { variables });
    const bob = await send(gateway, 'claims', { variables, user: 'bob' });
    expect([ann.isReplayed, again.isReplayed]).toEqual([false, true]);
    // The label is taken, so the operation of the other user was executed.
    expect(JSON.parse(bob.body)).toMatchObject({ data: null, errors: [{ extensions: { reason: 'UNIQUE' } }] });
  });

  test('mutations without a key happen as often as they are sent, and queries have none', async () => {
    const text = 'mutation { updateCustomer(by: {id: 2}, inc: {version: 1}) { row { version } } }';
    const [first, second] = [await send(gateway, null, { query: text }), await send(gateway, null, { query: text })];
    expect(first.body).not.toBe(second.body);
    const asked = await send(gateway, 'asked', { query: '{ customers { id } }' });
    expect([asked.isReplayed, await keys('asked')]).toEqual([false, 0]);
  });

  test.each(['', 'x'.repeat(256)])('a key has 1 to 255 characters: "%s" is refused', async (key) => {
    const { status, body } = await send(gateway, key, { variables: { label: 'long' } });
    expect({ status, body: JSON.parse(body) }).toMatchObject({
      status: 400,
      body: { errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] },
    });
  });

  test('the answer that is sent again is the first one byte by byte, with the errors at its fields', async () => {
    await using own = await open({
      entities: {
        Tag: {
          fields: {
            broken: {
              type: 'String',
              resolve: () => {
                throw new Error('secret');
              },
            },
          },
        },
      },
    });
    const text = 'mutation { createTag(values: {label: "broken"}) { row { label broken } } }';
    const first = await send(own, 'broken', { query: text });
    const second = await send(own, 'broken', { query: text });
    expect(JSON.parse(first.body)).toMatchObject({
      data: { createTag: { row: { label: 'broken', broken: null } } },
      errors: [{ message: 'Unexpected error.', path: ['createTag', 'row', 'broken'] }],
    });
    expect(second).toEqual({ ...first, isReplayed: true });
  });

  test('the plan is shown to whoever asks for it, and is no part of what is stored', async () => {
    const variables = { label: 'explained' };
    const first = await send(gateway, 'explained', { variables, explain: 'plan' });
    const second = await send(gateway, 'explained', { variables });
    const { data, extensions } = JSON.parse(first.body);
    expect(extensions.plan.writes).toMatchObject([{ entity: 'Tag' }]);
    expect(JSON.parse(second.body)).toEqual({ data });
    expect(second.isReplayed).toBe(true);
  });

  test('the table belongs to the gateway: roles of requests need no right to it, and no field shows it', async () => {
    await using own = await open({ session: { role: 'espalier_writer' } });
    const first = await send(own, 'role', { variables: { label: 'role' } });
    const second = await send(own, 'role', { variables: { label: 'role' } });
    expect(JSON.parse(first.body)).toMatchObject({ data: { createTag: { row: { label: 'role' } } } });
    expect(second).toEqual({ ...first, isReplayed: true });
    const refused = await send(own, 'role 2', {
      query: 'mutation { createCustomer(values: {email: "r@x", name: "R"}) { action } }',
    });
    expect(JSON.parse(refused.body)).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
    const { body } = await send(own, null, { query: '{ __schema { types { name } } }' });
    expect(body).not.toContain('EspalierRequest');
  });
});

describe('the table of requests', () => {
  async function mistakesOf(mutations: ConfigOptions['mutations'], entities = {}): Promise<readonly string[]> {
    const error: unknown = await open({ entities }, mutations).catch((reason: unknown) => reason);
    return error instanceof ConfigError ? error.mistakes : [];
  }

  test('a missing table is told at start, with the other mistakes', async () => {
    const mistakes = await mistakesOf({ idempotency: 'public.missing' }, { Customer: { version: 'nothing' } });
    expect(mistakes).toEqual([
      expect.stringMatching(
        /^mutations\.idempotency: PostgreSQL says: relation "public\.missing" does not exist.*espalier sql idempotency/,
      ),
      expect.stringMatching(/^entities\.Customer\.version/),
    ]);
  });

  test.each([
    ['customers', /column "key" of relation "customers" does not exist/],
    ['keyless', /no unique or exclusion constraint/],
  ])('the table %s is told at start, for it is another one', async (name, words) => {
    await query(
      database.url,
      'create table if not exists keyless (key text, claims text, operation text, answer text)',
    );
    expect(await mistakesOf({ idempotency: `public.${name}` })).toEqual([expect.stringMatching(words)]);
  });

  test('a table has a schema', async () => {
    expect(await mistakesOf({ idempotency: 'espalier_requests' })).toEqual([
      expect.stringMatching(/idempotency must be a table with its schema/),
    ]);
  });
});
