import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { LoadedRow, ResolverContext } from '../../schema/config/added/resolver-context.ts';
import type { CustomFieldOptions } from '../../schema/config/added/extension-settings.ts';
import type { ConfigOptions } from '../../schema/config/read-config.ts';
import { useGateway } from '../acceptance/cases.ts';
import { query } from '../support/database.ts';
import { expectInvariants } from '../support/invariants.ts';

type Load = (row: object, args: Readonly<Record<string, unknown>>, context: ResolverContext) => unknown;

function field(type: string, resolve: Load, requires: readonly string[] = ['id']): CustomFieldOptions {
  return { type, requires, resolve };
}

const asked: (readonly unknown[])[] = [];
let isStuck: () => void = () => {};
let leaked: ResolverContext | null = null;

const CONFIG: ConfigOptions = {
  entities: {
    User: {
      relations: { addresses: { load: 'raise' } },
      fields: {
        postCount: field('Int', async (user, _args, { loaders }) => rows(await loaders.relation(user, 'posts')).length),
        topPosts: field('[Int!]', async (user, _args, { loaders }) => {
          const args = { where: { score: { gt: 0 } }, orderBy: [{ score: 'DESC' }], limit: 2 };
          return rows(await loaders.relation(user, 'posts', args)).map(({ id }) => id);
        }),
        bossName: field('String', async (user, _args, { loaders }) => one(await loaders.relation(user, 'boss'))?.name),
        byBossId: field(
          'String',
          async (user, _args, { loaders }) => {
            const { bossId } = user as { bossId: string | null };
            return bossId === null ? null : (await loaders.user?.byId(bossId))?.name;
          },
          ['bossId'],
        ),
        otherBoss: field(
          'String',
          async (user, _args, { loaders }) => {
            const { bossId } = user as { bossId: string | null };
            return bossId === null ? null : (await loaders.user?.byId(bossId, ['name']))?.name;
          },
          ['bossId'],
        ),
        profileBio: field('String', async (user, _args, { loaders }) => {
          const { id } = user as { id: string };
          return (await loaders.profile?.byKey({ userId: id }))?.bio;
        }),
        addressCount: field('Int', async (user, _args, { loaders }) => {
          return rows(await loaders.relation(user, 'addresses')).length;
        }),
        postIds: field('[Int!]', async (user, _args, { loaders }) => {
          const { id } = user as { id: string };
          return (await loaders.post?.by({ authorId: id }, { orderBy: [{ id: 'DESC' }], limit: 2 }))?.map(
            (post) => post.id,
          );
        }),
        tagIds: field('[Int!]', async (user, _args, { loaders }) => {
          const posts = rows(await loaders.relation(user, 'posts'));
          const tags = await Promise.all(posts.map((post) => loaders.relation(post, 'tags')));
          return [...new Set(tags.flatMap(rows).map(({ id }) => Number(id)))].sort();
        }),
        wrong: field('Int', async (user, _args, { loaders }) => rows(await loaders.relation(user, 'post')).length),
        strictPosts: {
          ...field('Int', async (user, _args, { loaders }) => rows(await loaders.relation(user, 'posts')).length),
          load: 'raise',
        },
        hole: field('String', async (_user, _args, { loaders }) => (await loaders.user?.byId(1, ['id']))?.name),
        weather: field('String', async (user, _args, { loaders }) => {
          return loaders.weather?.load(Number((user as { id: string }).id) % 2);
        }),
        mentor: field('User', (_user) => ({ id: 1 })),
        team: field('[User!]', async (user, _args, { loaders }) => loaders.relation(user, 'usersByBoss')),
        nobody: field('User', () => ({ id: 99 })),
        mistaken: field('User', () => ({ name: 'x' })),
        leak: field('Int', (_user, _args, context) => {
          leaked = context;
          return 1;
        }),
        stuck: field('Int', async (user, _args, { loaders }) => {
          await loaders.relation(user, 'posts');
          isStuck();
          await new Promise(() => {});
        }),
        slow: field('Int', async (user, _args, { loaders }) => {
          await wait(20);
          return rows(await loaders.relation(user, 'posts')).length;
        }),
      },
    },
  },
  loaders: {
    weather: {
      load: (keys: readonly unknown[]) => {
        asked.push(keys);
        return Promise.resolve(keys.map((key) => (key === 1 ? 'sun' : new Error('no weather'))));
      },
    },
  },
};

function rows(value: LoadedRow | readonly LoadedRow[] | null): readonly LoadedRow[] {
  return Array.isArray(value) ? value : [];
}

function one(value: LoadedRow | readonly LoadedRow[] | null): LoadedRow | null {
  return Array.isArray(value) ? null : (value as LoadedRow | null);
}

describe('the loaders of the context', () => {
  const gateway = useGateway('blog', CONFIG);

  it.each([
    ['a list along a relation', 'postCount', [4, 4, 0, 0], [4, 8]],
    ['a list with arguments', 'topPosts', [[2, 8], [1, 7], [], []], [4, 4]],
    ['a to-one whose missing column is read first', 'bossName', [null, 'a', 'a', 'b'], [4, 4, 2]],
    ['rows by key, each once', 'byBossId', [null, 'a', 'a', 'b'], [4, 2]],
    ['rows by another unique key', 'profileBio', ['x', null, 'y', null], [4, 2]],
    ['lists by values', 'postIds', [[8, 6], [9, 7], [], []], [4, 4]],
    ['wave by wave', 'tagIds', [[2], [1, 3], [], []], [4, 8, 12]],
  ])('a loader gives %s in one statement for all requests of one tick', async (_, name, values, statements) => {
    const result = await gateway().run(`{ users { ${name} } }`);
    expect(result.errors).toEqual([]);
    expect(result.data).toEqual({ users: values.map((value) => ({ [name]: value })) });
    expect(result.R).toEqual(statements);
    expectInvariants(result);
  });

  it('a loader does not load rows that the request has loaded', async () => {
    const result = await gateway().run('{ users { otherBoss name } }');
    expect(result.data).toMatchObject({ users: [{}, { otherBoss: 'a' }, { otherBoss: 'a' }, { otherBoss: 'b' }] });
    expect(result.R).toEqual([4]);
    expectInvariants(result);
  });

  it('a loader loads once for two fields with the same request', async () => {
    const { R } = await gateway().run('{ users { a: postCount b: postCount } }');
    expect(R).toEqual([4, 8]);
  });

  it('a loader reads the snapshot of the operation', async () => {
    gateway().beforeFlight(1, () => query(gateway().url, 'insert into posts values (99, 1, 5)'));
    const { data } = await gateway().run('{ user(id: 1) { postCount } }');
    await query(gateway().url, 'delete from posts where id = 99');
    expect(data).toEqual({ user: { postCount: 4 } });
  });

  it('a plan shows loads that were not planned', async () => {
    const { plan } = await gateway().run('{ users { postCount } }', { explain: 'plan' });
    expect(plan).toMatchObject({
      roots: [{ path: 'users' }],
      unplanned: [
        {
          path: 'loaders.relation(User.posts)',
          entity: 'Post',
          strategy: 'lazy',
          because: 'lazy: asked for by a resolver, 4 keys',
          statement: 2,
          rows: 8,
        },
      ],
    });
  });

  it.each([
    [
      'the field forbids it',
      '{ user(id: 1) { strictPosts } }',
      /User\.posts\) not loaded \(path user\.strictPosts\): raise/,
    ],
    [
      'the operation forbids it',
      '{ user(id: 1) { postCount @load(strategy: RAISE) } }',
      /\(path user\.postCount\): raise/,
    ],
    ['the relation forbids it', '{ user(id: 1) { addressCount } }', /raise: configuration of User\.addresses/],
  ])('a load is an error without a statement where %s', async (_, operation, message) => {
    const { errors, R } = await gateway().run(operation);
    expect(errors).toMatchObject([{ message: expect.stringMatching(message), extensions: { code: 'NOT_LOADED' } }]);
    expect(R).toEqual([1]);
  });

  it('a loader gives loaded rows even where it must not load', async () => {
    const { data, errors } = await gateway().run('{ users { otherBoss @load(strategy: RAISE) name } }');
    expect(errors).toEqual([]);
    expect(data).toMatchObject({ users: [{}, { otherBoss: 'a' }, {}, {}] });
  });

  it('a field with a loader takes no hint other than RAISE', async () => {
    const { errors, S } = await gateway().run('{ user(id: 1) { postCount @load(strategy: JOINED) } }');
    expect(errors).toMatchObject([{ message: expect.stringMatching(/only @load it can have is RAISE/) }]);
    expect(S).toBe(0);
  });

  it('a loader gives rows whose missing columns are errors', async () => {
    const { errors } = await gateway().run('{ user(id: 2) { hole } }');
    expect(errors).toMatchObject([
      { message: expect.stringMatching(/User\.name not loaded \(path loaders\.user\.byId\)/) },
    ]);
  });

  it('a failing loader is an error at its own path, and other fields are answered', async () => {
    const { data, errors } = await gateway().run('{ users(limit: 2) { wrong postCount } }');
    expect(errors.map(({ path }) => path)).toEqual([
      ['users', 0, 'wrong'],
      ['users', 1, 'wrong'],
    ]);
    expect(data).toEqual({
      users: [
        { wrong: null, postCount: 4 },
        { wrong: null, postCount: 4 },
      ],
    });
  });

  // covers: S09
  it('a loader loads nothing after the operation is answered, and the connection is back', async () => {
    const result = await gateway().run('{ user(id: 1) { leak } }');
    expectInvariants(result);
    await expect(leaked?.loaders.user?.byId(3)).rejects.toThrow('The operation is answered');
    expect((await gateway().run('{ user(id: 2) { slow } }')).data).toEqual({ user: { slow: 4 } });
  });

  it('loaders of simultaneous requests are separate', async () => {
    const runs = [1, 2, 3, 1].map((id) => gateway().write(`{ user(id: ${id}) { slow bossName } }`));
    const answers = (await Promise.all(runs)).map(({ executed }) => executed);
    const answer = (slow: number, bossName: string | null): string =>
      JSON.stringify({ data: { user: { slow, bossName } } });
    expect(answers).toEqual([answer(4, null), answer(4, 'a'), answer(0, 'a'), answer(4, null)]);
  });

  it('the connection is back when the client leaves, whatever the resolver does', async () => {
    const client = new AbortController();
    const { promise, resolve } = Promise.withResolvers<void>();
    isStuck = resolve;
    void gateway().run('{ user(id: 1) { stuck } }', { signal: client.signal });
    await promise;
    const open = "select 1 from pg_stat_activity where datname = current_database() and state = 'idle in transaction'";
    expect(await query(gateway().url, open)).toHaveLength(1);
    client.abort();
    await expect.poll(() => query(gateway().url, open)).toHaveLength(0);
    expect((await gateway().run('{ user(id: 1) { name } }')).S).toBe(1);
  });

  it('a loader of the configuration is called once per tick with distinct keys', async () => {
    asked.length = 0;
    const { data, errors } = await gateway().run('{ users { weather } }');
    expect(asked).toEqual([[1, 0]]);
    expect(data).toEqual({ users: [{ weather: 'sun' }, { weather: null }, { weather: 'sun' }, { weather: null }] });
    expect(errors.map(({ path }) => path)).toEqual([
      ['users', 1, 'weather'],
      ['users', 3, 'weather'],
    ]);
  });
});

describe('rows that a resolver gives', () => {
  const gateway = useGateway('blog', CONFIG);

  it('rows given by key are loaded with their selection, in one statement for all', async () => {
    const result = await gateway().run('{ users { mentor { name posts(limit: 1) { id } } } }', { load: 'selectin' });
    expect(result.errors).toEqual([]);
    const mentor = { name: 'a', posts: [{ id: 2 }] };
    expect(result.data).toEqual({ users: Array.from({ length: 4 }, () => ({ mentor })) });
    expect(result.R).toEqual([4, 1, 1]);
    expectInvariants(result);
  });

  it('given rows that are loaded already are not read again', async () => {
    const result = await gateway().run('{ users { team { __typename key: id name } } }');
    expect(result.data).toMatchObject({
      users: [{ team: [{ __typename: 'User', key: '2', name: 'b' }, {}] }, {}, {}, {}],
    });
    expect(result.R).toEqual([4, 3]);
  });

  it('given rows may be selected from with fragments, arguments and custom fields', async () => {
    const operation = `query ($n: Int) { user(id: 1) { team { ...T } } }
      fragment T on User { posts(limit: $n, orderBy: [{ id: DESC }]) { id } postCount team { id } }`;
    const { data, errors } = await gateway().run(operation, { variables: { n: 1 } });
    expect(errors).toEqual([]);
    expect(data).toEqual({
      user: {
        team: [
          { posts: [{ id: 9 }], postCount: 4, team: [{ id: '4' }] },
          { posts: [], postCount: 0, team: [] },
        ],
      },
    });
  });

  it('given rows have the selection of their own place, whichever fragments they share', async () => {
    const text =
      '{ a: user(id: 2) { ...F } b: user(id: 2) { ...F mentor { name } } } fragment F on User { mentor { id } }';
    const { data, errors } = await gateway().run(text);
    const mentor = { id: '1', name: 'a' };
    expect([data, errors]).toEqual([{ a: { mentor: { id: '1' } }, b: { mentor } }, []]);
  });

  it('a given row is null where it does not exist, and an error where it is not a row', async () => {
    const { data, errors } = await gateway().run('{ user(id: 1) { nobody { id } mistaken { id } } }');
    expect(data).toEqual({ user: { nobody: null, mistaken: null } });
    expect(errors).toMatchObject([{ path: ['user', 'mistaken'] }]);
  });
});
