import { GraphQLError } from 'graphql';
import { describe, expect, it } from 'vitest';
import type { ConfigOptions } from '../../schema/config/read-config.ts';
import { useGateway } from '../acceptance/cases.ts';
import { expectInvariants } from '../support/invariants.ts';

interface Post {
  readonly score: number | null;
}

const CONFIG: ConfigOptions = {
  entities: {
    User: {
      fields: {
        title: {
          type: 'String!',
          description: 'How to address the user.',
          requires: ['name', 'boss.name'],
          resolve: ({ name, boss }: { name?: unknown; boss?: unknown }) =>
            `${String(name)} of ${String((boss as { name: string } | null)?.name)}`,
        },
        best: {
          type: 'Int',
          requires: 'posts { score }',
          resolve: ({ posts }) => Math.max(...(posts as Post[]).map(({ score }) => score ?? 0)),
        },
        shout: {
          type: 'String!',
          args: { times: 'Int = 1' },
          requires: ['name'],
          resolve: async ({ name }, { times }) => {
            await Promise.resolve();
            return String(name).toUpperCase().repeat(Number(times));
          },
        },
        careless: { type: 'String', requires: ['id'], resolve: ({ boss }) => String(boss) },
        forgetful: { type: 'String', requires: ['boss.id'], resolve: ({ boss }) => (boss as { name: string }).name },
        strict: {
          type: 'Int',
          requires: ['id'],
          resolve: ({ id }) => {
            if (id === '2') throw new GraphQLError('not for 2');
            if (id === '3') throw new Error('secret');
            return 1;
          },
        },
        whole: { type: 'JSON', requires: ['id', 'profile.bio'], resolve: (row) => JSON.parse(JSON.stringify(row)) },
        own: { type: 'BigInt', requires: ['id'], resolve: (row) => ({ ...row })['id'] },
        constant: { type: 'Int!', resolve: () => 7 },
        half: { type: 'Float', args: { of: 'ID' }, resolve: (_row, { of }) => Number(of) / 2 },
      },
    },
  },
};

describe('custom fields of the configuration', () => {
  const gateway = useGateway('blog', CONFIG);

  it('a custom field may be of any GraphQL type, even if no column is', async () => {
    const { data, errors } = await gateway().run('{ users(limit: 1) { half(of: 3) } }');
    expect([data, errors]).toEqual([{ users: [{ half: 1.5 }] }, []]);
  });

  // covers: L3
  it('a custom field is planned with the operation: its requirements cost no statement and are not returned', async () => {
    const result = await gateway().run('{ users(limit: 3) { title } }', { load: 'joined' });
    expect(result.errors).toEqual([]);
    expect(result.data).toEqual({ users: [{ title: 'a of undefined' }, { title: 'b of a' }, { title: 'c of a' }] });
    expect(result.R).toEqual([3]);
    expectInvariants(result);
  });

  it('a custom field shares the rows that the client selects as well', async () => {
    const { data, S, R } = await gateway().run('{ users(limit: 2) { best posts { id } } }', { load: 'selectin' });
    expect(data).toEqual({
      users: [
        { best: 2, posts: [{ id: 2 }, { id: 4 }, { id: 6 }, { id: 8 }] },
        { best: 1, posts: [{ id: 1 }, { id: 3 }, { id: 7 }, { id: 9 }] },
      ],
    });
    expect([S, R]).toEqual([2, [2, 8]]);
  });

  it('a custom field reads only the columns that it requires', async () => {
    const { statements } = await gateway().run('{ users { constant } }');
    expect(statements.map(({ sql }) => sql.includes('"name"'))).toEqual([false]);
  });

  // covers: L5
  it('a custom field with arguments has one value per alias and leaves its row alone', async () => {
    const { data, S } = await gateway().run('{ user(id: 1) { a: shout b: shout(times: 2) name } }');
    expect(data).toEqual({ user: { a: 'A', b: 'AA', name: 'a' } });
    expect(S).toBe(1);
  });

  it('a custom field has one plan for all values of its arguments', async () => {
    const query = 'query ($id: BigInt!, $n: Int) { user(id: $id) { shout(times: $n) } }';
    const runs = [1, 2, 1, 2].map((id) => gateway().write(query, { variables: { id, n: id } }));
    const answers = (await Promise.all(runs)).map(({ executed }) => executed);
    const shouted = (text: string): string => `{"data":{"user":{"shout":"${text}"}}}`;
    expect(answers).toEqual(['A', 'BB', 'A', 'BB'].map(shouted));
  });

  it.each([
    ['careless', 'User.boss not loaded (path users.careless); add it to requires'],
    ['forgetful', 'User.name not loaded (path users.forgetful); add it to requires'],
  ])('a resolver that reads a field it does not require gets an error and no statement: %s', async (field, message) => {
    const { data, errors, S } = await gateway().run(
      `{ users(where: { id: { eq: 2 } }) { id ${field} boss { id name } } }`,
      { load: 'joined' },
    );
    expect(errors).toMatchObject([{ message, path: ['users', 0, field], extensions: { code: 'NOT_LOADED' } }]);
    expect(data).toEqual({ users: [{ id: '2', [field]: null, boss: { id: '1', name: 'a' } }] });
    expect(S).toBe(1);
  });

  it('a failing resolver is an error at its own path, with the text of a GraphQLError and no other text', async () => {
    const { data, errors } = await gateway().run('{ users(limit: 3) { strict } }');
    expect(data).toEqual({ users: [{ strict: 1 }, { strict: null }, { strict: null }] });
    expect(errors.map(({ message, path }) => [message, path])).toEqual([
      ['not for 2', ['users', 1, 'strict']],
      ['Unexpected error.', ['users', 2, 'strict']],
    ]);
  });

  it('a resolver gets a row that can be copied and printed with the required fields', async () => {
    const { data } = await gateway().run('{ user(id: 1) { whole own } }');
    expect(data).toEqual({ user: { whole: { id: '1', profile: { bio: 'x' } }, own: '1' } });
  });

  it('a requirement gives way to the operation in how its rows are loaded', async () => {
    const query = '{ users(limit: 1) { best posts @load(strategy: LAZY) { id } } }';
    const { data, errors } = await gateway().run(query);
    expect(errors).toEqual([]);
    expect(data).toMatchObject({ users: [{ best: 2 }] });
  });

  it('a custom field works in connections, below relations and in fragments', async () => {
    const query = `{ postsConnection(first: 1) { nodes { author { ...F } } edges { node { author { title } } } } }
      fragment F on User { shout }`;
    const { data, errors } = await gateway().run(query);
    expect(errors).toEqual([]);
    expect(data).toEqual({
      postsConnection: { nodes: [{ author: { shout: 'B' } }], edges: [{ node: { author: { title: 'b of a' } } }] },
    });
  });

  it('operations without custom fields are left to the response writer', async () => {
    const { written, executed } = await gateway().write('{ users { name } }');
    expect(written).toBe(executed);
    expect((await gateway().write('{ users { title } }')).written).toBeNull();
  });
});
