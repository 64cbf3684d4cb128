/** Resolvers of a program may give wrong values. The error stands at its own path and is the program's. */
import { describe, expect, it } from 'vitest';
import type { ConfigOptions } from '../../schema/config/read-config.ts';
import { useGateway } from '../acceptance/cases.ts';

class Lamp {
  readonly #watts: number;
  constructor(watts: number) {
    this.#watts = watts;
  }
  watts({ factor }: { factor: number }): number {
    return this.#watts * factor;
  }
  async owner(_args: object, { loaders }: { loaders: { user: { byId(id: number): unknown } } }): Promise<unknown> {
    return loaders.user.byId(2);
  }
  get keepers(): unknown {
    return () => [{ id: 1 }, {}];
  }
}

const CONFIG: ConfigOptions = {
  typeDefs: `
    enum Sky { CLEAR }
    type Lamp { watts(factor: Int = 2): Int owner: User keepers: [User] }
    extend type Query {
      users2: [User] strict: [User!]! set: [User] nested: [[User]] lamp: Lamp lamps: [Lamp]
      int: Int sky: Sky text: String id: ID flag: Boolean float: Float list: [Int]
      argued(n: Int!): Int
    }`,
  resolvers: {
    Query: {
      users2: () => [{ id: 1 }, { id: null }, {}, 5, 'x', { id: 2 }, null, Promise.resolve({ id: {} }), { id: 3 }],
      strict: () => [{ id: 1 }, {}],
      set: () => new Set([{ id: 1 }, { name: 'a' }]),
      nested: () => [[{ id: 1 }, {}], [], [{ id: 2 }]],
      lamp: () => new Lamp(20),
      lamps: () => [new Lamp(1), { watts: 3 }],
      int: () => 2 ** 31,
      sky: () => 'CLOUDY',
      text: () => () => 'x',
      id: () => ({}),
      flag: () => 'maybe',
      float: () => NaN,
      list: () => 3,
      argued: (_row, { n }) => Number(n),
    },
  },
};

const gateway = useGateway('blog', CONFIG);

describe('elements of a list without a usable key', () => {
  it('an element without a usable key is an error at its index, and the others are answered', async () => {
    const { data, errors } = await gateway().run('{ users2 { name } }');
    const [a, b, c] = ['a', 'b', 'c'].map((name) => ({ name }));
    expect(data).toEqual({ users2: [a, null, null, null, null, b, null, null, c] });
    expect(errors.map(({ path }) => path)).toEqual([1, 2, 3, 4, 7].map((at) => ['users2', at]));
    expect(errors.map(({ extensions }) => extensions)).toEqual(errors.map(() => ({ code: 'INTERNAL' })));
  });

  it('an error of an element spreads where null is not allowed, and stands at its index in nested lists and sets', async () => {
    const { data, errors } = await gateway().run('{ set { name } nested { name } }');
    expect(data).toEqual({ set: [{ name: 'a' }, null], nested: [[{ name: 'a' }, null], [], [{ name: 'b' }]] });
    expect(errors.map(({ path }) => path)).toEqual([
      ['set', 1],
      ['nested', 0, 1],
    ]);
    const strict = await gateway().run('{ strict { name } }');
    expect([strict.data, strict.errors.map(({ path }) => path)]).toEqual([null, [['strict', 1]]]);
  });
});

describe('values that do not fit their type', () => {
  it.each(['int', 'sky', 'text', 'id', 'flag', 'float', 'list'])(
    'a value that does not fit its type is an error of the program: %s',
    async (field) => {
      const { data, errors } = await gateway().run(`{ ${field} }`);
      expect(data).toEqual({ [field]: null });
      expect(errors).toMatchObject([{ message: 'Unexpected error.', path: [field], extensions: { code: 'INTERNAL' } }]);
    },
  );

  it('an argument that does not fit its type is an error of the client', async () => {
    const { errors } = await gateway().run('query ($n: Int = 1) { argued(n: $n) }', { variables: { n: null } });
    expect(errors).toMatchObject([{ path: ['argued'], extensions: { code: 'BAD_USER_INPUT' } }]);
  });
});

it('a property that is a function is called with arguments and context, as in graphql-js', async () => {
  const { data, errors } = await gateway().run(
    '{ lamp { watts(factor: 3) owner { name } keepers { name } } lamps { watts } }',
  );
  expect(data).toEqual({
    lamp: { watts: 60, owner: { name: 'b' }, keepers: [{ name: 'a' }, null] },
    lamps: [{ watts: 2 }, { watts: 3 }],
  });
  expect(errors.map(({ path }) => path)).toEqual([['lamp', 'keepers', 1]]);
});
