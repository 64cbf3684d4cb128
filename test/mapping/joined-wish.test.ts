/** `load: 'joined'` in a configuration is a wish: it gives way where a join would be wrong, and explain says why. */
import { describe, expect, it } from 'vitest';
import type { ConfigOptions } from '../../schema/config/read-config.ts';
import { useGateway } from '../acceptance/cases.ts';

const CONFIG: ConfigOptions = {
  entities: {
    User: { relations: { posts: { load: 'joined' }, usersByBoss: { load: 'joined' }, boss: { load: 'joined' } } },
    Post: { relations: { tags: { load: 'joined' }, author: { load: 'joined' } } },
    Tag: { relations: { posts: { load: 'joined' } } },
  },
};

const BY_ID = 'orderBy: [{ id: ASC }]';
const cases: [string, string][] = [
  ['a limited list', `{ users(${BY_ID}) { id posts(limit: 1, ${BY_ID}) { id } } }`],
  ['a list from an offset', `{ users(${BY_ID}) { id posts(offset: 1, ${BY_ID}) { id } } }`],
  [
    'a limit of a variable',
    `query ($n: Int = 2) { users(${BY_ID}) { posts(limit: $n, ${BY_ID}) { id author { name } } } }`,
  ],
  ['a count', `{ users(${BY_ID}) { postsConnection { totalCount } postsAggregate { count } } }`],
  [
    'a connection',
    `{ users(${BY_ID}) { postsConnection(first: 1, ${BY_ID}) { nodes { id } pageInfo { hasNextPage } } } }`,
  ],
  ['siblings', `{ users(${BY_ID}) { posts(${BY_ID}) { id } usersByBoss(${BY_ID}) { id } } }`],
  [
    'one list under two names',
    `{ users(${BY_ID}) { a: posts(${BY_ID}) { id } b: posts(where: { id: { gt: 1 } }, ${BY_ID}) { id } } }`,
  ],
  ['a many-to-many below a list', `{ users(${BY_ID}) { posts(${BY_ID}) { id tags(${BY_ID}) { id } } } }`],
  [
    'a many-to-many, there and back',
    `{ posts(${BY_ID}) { tags(${BY_ID}) { id posts(${BY_ID}) { id author { boss { name } } } } } }`,
  ],
];

describe('the configured wish for joins', () => {
  const wishing = useGateway('blog', CONFIG);
  const plain = useGateway('blog', {});

  it.each(cases)('the answer for %s is the same with and without a wish for joins', async (_name, query) => {
    const expected = await plain().run(query, { load: 'selectin' });
    for (const load of ['auto', 'joined', 'selectin'] as const) {
      const { data, errors } = await wishing().run(query, { load });
      expect({ data, errors }).toEqual({ data: expected.data, errors: [] });
    }
  });

  it('a wish for joins is followed where it can be, and explain says where and why it is not', async () => {
    const { plan } = await wishing().run(`{ users { posts { id } usersByBoss(limit: 1) { id } boss { id } } }`, {
      explain: 'plan',
    });
    const nodes = JSON.stringify(plan);
    expect(nodes).toContain('joined: configuration of User.posts');
    expect(nodes).toContain('joined: configuration of User.boss');
    expect(nodes).toMatch(/a limited list is cut per parent, [^"]+ \(configuration of User\.usersByBoss gives way\)/);
  });

  it('the hint @load remains an error beside a wish for joins, because the client can correct it', async () => {
    const { errors } = await wishing().run('{ users { posts(limit: 1) @load(strategy: JOINED) { id } } }');
    expect(errors).toMatchObject([
      { message: expect.stringContaining('@load'), extensions: { code: 'BAD_USER_INPUT' } },
    ]);
  });

  it('a wish for joins gives way to a list that the client wants joined', async () => {
    const query = '{ users { posts { id } usersByBoss @load(strategy: JOINED) { id } } }';
    const { errors, plan } = await wishing().run(query, { explain: 'plan' });
    expect(errors).toEqual([]);
    expect(JSON.stringify(plan)).toContain('kept for the list users.usersByBoss');
  });
});
