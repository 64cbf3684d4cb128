/** A hidden row is hidden on every way to it, under every strategy, at the same cost as without a policy. */
import { describe, expect, it } from 'vitest';
import { ids, useGateway } from '../acceptance/cases.ts';
import type { ConfigOptions } from '../../schema/config/read-config.ts';
import type { Load } from '../support/gateway.ts';
import { expectInvariants } from '../support/invariants.ts';

/** Claims decide which user, tag and node are hidden. */
const CONFIG: ConfigOptions = {
  claims: { user: 'int8', tag: 'int4', link: 'int4', node: 'int4' },
  entities: {
    User: { policy: { id: { ne: { claim: 'user' } } } },
    Tag: { policy: { id: { ne: { claim: 'tag' } } } },
    PostTag: { policy: { postId: { ne: { claim: 'link' } } } },
  },
};

const NOBODY = { user: 0, tag: 0, link: 0 };

function uids(...values: readonly number[]): { id: string }[] {
  return values.map((id) => ({ id: String(id) }));
}

interface Case {
  readonly name: string;
  readonly query: string;
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly data: unknown;
  /** The data statements, as one number where all strategies need as many. */
  readonly S: number | Partial<Record<Load, number>>;
}

const LOADS: readonly Load[] = ['auto', 'selectin', 'joined', 'derived'];

const authored = (ids: readonly (number | null)[]): unknown[] =>
  ids.map((id) => ({ author: id === null ? null : { id: String(id) } }));

const CASES: readonly Case[] = [
  // covers: G6
  { name: 'a root list', query: '{ users { id } }', data: { users: uids(1, 3, 4) }, S: 1 },
  {
    name: 'a row by its key',
    query: '{ hidden: user(id: 2) { id } seen: user(id: 1) { id } }',
    data: { hidden: null, seen: { id: '1' } },
    S: 2,
  },
  {
    // covers: G6
    name: 'a connection and its count',
    query: '{ usersConnection(first: 2) { totalCount nodes { id } pageInfo { hasNextPage } } }',
    data: { usersConnection: { totalCount: 3, nodes: uids(1, 3), pageInfo: { hasNextPage: true } } },
    S: 2,
  },
  {
    name: 'a capped count',
    query: '{ usersConnection { totalCount(mode: CAPPED, cap: 10) } }',
    data: { usersConnection: { totalCount: 3 } },
    S: { auto: 1 },
  },
  {
    name: 'aggregates of all rows',
    query: '{ usersAggregate { count max { id } sum { bossId } } }',
    data: { usersAggregate: { count: 3, max: { id: '4' }, sum: { bossId: '3' } } },
    S: 1,
  },
  {
    name: 'groups',
    query: '{ usersAggregate { groups(by: [{ bossId: true }]) { keys { bossId } count } } }',
    data: {
      usersAggregate: {
        groups: [
          { keys: { bossId: '1' }, count: 1 },
          { keys: { bossId: '2' }, count: 1 },
          { keys: { bossId: null }, count: 1 },
        ],
      },
    },
    S: 1,
  },
  {
    // covers: G5
    name: 'a to-one, which is null while its parent stays (AC-G5)',
    query: '{ users { id } posts { author { id } } }',
    data: { users: uids(1, 3, 4), posts: authored([null, 1, null, 1, null, 1, null, 1, null, null]) },
    // The hidden author is not a loaded row, so it is asked for and not found.
    S: { selectin: 3 },
  },
  {
    name: 'a to-one that is NOT NULL in the database',
    query: '{ addresses(limit: 4) { id user { name } } }',
    data: {
      addresses: [
        { id: 1, user: null },
        { id: 2, user: { name: 'c' } },
        { id: 3, user: { name: 'a' } },
        { id: 4, user: null },
      ],
    },
    S: { selectin: 2, joined: 1 },
  },
  {
    name: 'a list',
    query: '{ users { id usersByBoss { id } } }',
    data: {
      users: [
        { id: '1', usersByBoss: uids(3) },
        { id: '3', usersByBoss: [] },
        { id: '4', usersByBoss: [] },
      ],
    },
    S: { selectin: 2, joined: 1 },
  },
  {
    name: 'a limited list per parent',
    query:
      '{ user(id: 1) { usersByBoss(limit: 1) { id } usersByBossAggregate { count } usersByBossConnection { totalCount } } }',
    data: {
      user: { usersByBoss: uids(3), usersByBossAggregate: { count: 1 }, usersByBossConnection: { totalCount: 1 } },
    },
    S: {},
  },
  {
    name: 'a list below a hidden row',
    query: '{ posts(limit: 2) { author { id boss { id } profile { bio } } } }',
    data: { posts: [{ author: null }, { author: { id: '1', boss: null, profile: { bio: 'x' } } }] },
    S: {},
  },
  {
    // covers: G6
    name: 'EXISTS to-one',
    query: '{ posts(where: { author: { id: { gt: 0 } } }) { id } }',
    data: { posts: ids(2, 4, 6, 8) },
    S: 1,
  },
  {
    name: 'some, which a hidden row does not satisfy',
    query: '{ users(where: { usersByBoss: { some: { id: { gt: 0 } } } }) { id } }',
    data: { users: uids(1) },
    S: 1,
  },
  {
    name: 'every without a condition, which tests no row',
    query: '{ posts(where: { id: { eq: 2 }, tags: { every: {} } }) { id } }',
    data: { posts: ids(2) },
    S: 1,
  },
  {
    name: 'every, which a hidden row does not refute',
    query: '{ users(where: { id: { eq: 1 }, usersByBoss: { every: { id: { eq: 3 } } } }) { id } }',
    data: { users: uids(1) },
    S: 1,
  },
  {
    name: 'none, which a hidden row does not violate',
    query: '{ users(where: { id: { eq: 1 }, usersByBoss: { none: { id: { eq: 2 } } } }) { id } }',
    data: { users: uids(1) },
    S: 1,
  },
  {
    name: 'not, which finds nothing about a hidden row',
    query: '{ users(where: { not: { boss: { id: { gt: 0 } } } }) { id } }',
    data: { users: uids(1, 4) },
    S: 1,
  },
  {
    name: 'an order by a path, where it sorts as absent',
    query: '{ addresses(orderBy: [{ user: { name: ASC } }, { id: ASC }]) { id } }',
    data: { addresses: ids(3, 6, 9, 2, 5, 8, 1, 4, 7) },
    S: 1,
  },
  {
    name: 'an order by a count',
    query: '{ users(orderBy: [{ usersByBossAggregate: { count: DESC } }, { id: DESC }]) { id } }',
    data: { users: uids(1, 4, 3) },
    S: 1,
  },
  {
    // covers: G6
    name: 'a tree, whose walk ends at it',
    query: '{ users { id descendants { id } ancestors { id } } }',
    data: {
      users: [
        { id: '1', descendants: uids(3), ancestors: [] },
        { id: '3', descendants: [], ancestors: uids(1) },
        { id: '4', descendants: [], ancestors: [] },
      ],
    },
    S: {},
  },
  {
    // covers: G6
    name: 'a many-to-many target',
    query: '{ posts(limit: 2) { id tags { id } tagsConnection { totalCount } } }',
    claims: { tag: 1 },
    data: {
      posts: [
        { id: 1, tags: ids(3), tagsConnection: { totalCount: 1 } },
        { id: 2, tags: ids(2), tagsConnection: { totalCount: 1 } },
      ],
    },
    S: {},
  },
  {
    name: 'a path over a hidden row of the junction',
    query: '{ posts(limit: 3) { id tags { id } } }',
    claims: { link: 1 },
    data: {
      posts: [
        { id: 1, tags: [] },
        { id: 2, tags: ids(2) },
        { id: 3, tags: ids(1, 3) },
      ],
    },
    S: {},
  },
  {
    name: 'a condition through a junction',
    query: '{ posts(where: { tags: { some: { id: { eq: 2 } } } }, limit: 2) { id } }',
    claims: { link: 2 },
    data: { posts: ids(4, 6) },
    S: 1,
  },
  {
    name: 'one of two ways to it, also when the other has read it',
    query:
      '{ a: posts(where: { id: { eq: 1 } }) { author { id name } } b: users(where: { id: { in: [1, 2] } }) { id name } }',
    data: { a: [{ author: null }], b: [{ id: '1', name: 'a' }] },
    S: {},
  },
];

describe('rows hidden by a policy', () => {
  const gateway = useGateway('blog', CONFIG);

  it.each(CASES)('a policy hides a row from $name', async ({ query, claims, data, S }) => {
    const options = { claims: { ...NOBODY, ...(claims ?? { user: 2 }) } };
    for (const load of LOADS) {
      const result = await gateway().run(query, { ...options, load });
      expect(result.errors, load).toEqual([]);
      expect(result.data, load).toEqual(data);
      expectInvariants(result);
      const statements = typeof S === 'number' ? S : S[load];
      if (statements !== undefined) expect(result.S, load).toBe(statements);
    }
    const { written, executed } = await gateway().write(query, options);
    expect(written).toBe(executed);
  });
});

describe('policies that test only a claim', () => {
  const CLAIMS = { role: 'text', level: 'int4', roles: 'text[]', banned: 'bool', user: 'int8' };
  const gateway = useGateway('blog', {
    claims: CLAIMS,
    entities: {
      User: {
        policy: {
          or: [
            { claim: 'roles', has: 'admin' },
            { claim: 'level', gte: 3, lt: 9 },
          ],
        },
      },
      Post: { policy: { not: { claim: 'banned', eq: true } } },
      Tag: { policy: { claim: 'role', notIn: ['guest'] } },
      Profile: { policy: { claim: 'role', isNull: true } },
      Address: {
        policy: {
          user: {
            or: [
              { claim: 'user', eq: { claim: 'level' } },
              { claim: 'role', startsWith: 'ad' },
            ],
          },
        },
      },
    },
  });
  const counts =
    '{ users: usersAggregate { count } posts: postsAggregate { count } tags: tagsAggregate { count } profiles: profilesAggregate { count } addresses: addressesAggregate { count } }';
  const ALL = { users: 4, posts: 10, tags: 3, profiles: 2, addresses: 9 };
  const seen = async (claims: Readonly<Record<string, unknown>>): Promise<unknown> => {
    const { data, errors, statements } = await gateway().run(counts, { claims });
    expect(errors).toEqual([]);
    for (const { sql } of statements) expect(sql).not.toMatch(/admin|guest|'/);
    const values = Object.entries(data as Record<string, { count: number }>);
    return Object.fromEntries(values.map(([name, { count }]) => [name, count]));
  };

  it('a claim shows all rows or none, and an absent claim denies in every form', async () => {
    const none = { users: 0, posts: 0, tags: 0, profiles: ALL.profiles, addresses: 0 };
    expect(await seen({})).toEqual(none);
    expect(await seen({ roles: ['a', 'admin'] })).toEqual({ ...none, users: ALL.users });
    expect(await seen({ roles: [] })).toEqual(none);
    expect(await seen({ level: 2 })).toEqual(none);
    expect(await seen({ level: 3 })).toEqual({ ...none, users: ALL.users });
    expect(await seen({ banned: true })).toEqual(none);
    expect(await seen({ banned: false })).toEqual({ ...none, posts: ALL.posts });
    expect(await seen({ role: 'guest' })).toEqual({ ...none, profiles: 0 });
    expect(await seen({ role: 'admin' })).toEqual({ ...none, tags: ALL.tags, profiles: 0, addresses: ALL.addresses });
    expect(await seen({ user: '5', level: 5 })).toEqual({ ...none, users: ALL.users, addresses: ALL.addresses });
  });
});
