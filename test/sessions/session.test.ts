import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGateway, type EmbeddedGateway, type Session, type RootForm } from '../../index.ts';
import { createDatabase, query, type TestDatabase } from '../support/database.ts';

interface User {
  readonly id: string;
  readonly name: string;
  readonly boss: User | null;
  readonly posts: readonly Post[];
}

interface Post {
  readonly id: number;
  readonly score: number;
  readonly author: User | null;
}

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

const BY_ID = [{ id: 'ASC' }];
const USERS = { entity: 'User', orderBy: BY_ID, select: { id: true, name: true } } satisfies RootForm;
const POSTS = { entity: 'Post', orderBy: BY_ID, select: { id: true, author: { select: { id: true, name: true } } } };

describe('loads of a session', () => {
  it('a load gives the same as the operation of a client', async () => {
    await using session = gateway.session();
    const rows = await session.load({
      entity: 'User',
      where: { id: { eq: '2' }, name: { ne: 'z' } },
      orderBy: { id: 'DESC' },
      limit: 2,
      select: {
        id: true,
        boss: { select: { id: true } },
        posts: {
          where: { score: { gt: 0 } },
          orderBy: [{ score: 'DESC' }],
          limit: 2,
          select: { id: true, score: true },
        },
      },
    });
    const body = `{ users(where: {id: {eq: "2"}, name: {ne: "z"}}, orderBy: {id: DESC}, limit: 2) {
      id boss { id } posts(where: {score: {gt: 0}}, orderBy: [{score: DESC}], limit: 2) { id score }
    } }`;
    const response = await gateway.fetch(
      new Request('http://gateway/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: body }),
      }),
    );
    expect({ data: { users: rows } }).toEqual(await response.json());
    expect(JSON.stringify(rows)).toBe('[{"id":"2","boss":{"id":"1"},"posts":[{"id":1,"score":1},{"id":7,"score":1}]}]');
  });

  // covers: S12, S43
  it('a load gives one object per row and session, whichever way it was reached', async () => {
    await using session = gateway.session();
    const users = await session.load<User>(USERS);
    const posts = await session.load<Post>(POSTS);
    for (const { author } of posts) expect(author).toBe(users.find(({ id }) => id === author?.id) ?? null);
    await using other = gateway.session();
    const [stranger] = await other.load<User>(USERS);
    expect(stranger).toEqual(users[0]);
    expect(stranger).not.toBe(users[0]);
  });

  it('a load adds further columns to the same objects by one statement', async () => {
    await using session = gateway.session();
    const narrow = await session.load<User>({ ...USERS, select: { id: true } });
    const wide = await session.load<User>(USERS);
    expect(wide).toEqual(narrow);
    expect(wide.every((user, at) => user === narrow[at])).toBe(true);
    expect(narrow.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd']);
  });

  // covers: S56
  it('a load leaves loaded values as they are, and a cleared session sees new ones', async () => {
    await using session = gateway.session();
    const [before] = await session.load<User>(USERS);
    await query(database.url, `update users set name = 'A' where id = 1`);
    try {
      const [again] = await session.load<User>(USERS);
      expect([again, again?.name]).toEqual([before, 'a']);
      session.clear();
      const [cleared] = await session.load<User>(USERS);
      expect(cleared).not.toBe(before);
      expect([before?.name, cleared?.name]).toEqual(['a', 'A']);
    } finally {
      await query(database.url, `update users set name = 'a' where id = 1`);
    }
  });

  it('a load takes two lists of one relation under two names, and refuses them under one', async () => {
    await using session = gateway.session();
    const [user] = await session.load<{ readonly posts: readonly Post[]; readonly best: readonly Post[] }>({
      ...USERS,
      limit: 1,
      select: {
        posts: { orderBy: BY_ID, select: { id: true } },
        best: { field: 'posts', orderBy: [{ score: 'DESC' }, ...BY_ID], limit: 1, select: { id: true } },
      },
    });
    expect(user?.posts.map(({ id }) => id)).toEqual([2, 4, 6, 8]);
    expect(user?.best[0]).toBe(user?.posts[0]);
    const other = { ...USERS, select: { posts: { limit: 1, select: { id: true } } } };
    await expect(session.load(other)).rejects.toThrow(
      'User.posts is selected with different arguments or parts in one session',
    );
    session.clear();
    expect(await session.load(other)).toHaveLength(4);
  });

  it('a load counts lists with different orders of nulls as different', async () => {
    await using session = gateway.session();
    const by = (score: string): RootForm => ({
      ...USERS,
      select: { posts: { orderBy: [{ score }], select: { id: true } } },
    });
    await session.load(by('ASC'));
    await expect(session.load(by('ASC_NULLS_FIRST'))).rejects.toThrow('selected with different arguments');
  });
});

describe('fields that are not loaded', () => {
  // covers: K3
  it('a field that is not loaded raises with its name and path, without SQL', async () => {
    await using session = gateway.session();
    const [post] = await session.load<Post>({ ...POSTS, limit: 1 });
    expect(post?.author).toEqual({ id: '2', name: 'b' });
    expect(() => post?.score).toThrow('Post.score not loaded (path posts). Add it to select.');
    expect(() => post?.author?.boss).toThrow('User.boss not loaded (path posts.author). Add it to select.');
    expect(() => post?.author?.posts).toThrow(expect.objectContaining({ code: 'NOT_LOADED' }));
  });

  // covers: K3
  it('a field that is not loaded is filled by one statement for all rows', async () => {
    await using session = gateway.session();
    const users = await session.load<User>({ ...USERS, select: { id: true } });
    await session.fill(users, ['name']);
    expect(users.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd']);
    expect(inspect(users[0])).toBe("User { id: '1', name: 'a' }");
    await expect(session.fill(users, ['nmae'])).rejects.toThrow('User.nmae is no field. Did you mean "name"?');
  });
});

describe('closed sessions', () => {
  async function closed(): Promise<{ session: Session; user: User | undefined }> {
    const session = gateway.session();
    const [user] = await session.load<User>({ ...USERS, limit: 1 });
    expect(user && session.stateOf(user)).toBe('persistent');
    await session.close();
    return { session, user };
  }

  // covers: S11, S14
  it('a closed session leaves its rows readable, and other fields raise', async () => {
    const { session, user } = await closed();
    expect(user && session.stateOf(user)).toBe('detached');
    expect(user?.name).toBe('a');
    const error = { code: 'SESSION_CLOSED', message: expect.stringContaining('User.boss not loaded (path users)') };
    expect(() => user?.boss).toThrow(expect.objectContaining(error));
    expect(session.stateOf({})).toBe(null);
  });

  // covers: N8, S50
  it('a closed session loads nothing', async () => {
    const { session, user } = await closed();
    await expect(session.load(USERS)).rejects.toMatchObject({ code: 'SESSION_CLOSED' });
    await expect(session.fill(user ? [user] : [], ['name'])).rejects.toMatchObject({ code: 'SESSION_CLOSED' });
    await session.close();
  });
});

describe('tasks that share a session', () => {
  // covers: N8, S52
  it('tasks of one session wait for each other and see the same objects', async () => {
    await using session = gateway.session();
    const [users, again, posts] = await Promise.all([
      session.load<User>(USERS),
      session.load<User>(USERS),
      session.load<Post>(POSTS),
    ]);
    expect(users.every((user, at) => user === again[at])).toBe(true);
    expect(users).toContain(posts[0]?.author);
  });

  // covers: N8, S52
  it('tasks of one session load one after the other even if the pool has connections for all', async () => {
    const told: string[] = [];
    await using observed = await createGateway({
      database: { url: database.url },
      onStatementStart: ({ path }) => void told.push(`${path} is sent`),
      onStatementEnd: async ({ path }) => {
        await new Promise((resolve) => setTimeout(resolve, 20));
        told.push(`${path} is done`);
      },
    });
    await using session = observed.session();
    await Promise.all([session.load(USERS), session.load({ ...POSTS, select: { id: true } }), session.load(USERS)]);
    const one = (path: string): string[] => [`${path} is sent`, `${path} is done`];
    expect(told).toEqual([...one('users'), ...one('posts'), ...one('users')]);
  });

  it('the failure of one task does not stop the others', async () => {
    await using session = gateway.session();
    const results = await Promise.allSettled([session.load({ ...USERS, limit: -1 }), session.load(USERS)]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
  });
});

// covers: K4
describe('wrong selections', () => {
  it.each<[string, object, readonly string[]]>([
    ['an unknown entity', { entity: 'Usr', select: {} }, ['Usr is no entity. Did you mean "User"?']],
    [
      'every mistake at once',
      {
        entity: 'User',
        limt: 3,
        select: { nme: true, boss: true, name: { select: {} }, posts: { select: {}, load: 'x' } },
      },
      [
        'The selection has no limt. Did you mean "limit"?',
        'User.nme is no field. Did you mean "name"?',
        'User.boss is a relation: say what to select of it, { select: { … } }.',
        'User.name is a column: select it by true.',
        'User.posts: load must be one of auto, joined, selectin.',
        'User.posts: select names nothing.',
      ],
    ],
    [
      'a property that cannot have its name',
      { entity: 'User', select: { 'a-b': { field: 'name' }, name: undefined, t: { field: '__typename', limit: 1 } } },
      ['User.a-b: names of properties have letters, digits and _ only.', 'User.t: select it by true.'],
    ],
    [
      'an argument that a to-one does not take',
      { entity: 'User', select: { boss: { limit: 1, select: { id: true } } } },
      ['User.boss takes no limit.'],
    ],
    [
      'columns of rows selected on a page',
      { entity: 'User', select: { postsConnection: { select: { id: true } } } },
      ['PostConnection.id is no field.'],
    ],
  ])('a wrong selection is refused with %s', async (_, selection, mistakes) => {
    await using session = gateway.session();
    // @ts-expect-error -- a program without types
    const error: unknown = await session.load(selection).catch((problem: unknown) => problem);
    expect(error).toMatchObject({ code: 'BAD_SELECTION', message: mistakes.join('\n') });
  });

  it.each<[string, RootForm, string]>([
    ['a wrong value', { ...USERS, where: { id: { gt: 'many' } } }, 'User: where '],
    [
      'a wrong value below',
      { ...USERS, select: { posts: { where: { id: { gt: 'many' } }, select: { id: true } } } },
      'User.posts: where ',
    ],
    ['an unknown operator', { ...USERS, where: { id: { above: 1 } } }, '"above"'],
    ['an unknown direction', { ...USERS, orderBy: [{ id: 'UP' }] }, 'Value "UP" does not exist'],
    ['a wrong limit', { ...USERS, limit: -1 }, 'it must not be negative'],
    [
      'a wrong nested limit',
      { ...USERS, select: { posts: { limit: -1, select: { id: true } } } },
      'it must not be negative',
    ],
  ])('a session reports %s as a client would read it', async (_, selection, message) => {
    await using session = gateway.session();
    const error = { name: 'SessionError', code: 'BAD_SELECTION', message: expect.stringContaining(message) };
    await expect(session.load(selection)).rejects.toMatchObject(error);
  });

  it('mistakes in select, arguments, load hints and lists are reported together', async () => {
    await using session = gateway.session();
    await session.load({ ...USERS, select: { posts: { select: { id: true } } } });
    const selection: RootForm = {
      entity: 'User',
      where: { id: { gt: 'many' }, name: { eq: 'a', is: 'b' } },
      orderBy: [{ id: 'UP' }],
      limit: -1,
      select: {
        nme: true,
        posts: { where: { id: { gt: 1 } }, select: { scor: true } },
        few: {
          field: 'posts',
          where: { or: [{ id: { eq: null } }, { score: { eq: 1, gt: null } }], id: null },
          orderBy: [{ id: 'ASC', score: 'ASC' }, {}],
          limit: -2,
          load: 'joined',
          select: { id: true },
        },
        postsConnection: { first: 1, last: 1, select: { nodes: { select: { id: true } } } },
        others: { field: 'posts', limit: 3, load: 'joined', select: { author: { select: { x: true } } } },
      },
    };
    const error: unknown = await session.load(selection).catch((problem: unknown) => problem);
    expect(error).toMatchObject({ code: 'BAD_SELECTION' });
    const told = [
      /^SessionError: User\.nme is no field\. Did you mean "name"\?$/,
      /^Post\.scor is no field/,
      /^User\.x is no field\.$/,
      /^User\.posts is selected with different arguments or parts in one session/,
      /^User: where .* is not a whole number/,
      /^User: where .*"is"/,
      /^User: orderBy .*"UP" does not exist/,
      /^User\.few: orderBy .*It must have exactly one field, with a value\.$/,
      /^User\.few: orderBy .*It must have exactly one field, with a value\.$/,
      /^User: limit is -1; it must not be negative\.$/,
      /^User\.others: load of User\.others asks for joined, but a limited list is cut per parent/,
      /^User\.few: where\.or\[0\]\.id\.eq is null; use \{isNull: true\} to look for nulls\.$/,
      /^User\.few: where\.or\[1\]\.score\.gt is null; /,
      /^User\.few: where\.id is null; /,
      /^User\.few: limit is -2; it must not be negative\.$/,
      /^User\.postsConnection: first and last exclude each other; give one of them\.$/,
    ];
    expect(String(error).split('\n')).toEqual(told.map((line): unknown => expect.stringMatching(line)));
    expect(String(error)).not.toMatch(/@load|\(\w+:\)|Variable|users/);
  });

  it('an impossible strategy is refused with its reason', async () => {
    await using session = gateway.session();
    const posts = { limit: 1, load: 'joined', select: { id: true } } as const;
    await expect(session.load({ ...USERS, select: { posts } })).rejects.toThrow(
      'User.posts: load of User.posts asks for joined, but a limited list is cut per parent',
    );
  });
});
