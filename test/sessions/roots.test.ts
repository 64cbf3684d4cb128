/**
 * Programs ask for roots other than lists: one row by key, pages, aggregates of all rows. Each gives the same as a
 * client's operation.
 */
import { describe, expect, it } from 'vitest';
import type { Session } from '../../index.ts';
import type { ConfigOptions } from '../../schema/config/read-config.ts';
import { type RootCase, testRoots, useBothWays } from './support.ts';

const BY_ID = { orderBy: [{ id: 'ASC' }] };

const SALES: readonly RootCase[] = [
  {
    name: 'aggregates of all rows',
    ask: (session) =>
      session.aggregate({
        entity: 'Sale',
        where: { units: { isNull: false } },
        select: { __typename: true, count: true, sum: { select: { total: true } }, max: { select: { day: true } } },
      }),
    query: '{ salesAggregate(where: { units: { isNull: false } }) { __typename count sum { total } max { day } } }',
    statements: 1,
  },
  {
    name: 'groups of all rows, beside aggregates',
    ask: (session) =>
      session.aggregate({
        entity: 'Sale',
        select: {
          count: true,
          groups: {
            by: [{ day: 'MONTH' }, { channel: true }],
            having: { count: { gte: 1 } },
            orderBy: [{ count: 'DESC' }, { keys: { day: 'ASC' } }, { keys: { channel: 'ASC' } }],
            limit: 3,
            select: { keys: { select: { day: true, channel: true } }, count: true },
          },
        },
      }),
    query: `{ salesAggregate { count groups(by: [{ day: MONTH }, { channel: true }], having: { count: { gte: 1 } },
      orderBy: [{ count: DESC }, { keys: { day: ASC } }, { keys: { channel: ASC } }], limit: 3) {
      keys { day channel } count } } }`,
    statements: 2,
  },
  {
    name: 'groups alone',
    ask: (session) =>
      session.aggregate({
        entity: 'Sale',
        select: { groups: { by: [{ shopCode: true }], orderBy: [{ count: 'ASC' }], select: { count: true } } },
      }),
    query: '{ salesAggregate { groups(by: [{ shopCode: true }], orderBy: [{ count: ASC }]) { count } } }',
    statements: 1,
  },
  {
    name: 'a page, with cursors, count and aggregates',
    ask: (session) =>
      session.connection({
        entity: 'Sale',
        where: { id: { gt: 1 } },
        orderBy: [{ id: 'DESC' }],
        first: 2,
        select: {
          edges: { select: { cursor: true, node: { select: { id: true, shopCode: true } } } },
          nodes: { select: { total: true } },
          pageInfo: { select: { hasNextPage: true, hasPreviousPage: true, startCursor: true, endCursor: true } },
          totalCount: true,
          aggregate: { select: { sum: { select: { total: true } } } },
        },
      }),
    query: `{ salesConnection(where: { id: { gt: 1 } }, orderBy: [{ id: DESC }], first: 2) {
      edges { cursor node { id shopCode total } } nodes { id shopCode total } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      totalCount aggregate { sum { total } } } }`,
    statements: 2,
  },
  {
    name: 'the last page, and a capped count',
    ask: (session) =>
      session.connection({
        entity: 'Sale',
        last: 1,
        select: { nodes: { select: { id: true } }, totalCount: { mode: 'CAPPED', cap: 2 } },
      }),
    query: '{ salesConnection(last: 1) { nodes { id } totalCount(mode: CAPPED, cap: 2) } }',
    statements: 2,
  },
];

const BLOG: readonly RootCase[] = [
  {
    name: 'one row by its key, with its relations',
    ask: (session) =>
      session.loadOne({
        entity: 'User',
        key: { id: '2' },
        select: {
          name: true,
          label: true,
          boss: { select: { id: true } },
          posts: { ...BY_ID, limit: 2, select: { id: true } },
        },
      }),
    query: '{ user(id: "2") { name label boss { id } posts(orderBy: [{ id: ASC }], limit: 2) { id } } }',
    statements: 2,
  },
  {
    name: 'one row by another unique key',
    ask: (session) => session.loadOne({ entity: 'Profile', key: { userId: 3 }, select: { bio: true } }),
    query: '{ profileByUserId(userId: "3") { bio } }',
    statements: 1,
  },
  {
    name: 'one row by a key of two columns, in any order',
    ask: (session) =>
      session.loadOne({ entity: 'PostTag', key: { tagId: 2, postId: 2 }, select: { tag: { select: { id: true } } } }),
    query: '{ postTag(postId: 2, tagId: 2) { tag { id } } }',
    statements: 1,
  },
  {
    name: 'no row',
    ask: (session) => session.loadOne({ entity: 'User', key: { id: '99' }, select: { name: true, label: true } }),
    query: '{ user(id: "99") { name label } }',
    statements: 1,
  },
];

const CONFIG: ConfigOptions = {
  entities: { User: { fields: { label: { type: 'String', requires: ['name'], resolve: ({ name }) => `<${name}>` } } } },
};

testRoots('sales', {}, SALES);
testRoots('blog', CONFIG, BLOG);

describe('roots of a session', () => {
  const parts = useBothWays('blog', CONFIG);

  it('a row by key is the object that the session already holds', async () => {
    await using session = parts().programs.session();
    const users = await session.load({ entity: 'User', ...BY_ID, select: { id: true } });
    const user = await session.loadOne({ entity: 'User', key: { id: '3' }, select: { name: true } });
    expect(user).toBe(users[2]);
    const page = await session.connection({ entity: 'User', first: 1, select: { nodes: { select: { id: true } } } });
    expect(Object(page['nodes'])[0]).toBe(users[0]);
    // The row beyond the page, which tells that there is a next page, was held before.
    expect(session.size).toBe(4);
  });

  it('a session holds only the rows of a page', async () => {
    await using session = parts().programs.session();
    await session.connection({ entity: 'User', first: 1, select: { nodes: { select: { id: true } } } });
    expect(session.size).toBe(1);
  });

  it('one transaction may hold all kinds of roots', async () => {
    await using session = parts().programs.session();
    const answers = await session.transaction(async () => [
      await session.aggregate({ entity: 'Post', select: { count: true } }),
      await session.loadOne({ entity: 'User', key: { id: '1' }, select: { name: true } }),
    ]);
    expect(answers).toEqual([{ count: 10 }, { name: 'a' }]);
  });

  it.each<[string, (session: Session) => Promise<unknown>, string]>([
    [
      'a key that is not a key of the entity',
      (session) => session.loadOne({ entity: 'Profile', key: { bio: 'x' }, select: { id: true } }),
      'Profile has no unique key { bio }: its keys are { id } and { userId }.',
    ],
    [
      'a part of a composite key',
      (session) => session.loadOne({ entity: 'PostTag', key: { tagId: 1 }, select: { tagId: true } }),
      'PostTag has no unique key { tagId }: its key is { postId, tagId }.',
    ],
    [
      'a limit on one row',
      // @ts-expect-error -- a program without types
      (session) => session.loadOne({ entity: 'User', key: { id: 1 }, limit: 1, select: { id: true } }),
      'The selection has no limit.',
    ],
    [
      'a wrong value of a key',
      (session) => session.loadOne({ entity: 'User', key: { id: 'one' }, select: { id: true } }),
      '"one" is not a whole number',
    ],
    [
      'two directions of a page',
      (session) => session.connection({ entity: 'User', first: 1, last: 1, select: { totalCount: true } }),
      'first',
    ],
    [
      'a limit on aggregates',
      // @ts-expect-error -- a program without types
      (session) => session.aggregate({ entity: 'User', limit: 1, select: { count: true } }),
      'User takes no limit.',
    ],
  ])('a root reports %s', async (_, ask, message) => {
    await using session = parts().programs.session();
    await expect(ask(session)).rejects.toThrow(message);
  });
});
