/** A node id names a row among all rows. The field `node` takes the ids that `nodeId` gives, and no others. */
import { describe, expect, it } from 'vitest';
import { useGateway } from '../acceptance/cases.ts';
import { encodeNodeId } from '../../schema/nodes/node-id.ts';
import { ConfigError } from '../../schema/config/reader/config-issues.ts';
import { type ConfigOptions, readConfig } from '../../schema/config/read-config.ts';
import { STAFF } from '../fixtures/staff.ts';
import { openGateway, type TestGateway, type TestResult } from '../support/gateway.ts';

const LOADS = ['auto', 'selectin', 'joined'] as const;

function idOf(type: string, ...values: readonly unknown[]): string {
  return encodeNodeId({ type, values });
}

/** Returns the one answer of all strategies and of both paths, with the statements under each. */
async function ask(
  open: TestGateway,
  query: string,
  variables = {},
): Promise<TestResult & { readonly costs: number[] }> {
  const results: TestResult[] = [];
  for (const load of LOADS) results.push(await open.run(query, { variables, claims, load }));
  const [first] = results;
  if (!first) throw new Error('no result');
  for (const other of results) expect(other).toMatchObject({ data: first.data, errors: first.errors });
  const { written, executed } = await open.write(query, { variables, claims });
  if (written !== null) expect(written).toBe(executed);
  return { ...first, costs: results.map(({ S }) => S) };
}

const claims = { user: 7 };
const gateway = useGateway('federation', {
  nodes: true,
  claims: { user: 'int4' },
  entities: { User: { policy: { id: { ne: { claim: 'user' } } } } },
});

describe('the field nodeId', () => {
  it.each([
    {
      rows: 'users(limit: 1)',
      id: idOf('User', 1),
      select: '... on User { name }',
      is: { name: 'User 1' },
      costs: [1, 1, 1],
    },
    {
      rows: 'brands(where: { id: { eq: "" } })',
      id: idOf('Brand', ''),
      select: '... on Brand { name }',
      is: { name: 'Nameless' },
      costs: [1, 1, 1],
    },
    {
      rows: 'products(where: { makerId: { eq: "acme" } }, limit: 1)',
      id: idOf('Product', 'acme', 'a'),
      select: '... on Product { price owner { name } }',
      is: { price: '1.50', owner: { name: 'User 1' } },
      costs: [1, 2, 1],
    },
    {
      rows: 'parcels',
      id: idOf('Parcel', '00000000-0000-4000-8000-000000000001'),
      select: '... on Parcel { day }',
      is: { day: '2024-02-29' },
      costs: [1, 1, 1],
    },
  ])('the nodeId of $rows names the row that node finds', async ({ rows, id, select, is, costs }) => {
    const listed = await ask(gateway(), `{ rows: ${rows} { nodeId } }`);
    expect(listed.data).toEqual({ rows: [{ nodeId: id }] });
    expect(listed.costs).toEqual([1, 1, 1]);
    const query = `query ($id: ID!) { node(id: $id) { __typename nodeId ${select} } }`;
    const found = await ask(gateway(), query, { id });
    const [typeName] = JSON.parse(Buffer.from(id, 'base64url').toString()) as [string];
    expect(found.data).toEqual({ node: { __typename: typeName, nodeId: id, ...is } });
    expect(found.costs).toEqual(costs);
  });

  it('a nodeId is on every row and costs no statement of its own', async () => {
    const { data, costs } = await ask(
      gateway(),
      '{ products(where: { owner: { id: { eq: 1 } } }) { maker { nodeId } owner { nodeId } } }',
    );
    const row = { maker: { nodeId: idOf('Brand', 'acme') }, owner: { nodeId: idOf('User', 1) } };
    expect(data).toEqual({ products: [row, row] });
    expect(costs).toEqual([1, 3, 1]);
  });

  it('rows without a key have no nodeId', () => {
    const { schema } = gateway().gateway;
    const names = schema.getPossibleTypes(schema.getType('Node') as never).map(({ name }) => name);
    expect(names.toSorted()).toEqual(['Brand', 'Parcel', 'Product', 'User']);
  });

  it('rows whose key clients do not see have no nodeId', async () => {
    const open = await openGateway(gateway().url, {
      nodes: true,
      entities: { Brand: { columns: { id: { hide: true } } } },
    });
    try {
      const id = idOf('Brand', 'acme');
      const { data, errors } = await open.run('query ($id: ID!) { node(id: $id) { nodeId } }', { variables: { id } });
      expect(data).toEqual({ node: null });
      expect(errors[0]?.message).toBe('node(id:): it is the id of a "Brand", a type without ids here.');
    } finally {
      await open.close();
    }
  });
});

describe('the field node', () => {
  it('nodes of one type are one statement', async () => {
    const query = `query ($a: ID!, $b: ID!, $c: ID!) {
      a: node(id: $a) { ... on User { name } }
      b: node(id: $b) { ... on User { email } ... on Brand { name } }
      c: node(id: $c) { ... on User { id } ... on Brand { name } }
      again: node(id: $a) { ... on User { products { sku } } }
    }`;
    const variables = { a: idOf('User', 1), b: idOf('User', 2), c: idOf('Brand', 'acme') };
    const { data, costs } = await ask(gateway(), query, variables);
    expect(data).toEqual({
      a: { name: 'User 1' },
      b: { email: 'User2@example.org' },
      c: { name: 'Acme' },
      again: { products: [{ sku: 'a' }, { sku: 'b' }] },
    });
    // The statements are for users, for brands, and for the products of one of them.
    expect(costs).toEqual([3, 3, 2]);
  });

  it.each([
    { name: 'an absent row', id: idOf('User', 999_999) },
    { name: 'a row that a policy hides', id: idOf('User', 7) },
  ])('node is null for $name', async ({ id }) => {
    const { data, errors, costs } = await ask(gateway(), 'query ($id: ID!) { node(id: $id) { nodeId } }', { id });
    expect({ data, errors, costs }).toEqual({ data: { node: null }, errors: [], costs: [1, 1, 1] });
  });

  it('node is written from row bytes', async () => {
    const { written } = await gateway().write(
      'query ($id: ID!) { node(id: $id) { __typename ... on User { name } } }',
      {
        variables: { id: idOf('User', 1) },
        claims,
      },
    );
    expect(written).toBe('{"data":{"node":{"__typename":"User","name":"User 1"}}}');
  });

  it.each([
    {
      name: 'a text that is not an id',
      id: '5',
      says: 'node(id:): "5" is no id of this gateway; give the `nodeId` of a row.',
    },
    { name: 'an empty text', id: '', says: 'node(id:): "" is no id of this gateway; give the `nodeId` of a row.' },
    {
      name: 'an id in another encoding',
      id: `${idOf('User', 1)}=`,
      says: `node(id:): "${idOf('User', 1)}=" is no id of this gateway; give the \`nodeId\` of a row.`,
    },
    {
      name: 'an unknown type',
      id: idOf('Usr', 1),
      says: 'node(id:): it is the id of a "Usr", a type without ids here.',
    },
    {
      name: 'a type without a key',
      id: idOf('Note', 1),
      says: 'node(id:): it is the id of a "Note", a type without ids here.',
    },
    { name: 'too few values', id: idOf('Product', 'acme'), says: 'node(id:): it has 1 values, the key of Product 2.' },
    { name: 'too many values', id: idOf('User', 1, 2), says: 'node(id:): it has 2 values, the key of User 1.' },
    { name: 'a null in a key', id: idOf('User', null), says: 'node(id:): it has no value for User.id.' },
    {
      name: 'a text for a number',
      id: idOf('User', '1; drop table users'),
      says: 'node(id:): id: Int cannot represent non-integer value: "1; drop table users"',
    },
    { name: 'a malformed value', id: idOf('Parcel', 'x'), says: expect.stringMatching(/^node\(id:\): code: /) },
  ])('node refuses $name before SQL, and the rest is answered', async ({ id, says }) => {
    const { data, errors, costs } = await ask(gateway(), 'query ($id: ID!) { node(id: $id) { nodeId } }', { id });
    expect(data).toEqual({ node: null });
    expect(errors.map(({ message, path }) => ({ message, path }))).toEqual([{ message: says, path: ['node'] }]);
    expect(costs).toEqual([0, 0, 0]);
  });
});

describe('settings of node ids', () => {
  it('node ids are off by default', async () => {
    expect(readConfig({}).nodes).toBe(false);
    expect(readConfig({ flags: new Map([['nodes', 'true']]) }).nodes).toBe(true);
  });

  it.each<{ name: string; entities: ConfigOptions['entities']; mistakes: readonly string[] }>([
    {
      name: 'a type named Node',
      entities: { Brand: { name: 'Node' } },
      mistakes: [
        'nodes: Node is the interface of all rows with an id, and another type has its name; rename that.',
        'nodes: Query.node finds a row by its id, and another root field has its name; rename that.',
      ],
    },
    {
      name: 'a field named nodeId',
      entities: { User: { columns: { name: { name: 'nodeId' } } } },
      mistakes: ['nodes: User.nodeId is the id of a row, and another field has its name; rename that.'],
    },
  ])('node ids are refused with $name', async ({ entities, mistakes }) => {
    const opening = openGateway(gateway().url, { nodes: true, ...(entities && { entities }) });
    const error: unknown = await opening.then(
      (open) => open.close(),
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(ConfigError);
    expect(error).toMatchObject({ mistakes });
  });

  it('node ids are refused beside federation', () => {
    expect(() => readConfig({ file: { nodes: true, federation: true } })).toThrow(
      'nodes and federation exclude each other',
    );
  });
});

describe('rows of several types', () => {
  const staff = useGateway('staff', { nodes: true, ...STAFF });

  it('a subtype with a table of its own has node ids, and a subtype without one has none', async () => {
    const query = `query ($id: ID!) {
      emps { name ... on Eng { nodeId } ... on Node { nodeId } }
      node(id: $id) { nodeId ... on Staff { name } ... on Eng { info } }
    }`;
    const first = idOf('Eng', 1);
    const { data } = await ask(staff(), query, { id: first });
    expect(data).toEqual({
      emps: [
        { name: 'e1', nodeId: first },
        { name: 'm2', nodeId: idOf('Mgr', 2) },
        { name: 'e3', nodeId: idOf('Eng', 3) },
        { name: 'p4' },
      ],
      node: { nodeId: first, name: 'e1', info: 'i1' },
    });
    const refused = await ask(staff(), 'query ($id: ID!) { node(id: $id) { nodeId } }', { id: idOf('Car', 1) });
    expect(refused.errors[0]?.message).toBe('node(id:): it is the id of a "Car", a type without ids here.');
  });
});
