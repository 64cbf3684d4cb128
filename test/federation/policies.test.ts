/** A key from another subgraph does not reveal a row that a policy hides. */
import { describe, expect, it } from 'vitest';
import { useGateway } from '../acceptance/cases.ts';

const gateway = useGateway('federation', {
  federation: true,
  claims: { userId: 'int4' },
  entities: {
    User: { policy: { id: { eq: { claim: 'userId' } } } },
    Product: { policy: { price: { lt: '2.00' } } },
  },
});

const QUERY = `query ($r: [_Any!]!) {
  _entities(representations: $r) { ... on User { id products { sku } } ... on Product { sku owner { id } } }
}`;
const r = [
  { __typename: 'User', id: 2 },
  { __typename: 'User', id: 1 },
  { __typename: 'User', email: 'user1@example.org' },
  { __typename: 'Product', makerId: 'acme', sku: 'a' },
  { __typename: 'Product', makerId: 'acme', sku: 'b' },
];

describe('policies of entities', () => {
  it.each<[number, unknown[]]>([
    [
      1,
      [
        null,
        { id: 1, products: [{ sku: 'a' }] },
        { id: 1, products: [{ sku: 'a' }] },
        { sku: 'a', owner: { id: 1 } },
        null,
      ],
    ],
    [2, [{ id: 2, products: [] }, null, null, { sku: 'a', owner: null }, null]],
  ])(
    'policies hide rows and everything below them from user %i, under every strategy, in writer and graphql-js',
    async (userId, expected) => {
      for (const load of ['auto', 'selectin', 'joined'] as const) {
        const { data, errors } = await gateway().run(QUERY, { variables: { r }, load, claims: { userId } });
        expect({ data, errors }).toEqual({ data: { _entities: expected }, errors: [] });
      }
      const { written, executed } = await gateway().write(QUERY, { variables: { r }, claims: { userId } });
      expect(JSON.parse(executed)).toEqual({ data: { _entities: expected } });
      expect(written).toBe(executed);
    },
  );
});
