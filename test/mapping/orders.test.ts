import { beforeAll, describe, expect, test } from 'vitest';
import type { EntityOptions } from '../../schema/config/mapping/entity-settings.ts';
import type { Load, TestGateway } from '../support/gateway.ts';
import { expectInvariants } from '../support/invariants.ts';
import { useDatabase } from '../support/use-database.ts';

const sql = `
create table users (id int primary key, name text not null, boss_id int references users);
create table posts (id int primary key, user_id int references users, score int, parent_id int references posts);
insert into users values (1, 'Cas', null), (2, 'Ann', 1), (3, 'Bob', 1);
insert into posts values (10, 1, 5, null), (11, 1, 9, 10), (12, 1, 5, 10), (13, 2, 1, 12), (14, 2, null, 12);
`;

const database = useDatabase(sql);
let gateway: TestGateway;
beforeAll(async () => {
  gateway = await open({
    User: { orderBy: [{ name: 'ASC' }], relations: { posts: { orderBy: [{ score: 'DESC' }] } } },
    Post: { orderBy: [{ user: { name: 'ASC' } }, { id: 'DESC' }] },
  });
});

function open(entities: Readonly<Record<string, EntityOptions>>): Promise<TestGateway> {
  return database.open({ entities });
}

const ways: readonly Load[] = ['auto', 'selectin', 'joined', 'derived'];

describe('configured orders', () => {
  test.each<[string, string, unknown]>([
    [
      'a list without an order has the one of its entity',
      '{ users { name } posts { id } }',
      { users: names('Ann Bob Cas'), posts: ids('14 13 12 11 10') },
    ],
    [
      'a list below a row has the order of its relation before that of its entity, made total by the key',
      '{ users { posts { id } postsConnection { nodes { id } } usersByBoss { name } } }',
      {
        users: [
          { posts: ids('13 14'), postsConnection: { nodes: ids('13 14') }, usersByBoss: [] },
          { posts: [], postsConnection: { nodes: [] }, usersByBoss: [] },
          { posts: ids('11 10 12'), postsConnection: { nodes: ids('11 10 12') }, usersByBoss: names('Ann Bob') },
        ],
      },
    ],
    [
      'an order of the client replaces the configured one',
      '{ users(orderBy: [{ id: DESC }]) { name posts(orderBy: [{ id: ASC }], limit: 2) { id } } }',
      {
        users: [
          { name: 'Bob', posts: [] },
          { name: 'Ann', posts: ids('13 14') },
          { name: 'Cas', posts: ids('10 11') },
        ],
      },
    ],
    [
      'a tree has the nearest rows first, and then the configured order',
      '{ post(id: 10) { descendants { id } } }',
      { post: { descendants: ids('12 11 14 13') } },
    ],
    [
      'a list with `distinctOn` is ordered by its columns alone',
      '{ posts(distinctOn: [SCORE]) { id } }',
      { posts: ids('13 10 11 14') },
    ],
  ])('%s', async (_, query, data) => {
    for (const load of ways) {
      const result = await gateway.run(query, { load });
      expectInvariants(result);
      expect({ load, errors: result.errors, data: result.data }).toEqual({ load, errors: [], data });
    }
    const { written, executed } = await gateway.write(query);
    expect(written ?? executed).toBe(executed);
  });

  test('cursors belong to the configured order', async () => {
    const first = await gateway.run('{ usersConnection(first: 1) { nodes { name } pageInfo { endCursor } } }');
    const { endCursor: after } = Reflect.get(Object(first.data), 'usersConnection').pageInfo;
    const query = 'query ($after: String) { usersConnection(first: 1, after: $after) { nodes { name } } }';
    const next = await gateway.run(query, { variables: { after } });
    expect(next.data).toEqual({ usersConnection: { nodes: names('Bob') } });
  });
});

test('mistakes in orders are reported together', async () => {
  const error = await open({
    User: {
      orderBy: [{ nam: 'ASC' }, { name: 'UP' }],
      relations: { posts: { orderBy: [{ user: { nme: 'ASC' } }, { id: 'ASC', score: 'ASC' }] } },
    },
    Post: { orderBy: [{ postsByParentAggregate: { count: 'DESK' } }] },
  }).catch((reason: unknown) => reason);
  expect(error instanceof Error && error.message.split('\n')).toEqual([
    'entities.Post.orderBy[0].postsByParentAggregate.count must be a direction: ASC, DESC, ASC_NULLS_FIRST, ASC_NULLS_LAST, DESC_NULLS_FIRST, DESC_NULLS_LAST. Did you mean "DESC"?',
    'entities.User.orderBy[0].nam cannot be ordered by. Did you mean "name"?',
    'entities.User.orderBy[1].name must be a direction: ASC, DESC, ASC_NULLS_FIRST, ASC_NULLS_LAST, DESC_NULLS_FIRST, DESC_NULLS_LAST.',
    'entities.User.relations.posts.orderBy[0].user.nme cannot be ordered by. Did you mean "name"?',
    "entities.User.relations.posts.orderBy[1] must be an object of exactly one field, such as { id: 'ASC' }.",
  ]);
});

function ids(list: string): { id: number }[] {
  return list.split(' ').map((id) => ({ id: Number(id) }));
}

function names(list: string): { name: string }[] {
  return list.split(' ').map((name) => ({ name }));
}
