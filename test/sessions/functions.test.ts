/** Custom fields in sessions of programs. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FieldsForm, RootForm } from '../../index.ts';
import type { CustomFieldOptions } from '../../schema/config/added/extension-settings.ts';
import type { ConfigOptions } from '../../schema/config/read-config.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { openPrograms, type RecordedPrograms } from './support.ts';

let calls: string[] = [];
const never = Promise.withResolvers<never>();

function noted(type: string, resolve: CustomFieldOptions['resolve'], requires: readonly string[] = ['id']) {
  return {
    type,
    requires,
    resolve: (...[row, args, context]: Parameters<CustomFieldOptions['resolve']>) => {
      calls.push(String(row['id']));
      return resolve(row, args, context);
    },
  };
}

const CONFIG: ConfigOptions = {
  pool: { size: 1, acquireTimeoutMs: 500 },
  entities: {
    User: {
      relations: { addresses: { load: 'raise' } },
      fields: {
        title: noted('String!', ({ name, boss }) => `${name} of ${Object(boss).name}`, ['id', 'name', 'boss.name']),
        postIds: noted('[Int!]!', async (user, _args, { loaders }) => {
          const posts = await loaders.relation(user, 'posts', { orderBy: [{ id: 'ASC' }] });
          return Object(posts).map(({ id }: { id: number }) => id);
        }),
        tenant: { type: 'String', resolve: (_row, _args, context) => context['tenant'] },
        careless: { type: 'String', requires: ['id'], resolve: ({ boss }) => String(boss) },
        homes: noted(
          'Int',
          async (user, _args, { loaders }) => Object(await loaders.relation(user, 'addresses')).length,
        ),
        strict: noted('Int', ({ id }) => {
          if (id === '2') throw new RangeError('not for 2');
          return 1;
        }),
        later: noted('Int', async ({ id }) => {
          await Promise.resolve();
          if (id === '3') throw new RangeError('not for 3');
          return 1;
        }),
        nothing: { type: 'Int!', resolve: () => null },
        stuck: { type: 'Int', resolve: () => never.promise },
        broken: noted('Int', async (_row, _args, { loaders }) => {
          return Object(await loaders['post']?.by({ id: 1 }, { where: { tags: { some: { id: { eq: '1' } } } } }))
            .length;
        }),
        echo: {
          type: 'String!',
          args: { text: 'String = "none"', of: 'Int!' },
          resolve: (_row, { text, of }) => `${String(text)} ${String(of)}`,
        },
      },
    },
  },
};

let database: TestDatabase;
let programs: RecordedPrograms;
beforeAll(async () => {
  database = await createDatabase([new URL('../fixtures/blog.sql', import.meta.url)]);
  programs = await openPrograms(database.url, CONFIG);
});
afterAll(async () => {
  await programs.pool.close();
  await database.drop();
});

function users(select: FieldsForm, more: Partial<RootForm> = {}): RootForm {
  return { entity: 'User', orderBy: [{ id: 'ASC' }], ...more, select };
}

function reset(): void {
  calls = [];
  programs.statements();
}

describe('custom fields in loads', () => {
  it('a custom field costs no statement beyond those of its requirements', async () => {
    await using session = programs.session();
    reset();
    const rows = await session.load(users({ title: true }));
    expect(programs.statements()).toHaveLength(1);
    expect(rows.map(({ title }) => title)).toEqual(['a of undefined', 'b of a', 'c of a', 'd of b']);
    // A required column is not a selected one.
    expect(() => rows[0]?.['name']).toThrow('User.name not loaded (path users). Add it to select.');
  });

  it('a resolver is called once per row, however often the row comes and is loaded', async () => {
    await using session = programs.session();
    reset();
    const posts: RootForm = { entity: 'Post', select: { author: { load: 'joined', select: { title: true } } } };
    await session.load(posts);
    expect(calls.sort()).toEqual(['1', '2']);
    await session.load(posts);
    expect(calls).toHaveLength(2);
  });

  it('resolvers load for all rows of one tick by one statement, wherever the rows stand', async () => {
    await using session = programs.session();
    reset();
    const rows = await session.load(users({ postIds: true, boss: { load: 'selectin', select: { postIds: true } } }));
    // The statements are one for the users, whose bosses are among them, and one for the posts of all.
    expect(programs.statements()).toHaveLength(2);
    expect(rows.map(({ postIds }) => postIds)).toEqual([[2, 4, 6, 8], [1, 3, 7, 9], [], []]);
    expect(Object.keys(rows[0] ?? {})).toEqual(['postIds', 'boss']);
  });

  it('a resolver finds the context of the session beside the loaders', async () => {
    await using session = programs.session({ context: { tenant: 'acme' } });
    expect(await session.load(users({ tenant: true }, { limit: 1 }))).toEqual([{ tenant: 'acme' }]);
  });

  it('a custom field takes arguments and defaults, and refuses two meanings under one name', async () => {
    await using session = programs.session();
    const [user] = await session.load(users({ echo: { of: 2 }, other: { field: 'echo', of: 3, text: 'x' } }));
    expect(user).toMatchObject({ echo: 'none 2', other: 'x 3' });
    await expect(session.load(users({ echo: { of: 4 } }))).rejects.toThrow('User.echo is selected with different');
  });

  it('a custom field raises where it was not selected', async () => {
    await using session = programs.session();
    const [user] = await session.load(users({ id: true }));
    expect(() => user?.['title']).toThrow('User.title not loaded (path users). Add it to select.');
  });
});

describe('custom fields in streams', () => {
  it('custom fields of a stream are answered per batch, with one statement for the loads of a batch', async () => {
    await using session = programs.session();
    reset();
    const rows: unknown[] = [];
    for await (const batch of session.stream(users({ id: true, postIds: true }), { batchSize: 2 })) {
      rows.push(...batch);
      expect(session.size).toBe(2);
    }
    // The statements are the cursor, and the posts of two batches.
    expect(programs.statements()).toHaveLength(3);
    expect(rows).toMatchObject([
      { postIds: [2, 4, 6, 8] },
      { postIds: [1, 3, 7, 9] },
      { postIds: [] },
      { postIds: [] },
    ]);
  });

  it('a failing custom field ends the stream and gives the connection back', async () => {
    await using session = programs.session();
    const seen: unknown[] = [];
    const loop = async (): Promise<void> => {
      for await (const batch of session.stream(users({ later: true }), { batchSize: 1 })) seen.push(...batch);
    };
    await expect(loop()).rejects.toMatchObject({ code: 'RESOLVER', message: 'User.later: not for 3' });
    expect(seen).toEqual([{ later: 1 }, { later: 1 }]);
    expect(programs.pool.pool.idle).toBe(1);
  });
});

describe('resolvers that fail', () => {
  it.each<[string, FieldsForm, string]>([
    ['a resolver that throws at once', { strict: true }, 'User.strict: not for 2'],
    ['a resolver that fails later', { later: true }, 'User.later: not for 3'],
    ['a resolver under another name', { mine: { field: 'strict' } }, 'User.mine: not for 2'],
    [
      'a resolver without a value for a required field',
      { nothing: true },
      'User.nothing: Cannot return null for non-nullable field User.nothing.',
    ],
    [
      'a resolver that reads a field it did not require',
      { careless: true },
      'User.careless: User.boss not loaded (path users.careless); add it to requires',
    ],
    [
      'a resolver that loads a forbidden relation',
      { homes: true },
      'User.homes: loaders.relation(User.addresses) not loaded',
    ],
    ['a failing resolver beside others', { later: true, strict: true, postIds: true }, 'User.strict: not for 2'],
  ])('%s is the error of the load, with entity and field', async (_, select, message) => {
    await using session = programs.session();
    const error: unknown = await session.load(users(select)).catch((problem: unknown) => problem);
    expect(error).toMatchObject({ name: 'SessionError', code: 'RESOLVER', message: expect.stringContaining(message) });
    expect(programs.pool.pool.idle).toBe(1);
  });

  it('a failing resolver is the cause of the error, and no value can be read', async () => {
    await using session = programs.session();
    const all = await session.load(users({ id: true }));
    const error: unknown = await session.load(users({ later: true })).catch((problem: unknown) => problem);
    expect(Object(error).cause).toBeInstanceOf(RangeError);
    expect(() => all[2]?.['later']).toThrow('User.later not loaded');
    expect(await session.load(users({ id: true, title: true }))).toEqual(all);
  });

  it('a failing resolver does not end a transaction, unless PostgreSQL has', async () => {
    await using session = programs.session();
    await session.transaction(async () => {
      await expect(session.load(users({ strict: true }))).rejects.toThrow('User.strict: not for 2');
      expect(await session.load(users({ postIds: true }))).toHaveLength(4);
    });
  });

  it('a stopped session does not wait for its resolvers', async () => {
    const stop = new AbortController();
    await using session = programs.session({ signal: stop.signal });
    const loading = session.load(users({ stuck: true }));
    setTimeout(() => stop.abort(), 50);
    await expect(loading).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(programs.pool.pool.idle).toBe(1);
  });
});

it('a selection that confuses values and custom fields is refused with the right form', async () => {
  await using session = programs.session();
  const load = session.load(users({ title: { select: { id: true } }, echo: true, strict: { limit: 1 } }));
  await expect(load).rejects.toThrow(
    [
      'User.title is a value: select it by true.',
      'User.echo needs of.',
      'User.strict is a value: select it by true.',
    ].join('\n'),
  );
});
