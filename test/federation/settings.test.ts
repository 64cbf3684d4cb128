/** The SDL that settings of federation print. */
import { composeServices } from '@theguild/federation-composition';
import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { compositionErrors } from '../../schema/federation/compose.ts';
import { useSubgraph } from './support/settings.ts';

const sdl = useSubgraph();

describe('the SDL of settings', () => {
  it('the SDL composes alone and in every version', async () => {
    for (const version of ['2.0', '2.3', '2.9']) {
      expect(await compositionErrors([{ name: 'own', sdl: await sdl({ version }) }])).toEqual([]);
    }
  });

  it('the SDL composes with a copy of itself under other root fields, because value types are shareable', async () => {
    const own = await sdl({
      types: Object.fromEntries(['User', 'Brand', 'Parcel'].map((name) => [name, { shareable: true }])),
    });
    const other =
      'type Query { now: Int } type PageInfo { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }';
    expect(
      await compositionErrors([
        { name: 'own', sdl: own },
        {
          name: 'other',
          sdl: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@shareable"]) ${other.replace('PageInfo', 'PageInfo @shareable')}`,
        },
      ]),
    ).toEqual([]);
  });

  it('the SDL has every directive of the settings', async () => {
    const text = await sdl({
      version: '2.7',
      links: [{ url: 'https://example.org/mine/v1.0', import: ['@mine'] }],
      definitions: 'directive @mine(level: Int) on OBJECT | FIELD_DEFINITION',
      composeDirectives: ['@mine'],
      types: {
        User: {
          removeKeys: ['email'],
          addKeys: [{ fields: 'nickname', nullable: true, resolvable: false }],
          inaccessible: true,
          tags: ['a', 'b'],
          authenticated: true,
          fields: {
            id: { id: true, requiresScopes: [['read'], ['all', 'users']] },
            name: { override: 'people', overrideLabel: 'percent(5)', policy: [['p']], directives: ['@mine(level: 3)'] },
            age: { type: 'Int', external: true },
            grown: { type: 'Boolean', requires: 'age name', resolve: () => true },
          },
        },
        Product: { fields: { owner: { provides: 'age', shareable: true } } },
        Query: { fields: { users: { tags: ['root'] } } },
        UserConnection: { shareable: true, fields: { edges: { tags: ['page'] } } },
        Size: { tags: ['value'] },
      },
    });
    expect(text).toContain('@link(url: "https://example.org/mine/v1.0", import: ["@mine"])');
    expect(text).toContain('@composeDirective(name: "@mine")');
    expect(text).toContain('type Int4Range @shareable {');
    expect(text).toContain(
      'type User @key(fields: "id") @key(fields: "nickname", resolvable: false) @inaccessible @tag(name: "a") @tag(name: "b") @authenticated {',
    );
    expect(text).toContain('id: ID! @requiresScopes(scopes: [["read"], ["all", "users"]])');
    expect(text).toContain(
      'name: String @override(from: "people", label: "percent(5)") @policy(policies: [["p"]]) @mine(level: 3)',
    );
    expect(text).toContain('age: Int @external');
    // The router need not fetch columns that the row itself has.
    expect(text).toContain('grown: Boolean @requires(fields: "age")');
    expect(text).toContain('owner: User @provides(fields: "age") @shareable');
    expect(text).toMatch(/\): \[User!\]! @tag\(name: "root"\)\n/);
    expect(text).toContain('type UserConnection @shareable {\n  edges: [UserEdge!]! @tag(name: "page")');
    expect(text).toContain('enum Size @tag(name: "value") {');
  });

  it('the SDL has stubs for entities of other subgraphs, with the rows that refer to them', async () => {
    const references = [{ type: 'Parcel', fields: ['code'], as: 'shipment', many: 'parcels' }];
    const text = await sdl({ stubs: { Shipment: { key: ['id'], references } } });
    expect(text).toMatch(/extend type Shipment @key\(fields: "id"\) \{\n {2}id: UUID!/);
    expect(text).toMatch(/type Parcel [^}]*shipment: Shipment\n/);
    expect(text).not.toMatch(/ShipmentWhere|ShipmentOrderBy/);
  });

  it('the SDL has stubs that cannot be resolved here, with an ID as their key on request', async () => {
    const references = [{ type: 'Parcel', fields: ['code'], as: 'shipment' }];
    const stubs = { Shipment: { key: ['id'], references } };
    const types = { Shipment: { fields: { id: { id: true } } } };
    expect(await sdl({ stubs, types })).toContain(
      'extend type Shipment @key(fields: "id", resolvable: false) {\n  id: ID!\n}',
    );
  });

  it('the SDL has no query type without root fields', async () => {
    const types = Object.fromEntries(
      ['User', 'Brand', 'Product', 'Parcel', 'Note'].map((name) => [name, { roots: false }]),
    );
    expect(await sdl({ types })).not.toContain('type Query');
  });
});

describe('the composition of subgraphs', () => {
  it('a failed composition gives its reasons', async () => {
    const own = await sdl(true);
    const other = 'type Query { users: Int }';
    expect(
      await compositionErrors([
        { name: 'own', sdl: own },
        { name: 'other.graphql', sdl: other },
      ]),
    ).toEqual([expect.stringMatching(/Query\.users/), expect.stringMatching(/Query\.users/)]);
    const supergraph = composeServices([{ name: 'own', typeDefs: parse(own) }]).supergraphSdl ?? '';
    expect(await compositionErrors([{ name: 's.graphql', sdl: supergraph }])).toEqual([
      '[s.graphql] is a supergraph; give the SDL of each of its subgraphs, separated by commas.',
    ]);
  });
});
