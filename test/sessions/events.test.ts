import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ConfigOptions, createGateway, type EmbeddedGateway, type Events } from '../../index.ts';
import { createDatabase, query, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase([new URL('../fixtures/blog.sql', import.meta.url)]);
});
afterAll(() => database.drop());

const ASK = 'query Authors($id: BigInt!) { users(where: {id: {lte: $id}}) { id posts { id } } }';

function open(file: ConfigOptions): Promise<EmbeddedGateway> {
  return createGateway({ database: { url: database.url }, pool: { size: 1, acquireTimeoutMs: 1_000 }, ...file });
}

async function ask(gateway: EmbeddedGateway, source = ASK): Promise<unknown> {
  const response = await gateway.fetch(
    new Request('http://gateway/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', 'x-espalier-load': 'selectin' },
      body: JSON.stringify({ query: source, variables: source === ASK ? { id: '3' } : {} }),
    }),
  );
  return response.json();
}

/** Records all events in order. */
function recorder(): { events: Events; told: [string, object][] } {
  const told: [string, object][] = [];
  const note = (name: string) => (event: object) => void told.push([name, event]);
  return {
    told,
    events: {
      onPlan: note('plan'),
      onStatementStart: note('start'),
      onStatementEnd: note('end'),
      onStatementError: note('error'),
    },
  };
}

describe('the events of a gateway', () => {
  it('an event below a custom field has the whole path', async () => {
    const { events, told } = recorder();
    const resolve = ({ id }: Readonly<Record<string, unknown>>): object => ({ id });
    const User = { fields: { self: { type: 'User!', requires: ['id'], resolve } } };
    await using gateway = await open({ ...events, entities: { User } });
    await using session = gateway.session();
    const author = { select: { self: { select: { posts: { select: { id: true } } } } } };
    await session.load({ entity: 'Post', limit: 1, select: { author } });
    const paths = told.flatMap(([name, event]) => (name === 'start' && 'path' in event ? [event.path] : []));
    expect(paths).toEqual(['posts', 'posts.author.self', 'posts.author.self.posts']);
  });

  // covers: N10, S54
  it('events tell of the plan, and of every statement in order with path, SQL, binds, rows and time', async () => {
    const { events, told } = recorder();
    await using gateway = await open(events);
    await ask(gateway);
    const users = { path: 'users', sql: expect.stringContaining('from "public"."users"'), binds: expect.any(Array) };
    const posts = { ...users, path: 'users.posts', sql: expect.stringContaining('"public"."posts"') };
    const cost = { bytes: expect.any(Number), ms: expect.any(Number) };
    expect(told.slice(1)).toEqual([
      ['start', users],
      ['end', { ...users, ...cost, rows: 3 }],
      ['start', posts],
      ['end', { ...posts, ...cost, rows: 8 }],
    ]);
    expect(told[1]?.[1]).toMatchObject({ binds: ['3'] });
    expect(told[3]?.[1]).toMatchObject({ binds: [['1', '2', '3']] });
    const select = { because: expect.any(String), sql: expect.stringMatching(/^select/) };
    expect(told[0]).toEqual([
      'plan',
      {
        operation: 'Authors',
        selects: [
          { ...select, path: 'users', entity: 'User', strategy: 'root' },
          { ...select, path: 'users.posts', entity: 'Post', strategy: 'selectin' },
        ],
      },
    ]);
  });

  it('events tell of loads and streams of programs', async () => {
    const { events, told } = recorder();
    await using gateway = await open(events);
    await using session = gateway.session();
    const selection = { entity: 'Tag', select: { id: true } };
    await session.load(selection);
    for await (const batch of session.stream(selection, { batchSize: 2 })) expect(batch.length).toBeLessThan(3);
    expect(told.filter(([name]) => name === 'plan')).toHaveLength(2);
    const ended = told.flatMap(([name, event]) => (name === 'end' && 'rows' in event ? [event.rows] : []));
    // The counts are of the load, the cursor with its first batch, and the second batch.
    expect(ended).toEqual([3, 0, 2, 1]);
  });

  it('events tell of a failure for every statement sent with it', async () => {
    const { events, told } = recorder();
    await using gateway = await open(events);
    await query(database.url, 'alter table tags rename to labels');
    try {
      await ask(gateway, '{ tags { id } }');
    } finally {
      await query(database.url, 'alter table labels rename to tags');
    }
    expect(told.filter(([name]) => name === 'error')[0]?.[1]).toMatchObject({
      path: 'tags',
      error: { code: 'SCHEMA_CHANGED', sqlState: '42P01' },
      ms: expect.any(Number),
    });
  });

  it('events hide bound values on request', async () => {
    const { events, told } = recorder();
    await using gateway = await open({ ...events, redactBinds: true });
    await ask(gateway);
    expect(JSON.stringify(told)).not.toContain('"3"');
    expect(told[1]?.[1]).toMatchObject({ binds: ['[redacted]'] });
  });

  it.each(['onPlan', 'onStatementStart', 'onStatementEnd'])(
    'a hook %s that throws fails the request and leaks no connection',
    async (name) => {
      let broken = true;
      const hook = async (): Promise<void> => {
        if (broken) throw new Error('no disk for the trace');
      };
      await using gateway = await open({ [name]: hook, server: { logLevel: 'silent' } });
      for (let times = 0; times < 3; times++) {
        expect(await ask(gateway)).toMatchObject({
          errors: [{ message: 'Unexpected error.', path: ['users'], extensions: { code: 'INTERNAL' } }],
        });
      }
      broken = false;
      expect(await ask(gateway)).toHaveProperty('data.users');
    },
  );

  it('every hook must be a function', async () => {
    // @ts-expect-error -- a program without types
    await expect(open({ onPlan: 'log', onStatementEnd: 1 })).rejects.toMatchObject({
      mistakes: ['onPlan must be a function.', 'onStatementEnd must be a function.'],
    });
  });
});

// covers: S53
describe('the setting echo', () => {
  /**
   * Returns the lines that a gateway logs for one request, in a process of its own, because they go to standard error.
   */
  function lines(settings: ConfigOptions): Readonly<Record<string, unknown>>[] {
    const program = `
      import { createGateway } from ${JSON.stringify(new URL('../../index.ts', import.meta.url).href)};
      const gateway = await createGateway(${JSON.stringify({ database: { url: database.url }, ...settings })});
      const body = JSON.stringify({ query: '{ tags(where: {id: {gt: 2}}) { id } }' });
      const headers = { 'content-type': 'application/json' };
      await gateway.fetch(new Request('http://gateway/graphql', { method: 'POST', headers, body }));
      await gateway.close();
    `;
    const { stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8' });
    return stderr.split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line)] : []));
  }

  const statement = { path: 'tags', sql: expect.stringContaining('"tags"'), rows: 1, ms: expect.any(Number) };

  it.each<[NonNullable<ConfigOptions['echo']>, boolean, object[]]>([
    ['off', false, []],
    ['statements', false, [{ ...statement, msg: 'statement' }]],
    ['parameters', false, [{ ...statement, binds: expect.arrayContaining(['2']) }]],
    ['parameters', true, [{ ...statement, binds: expect.arrayContaining(['[redacted]']) }]],
    ['rows', false, [{ ...statement, binds: expect.arrayContaining(['2']), values: [['3']] }]],
  ])('echo %s (redacted: %s) logs as much of a statement as it says', (echo, redactBinds, expected) => {
    expect(lines({ echo, redactBinds })).toMatchObject(expected);
  });
});
