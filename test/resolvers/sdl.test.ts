import { describe, expect, it } from 'vitest';
import type { LoadedRow } from '../../schema/config/added/resolver-context.ts';
import type { ConfigOptions } from '../../schema/config/read-config.ts';
import { useGateway } from '../acceptance/cases.ts';
import { expectInvariants } from '../support/invariants.ts';

const CONFIG: ConfigOptions = {
  typeDefs: [
    `"How it is outside."
     type Weather { city: String! degrees: Float feels(factor: Float = 1): Float advisor: User sky: Sky! at: DateTime }
     enum Sky { CLEAR CLOUDY }
     input Where { city: String! country: String = "nl" }
     union Anything = Weather | Note
     type Note { text: String  about: User  readers: [User!] }
     type Thread { notes: [Note!]! starter: User! }
     extend type Query { weather(where: Where!): Weather leader: User everyone(last: Int): [User!]! later: [User] anything: [Anything!]! total: BigInt thread: Thread }`,
    `extend type User { initial: String! @requires(fields: "name") weather: Weather! }`,
  ],
  resolvers: {
    Query: {
      weather: (_row, { where }) => {
        const { city, country } = where as { city: string; country: string };
        return { city: `${city}, ${country}`, degrees: 20, sky: 'CLEAR', at: new Date('2024-01-01T00:00:00Z') };
      },
      leader: (_row, _args, { loaders }) => loaders.user?.byId(1),
      everyone: {
        resolve: async (_row, { last }) => [4, 3, 2, 1].slice(0, Number(last ?? 4)).map((id) => ({ id })),
      },
      later: () => [Promise.resolve({ id: 2 }), null, new Error('no third')],
      anything: () => [
        { __typename: 'Note', text: 'n' },
        { __typename: 'Weather', city: 'x', sky: 'CLOUDY' },
      ],
      thread: () => ({
        starter: { id: 2 },
        notes: [
          { about: { id: 1 }, readers: [{ id: 3 }, { id: 4 }] },
          { about: { id: 2 } },
          { about: Promise.resolve({ id: 77 }) },
        ],
      }),
      total: async (_row, _args, { loaders }) => {
        const posts: readonly LoadedRow[] = (await loaders.post?.by({ authorId: 1 })) ?? [];
        return posts.length;
      },
    },
    Weather: {
      feels: ({ degrees }, { factor }) => Number(degrees) * Number(factor),
      advisor: ({ city }) => (city === 'x' ? null : { id: 3 }),
    },
    User: {
      initial: ({ name }) => String(name).charAt(0),
      weather: { requires: ['name'], resolve: ({ name }) => ({ city: name, degrees: 1, sky: 'CLEAR' }) },
    },
  },
};

describe('types and resolvers in SDL', () => {
  const gateway = useGateway('blog', CONFIG);

  it('a property of an object leads to rows, in one statement for all objects of a field', async () => {
    const { data, errors, S } = await gateway().run(
      '{ thread { starter { name boss { name } } notes { about { name } readers { name posts(limit: 1) { id } } } } }',
    );
    expect(errors).toEqual([]);
    expect(data).toEqual({
      thread: {
        starter: { name: 'b', boss: { name: 'a' } },
        notes: [
          {
            about: { name: 'a' },
            readers: [
              { name: 'c', posts: [] },
              { name: 'd', posts: [] },
            ],
          },
          { about: { name: 'b' }, readers: null },
          { about: null, readers: null },
        ],
      },
    });
    // The statements are for the starter with its boss, the user of the notes, the readers, and their posts.
    expect(S).toBe(4);
  });

  it('custom root fields are answered beside those of the database, in one request', async () => {
    const result = await gateway().run(`{
      users(limit: 1) { name initial weather { city feels(factor: 3) advisor { name } } }
      weather(where: { city: "Delft" }) { __typename city degrees feels sky at advisor { name boss { name } } }
    }`);
    expect(result.errors).toEqual([]);
    expect(result.data).toEqual({
      users: [{ name: 'a', initial: 'a', weather: { city: 'a', feels: 3, advisor: { name: 'c' } } }],
      weather: {
        __typename: 'Weather',
        city: 'Delft, nl',
        degrees: 20,
        feels: 20,
        sky: 'CLEAR',
        at: '2024-01-01T00:00:00.000Z',
        advisor: { name: 'c', boss: { name: 'a' } },
      },
    });
    expectInvariants(result);
  });

  it('custom root fields need no database if they load nothing', async () => {
    const { data, S, connections } = await gateway().run('{ anything { __typename ... on Note { text } } }');
    expect(data).toEqual({ anything: [{ __typename: 'Note', text: 'n' }, { __typename: 'Weather' }] });
    expect([S, connections.length]).toEqual([0, 0]);
  });

  it('a custom root field may give rows by key, which are one statement for all', async () => {
    const result = await gateway().run('query ($n: Int) { everyone(last: $n) { id initial } }', {
      variables: { n: 3 },
    });
    expect(result.data).toEqual({ everyone: ['d', 'c', 'b'].map((initial, at) => ({ id: String(4 - at), initial })) });
    expect(result.R).toEqual([3]);
    expectInvariants(result);
  });

  it('a custom root field may give rows of a loader', async () => {
    const plain = await gateway().run('{ leader { id name } }');
    expect([plain.data, plain.R]).toEqual([{ leader: { id: '1', name: 'a' } }, [1]]);
    const more = await gateway().run('{ leader { posts(limit: 1) { id } } }');
    expect(more.data).toEqual({ leader: { posts: [{ id: 2 }] } });
  });

  it('a custom root field may give promises, nulls and errors in a list, each at its own index', async () => {
    const { data, errors } = await gateway().run('{ later { name } }');
    expect(data).toEqual({ later: [{ name: 'b' }, null, null] });
    expect(errors.map(({ path }) => path)).toEqual([['later', 2]]);
  });

  it('a custom root field loads without a plan', async () => {
    const result = await gateway().run('{ total }', { explain: 'plan' });
    expect([result.data, result.R]).toEqual([{ total: '4' }, [4]]);
    expect(result.plan).toMatchObject({ roots: [], unplanned: [{ path: 'loaders.post.by' }] });
  });

  it('introspection shows custom fields and types', async () => {
    const { data } = await gateway().run('{ __type(name: "User") { fields { name } } }');
    const { fields } = (data as { __type: { fields: { name: string }[] } }).__type;
    expect(fields.map(({ name }) => name)).toEqual(expect.arrayContaining(['name', 'posts', 'initial', 'weather']));
  });

  it('arguments of custom fields are checked before anything runs', async () => {
    const { errors, S } = await gateway().run('{ users { name } weather(where: { town: "x" }) { city } }');
    expect(errors).toHaveLength(2);
    expect(S).toBe(0);
  });
});
