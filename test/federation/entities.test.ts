import { describe, expect, it } from 'vitest';
import { useGateway } from '../acceptance/cases.ts';
import type { TestGateway, TestResult } from '../support/gateway.ts';

const gateway = useGateway('federation', { federation: { types: { Product: { addKeys: ['maker { id } sku'] } } } });

const LOADS = ['auto', 'selectin', 'joined'] as const;

async function entities(
  representations: readonly unknown[],
  selection: string,
  open: TestGateway = gateway(),
): Promise<TestResult & { readonly list: readonly unknown[] }> {
  const query = `query ($r: [_Any!]!) { _entities(representations: $r) { ${selection} } }`;
  const results: TestResult[] = [];
  for (const load of LOADS) results.push(await open.run(query, { variables: { r: representations }, load }));
  const [first] = results;
  if (!first) throw new Error('no result');
  for (const other of results) expect(other).toMatchObject({ data: first.data, errors: first.errors });
  const { written, executed } = await open.write(query, { variables: { r: representations } });
  if (written !== null) expect(written).toBe(executed);
  if (first.errors.length > 0) expect(written).toBeNull();
  return { ...first, list: (first.data as { _entities: unknown[] } | null)?._entities ?? [] };
}

function user(id: unknown): Record<string, unknown> {
  return { __typename: 'User', id };
}

describe('the field _service', () => {
  it("the SDL has links, keys and shared types, and leaves out the gateway's own fields", async () => {
    const { data } = await gateway().run('{ _service { sdl } }');
    const { sdl } = (data as { _service: { sdl: string } })._service;
    expect(sdl).toContain(
      'extend schema\n  @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@shareable"])',
    );
    expect(sdl).toContain('type User @key(fields: "id") @key(fields: "email") {');
    expect(sdl).toContain('type Parcel @key(fields: "code") @key(fields: "day") @key(fields: "weight") {');
    expect(sdl).toContain('type PageInfo @shareable {');
    expect(sdl).toContain('type Note {');
    expect(sdl).not.toMatch(/_Any|_Entity|_entities|_service|@load|LoadStrategy/);
  });
});

describe('the field _entities', () => {
  it('entities are answered in the order of the representations, with duplicates, and null for a missing row', async () => {
    const { list, errors, S } = await entities([user(3), user(999_999), user(1), user(3)], '... on User { id name }');
    const third = { id: 3, name: 'User 3' };
    expect(list).toEqual([third, null, { id: 1, name: 'User 1' }, third]);
    expect(errors).toEqual([]);
    expect(S).toBe(1);
  });

  it('entities of several types are one statement each, in one flight', async () => {
    const { list, connections, S } = await entities(
      [user(1), { __typename: 'Brand', id: 'acme' }, user(2)],
      '__typename ... on User { name } ... on Brand { title: name }',
    );
    expect(list).toEqual([
      { __typename: 'User', name: 'User 1' },
      { __typename: 'Brand', title: 'Acme' },
      { __typename: 'User', name: 'User 2' },
    ]);
    expect(S).toBe(2);
    expect(connections[0]?.flights).toHaveLength(1);
  });

  it('500 representations under each of 3 aliases are one statement with the columns of all', async () => {
    const ids = Array.from({ length: 500 }, (_, index) => user(index + 1));
    const query = `query ($r: [_Any!]!) {
      a: _entities(representations: $r) { ... on User { id } }
      b: _entities(representations: $r) { ... on User { name } }
      c: _entities(representations: $r) { ... on User { mail: email products { sku } } }
    }`;
    const { data, S, R } = await gateway().run(query, { variables: { r: ids } });
    expect(S).toBe(2);
    expect(R).toEqual([500, 2]);
    const { a, b, c } = data as Record<string, unknown[]>;
    expect(a?.[499]).toEqual({ id: 500 });
    expect(b?.[499]).toEqual({ name: 'User 500' });
    expect(c?.[0]).toEqual({ mail: 'User1@example.org', products: [{ sku: 'a' }, { sku: 'b' }] });
  });

  it('10,000 representations are answered', async () => {
    const all = Array.from({ length: 10_000 }, (_, index) => user(10_000 - index));
    const { list, S } = await entities(all, '... on User { id }');
    expect(list).toHaveLength(10_000);
    expect(list[0]).toEqual({ id: 10_000 });
    expect(list[9_999]).toEqual({ id: 1 });
    expect(S).toBe(1);
  });

  it('a row is found by each of its keys, with one statement per key', async () => {
    const { list, S } = await entities(
      [user(5), { __typename: 'User', email: 'USER5@example.org' }, { __typename: 'User', email: 'user5@Example.org' }],
      '... on User { id }',
    );
    expect(list).toEqual([{ id: 5 }, { id: 5 }, { id: 5 }]);
    expect(S).toBe(2);
  });

  it('rows are found by composite keys with empty parts', async () => {
    const { list, S } = await entities(
      [
        { __typename: 'Product', makerId: '', sku: 'a' },
        { __typename: 'Product', makerId: 'acme', sku: 'a' },
        { __typename: 'Product', sku: 'b', maker: { id: 'acme' } },
      ],
      '... on Product { price owner { name products { sku } } }',
    );
    const owner = { name: 'User 1', products: [{ sku: 'a' }, { sku: 'b' }] };
    expect(list).toEqual([
      { price: '3.00', owner: null },
      { price: '1.50', owner },
      { price: '2.00', owner },
    ]);
    expect(S).toBe(2);
  });

  it('keys are compared as PostgreSQL compares them', async () => {
    const { list } = await entities(
      [
        { __typename: 'Parcel', weight: '2.5' },
        { __typename: 'Parcel', weight: 2.5 },
        { __typename: 'Parcel', day: '2024-02-29' },
        { __typename: 'Parcel', code: '00000000-0000-4000-8000-000000000001' },
      ],
      '... on Parcel { weight }',
    );
    expect(list).toEqual(Array.from({ length: 4 }, () => ({ weight: '2.50' })));
  });

  it('an empty list loads nothing', async () => {
    const { list, S } = await entities([], '... on User { id }');
    expect(list).toEqual([]);
    expect(S).toBe(0);
  });

  it('nested fields take arguments', async () => {
    const { list } = await entities([user(1)], '... on User { products(limit: 1, orderBy: [{ sku: DESC }]) { sku } }');
    expect(list).toEqual([{ products: [{ sku: 'b' }] }]);
  });

  it('an entity without selected columns is still found', async () => {
    const { list } = await entities([user(1), { __typename: 'Brand', id: 'x' }], '__typename');
    expect(list).toEqual([{ __typename: 'User' }, null]);
  });

  it('representations may be written in the document', async () => {
    const { data } = await gateway().run(
      '{ _entities(representations: [{ __typename: "User", id: 7 }, { __typename: "User", id: 99999999999999999999 }]) { ... on _Entity { ... on User { id } } } }',
    );
    expect(data).toEqual({ _entities: [{ id: 7 }, null] });
  });
});

const DIGITS = '9'.repeat(1000);

describe('bad representations', () => {
  it.each<[string, unknown, RegExp]>([
    ['a value that is not an object', 5, /\[1\]: a representation must be an object/],
    ['a list', [user(1)], /must be an object/],
    ['no __typename', { id: 1 }, /__typename must say its type/],
    ['a __typename that is not a text', { __typename: ['User'], id: 1 }, /__typename must say its type/],
    ['an unknown type', { __typename: 'Nobody', id: 1 }, /"Nobody" is no entity of this subgraph/],
    ['a type without a key', { __typename: 'Note', body: 'x' }, /"Note" is no entity/],
    [
      'a type named like a member of Object.prototype',
      { __typename: 'constructor', id: 1 },
      /"constructor" is no entity/,
    ],
    ['a missing key', { __typename: 'User' }, /User is found by "id" or "email"/],
    ['a part of a key', { __typename: 'Product', sku: 'a' }, /Product is found by "makerId sku" or "maker { id } sku"/],
    ['a key that is not unique', { __typename: 'User', name: 'User 1' }, /none of them complete/],
    ['a key over a nullable column', { __typename: 'User', nickname: 'nick2' }, /none of them complete/],
    ['a null key', user(null), /none of them complete/],
    ['an operator in place of a key', user({ $ne: null }), /id: Int cannot represent/],
    ['a list in place of a key', user([1]), /id: Int cannot represent/],
    ['a text in place of a number', user('1'), /id: Int cannot represent/],
    ['a broken number', user(1.5), /id: Int cannot represent/],
    ['a number of 1,000 digits', user(Number(DIGITS)), /none of them complete|id: Int cannot represent/],
    ['a decimal with an exponent bomb', { __typename: 'Parcel', weight: '1e999999999' }, /out of range/],
    ['a text that is not a uuid', { __typename: 'Parcel', code: 'x' }, /not a UUID/],
    ['a day that does not exist', { __typename: 'Parcel', day: '2023-02-29' }, /2023-02-29/],
    ['a text with NUL', { __typename: 'Brand', id: 'a\0b' }, /id/],
    ['a key inherited from a prototype', JSON.parse('{"__typename":"User","__proto__":{"id":1}}'), /none of them/],
  ])('a bad representation is an error at its index and affects no other: %s', async (_, bad, message) => {
    const { list, errors, S, R } = await entities([user(1), bad, user(2)], '... on User { id }');
    expect(list).toEqual([{ id: 1 }, null, { id: 2 }]);
    // A refused representation is never sent.
    expect([S, R]).toEqual([1, [2]]);
    expect(errors).toHaveLength(1);
    expect(errors[0]?.path).toEqual(['_entities', 1]);
    expect(errors[0]?.message).toMatch(message);
    expect(errors[0]?.extensions?.['code']).toBe('BAD_USER_INPUT');
  });

  it('further fields of a representation are ignored, even if they have wrong types', async () => {
    const { list, errors } = await entities([{ ...user(1), email: { $ne: null }, other: [] }], '... on User { id }');
    expect([list, errors]).toEqual([[{ id: 1 }], []]);
  });

  it('a decimal of 1,000 digits is a key like any other', async () => {
    const { list, errors } = await entities([{ __typename: 'Parcel', weight: DIGITS }], '... on Parcel { code }');
    expect([list, errors]).toEqual([[null], []]);
  });

  it('too many representations are refused before any SQL, and other fields are answered', async () => {
    const many = Array.from({ length: 10_001 }, () => user(1));
    const query = 'query ($r: [_Any!]!) { brands { id } _entities(representations: $r) { ... on User { id } } }';
    const { data, errors, S } = await gateway().run(query, { variables: { r: many } });
    expect(data).toBeNull();
    expect(errors[0]?.message).toMatch(/10001 values; at most 10000/);
    expect(S).toBe(1);
  });
});

describe('entities without rows, with loaders', () => {
  const gateway = useGateway('federation', {
    federation: {
      types: {
        Profile: {
          keys: ['userId'],
          fields: { userId: { type: 'Int!' }, title: { type: 'String' } },
          resolveReferences: (representations, { loaders }) =>
            Promise.all(
              representations.map(async ({ userId }) => {
                const found = await loaders['user']?.byId(userId, ['name']);
                return found ? { userId, title: `Profile of ${String(found['name'])}` } : null;
              }),
            ),
        },
      },
    },
  });

  it('a resolver of references loads rows by one statement for all, in the snapshot of the operation', async () => {
    const r = [1, 2, 1, 99_999].map((userId) => ({ __typename: 'Profile', userId }));
    const query =
      'query ($r: [_Any!]!) { brands { id } _entities(representations: $r) { ... on Profile { userId title } } }';
    const { data, errors, S, connections } = await gateway().run(query, { variables: { r } });
    const first = { userId: 1, title: 'Profile of User 1' };
    expect(errors).toEqual([]);
    expect(data).toEqual({
      brands: [{ id: '' }, { id: 'acme' }],
      _entities: [first, { userId: 2, title: 'Profile of User 2' }, first, null],
    });
    expect([S, connections.length]).toEqual([2, 1]);
  });
});

describe('entities without rows', () => {
  const asked: unknown[] = [];
  const open = useGateway('federation', {
    federation: {
      types: {
        Weather: {
          keys: ['city', 'place { id }'],
          fields: { city: { type: 'String!' }, degrees: { type: 'Float' }, place: { type: 'Brand' } },
          resolveReferences: (representations) => {
            asked.push(representations.length);
            return representations.map(({ city, place }) => {
              if (city === 'Atlantis') return null;
              if (city === 'Babel') return new Error('no such tongue');
              return { city: city ?? JSON.stringify(place), degrees: 20.5 };
            });
          },
        },
      },
    },
  });

  it('entities without rows come from the resolver of their type, called once for all fields, beside rows', async () => {
    asked.length = 0;
    const weather = (city: string): Record<string, unknown> => ({ __typename: 'Weather', city });
    const query = `query ($r: [_Any!]!) {
      a: _entities(representations: $r) { __typename ... on Weather { name: city degrees } ... on User { id } }
      b: _entities(representations: $r) { ... on Weather { degrees } }
    }`;
    const r = [weather('Rome'), user(1), weather('Atlantis'), weather('Rome'), { __typename: 'Weather' }];
    const { data, errors, S } = await open().run(query, { variables: { r } });
    const rome = { __typename: 'Weather', name: 'Rome', degrees: 20.5 };
    expect(data).toEqual({
      a: [rome, { __typename: 'User', id: 1 }, null, rome, null],
      b: [{ degrees: 20.5 }, {}, null, { degrees: 20.5 }, null],
    });
    expect(errors.map(({ path }) => path)).toEqual([
      ['a', 4],
      ['b', 4],
    ]);
    expect(errors[0]?.message).toMatch(/Weather is found by "city" or "place \{ id \}"/);
    expect([S, asked]).toEqual([1, [2]]);
  });

  it('an entity without a row fails at its own index', async () => {
    const { list, errors } = await open()
      .run(
        '{ _entities(representations: [{ __typename: "Weather", city: "Babel" }, { __typename: "Weather", place: { id: 3 } }]) { ... on Weather { city } } }',
      )
      .then(({ data, errors: found }) => ({ list: (data as { _entities: unknown })._entities, errors: found }));
    expect(list).toEqual([null, { city: '{"id":3}' }]);
    expect(errors.map(({ path }) => path)).toEqual([['_entities', 0]]);
  });
});
