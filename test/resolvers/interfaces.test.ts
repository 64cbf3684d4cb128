import { describe, expect, it, test } from 'vitest';
import type { Resolve } from '../../schema/config/added/extension-settings.ts';
import type { ConfigOptions } from '../../schema/config/read-config.ts';
import { type Case, testCases } from '../acceptance/cases.ts';
import { STAFF } from '../fixtures/staff.ts';
import { openGateway } from '../support/gateway.ts';
import { createDatabase } from '../support/database.ts';

interface Named {
  readonly name: string;
}

/** Fields on the interfaces Staff (subtypes with tables of their own) and Vehicle (subtypes without). */
const CONFIG: ConfigOptions = {
  entities: {
    ...STAFF.entities,
    Vehicle: {
      ...STAFF.entities?.['Vehicle'],
      fields: {
        rolls: { type: 'String!', requires: ['wheels'], resolve: ({ wheels }) => `on ${String(wheels)}` },
      },
    },
    Company: {
      fields: {
        roster: {
          type: 'String!',
          requires: ['emps.name', 'emps.id'],
          resolve: ({ emps }) => (emps as readonly Named[]).map(({ name }) => name).join(' '),
        },
      },
    },
  },
  typeDefs: `
    extend type Staff { badge: String! @requires(fields: "name company { id }") }
    extend interface Vehicle { sound(loud: Boolean! = false): String }
    extend type Car { sound(loud: Boolean! = false): String  shelter: String! }
    extend type Eng { card: String! @requires(fields: "name info") }`,
  resolvers: {
    Staff: { badge: ({ name, company }) => `${String(name)}@${(company as { id: number }).id}` },
    Vehicle: { sound: (_row, { loud }) => (loud === true ? 'RING' : 'ring') },
    Car: {
      sound: { requires: ['doors'], resolve: ({ doors }) => 'clap '.repeat(Number(doors)).trim() },
      shelter: () => 'garage',
    },
    Eng: { card: ({ name, info }) => `${String(name)}/${String(info)}` },
  },
};

const CASES: readonly Case[] = [
  {
    name: 'a field of an interface belongs to all its types, whatever their table',
    query: '{ emps { __typename badge ... on Eng { card } } }',
    data: {
      emps: [
        { __typename: 'Eng', badge: 'e1@1', card: 'e1/i1' },
        { __typename: 'Mgr', badge: 'm2@1' },
        { __typename: 'Eng', badge: 'e3@1', card: 'e3/i3' },
        { __typename: 'Emp', badge: 'p4@1' },
      ],
    },
    rows: { selectin: [4, 2], joined: [4] },
  },
  {
    name: "a requirement of the base is met from a row of a subtype's table as well",
    query: '{ engs { badge card } eng(id: 3) { card } }',
    data: {
      engs: [
        { badge: 'e1@1', card: 'e1/i1' },
        { badge: 'e3@1', card: 'e3/i3' },
      ],
      eng: { card: 'e3/i3' },
    },
    rows: { selectin: [2, 1, 2, 1], joined: [2, 1] },
    // Rows of the base find the keys anew, so each of their selects is sent right after that of the keys.
    analysed: { rows: { selectin: [2, 2, 1, 1], joined: [2, 1] } },
  },
  {
    name: 'a subtype without a table has the field of the interface, or its own',
    query:
      '{ vehicles { rolls sound ... on Car { shelter } } cars { rolls sound(loud: true) } bikes { sound(loud: true) } }',
    data: {
      vehicles: [
        { rolls: 'on 4', sound: 'clap clap clap clap clap', shelter: 'garage' },
        { rolls: 'on 2', sound: 'ring' },
        { rolls: 'on 4', sound: 'clap clap clap', shelter: 'garage' },
      ],
      cars: [
        { rolls: 'on 4', sound: 'clap clap clap clap clap' },
        { rolls: 'on 4', sound: 'clap clap clap' },
      ],
      bikes: [{ sound: 'RING' }],
    },
    rows: { selectin: [3, 2, 1] },
  },
  {
    name: 'rows of several types may be required',
    query: '{ companies { roster } }',
    data: { companies: [{ roster: 'e1 m2 e3 p4' }, { roster: '' }] },
    rows: { selectin: [2, 4] },
  },
];

testCases('a field of an interface that a function answers', 'staff', CASES, CONFIG);

const peersOf: Resolve = async ({ company }, _args, { loaders }) => {
  const peers = await loaders.relation(company as object, 'emps');
  return Array.isArray(peers) ? peers.length : 0;
};

test('a subtype whose own resolver must not load gets an error, and other subtypes do not', async () => {
  const field = 'peers: Int @requires(fields: "company { id }")';
  const database = await createDatabase([new URL('../fixtures/staff.sql', import.meta.url)]);
  const gateway = await openGateway(database.url, {
    ...STAFF,
    typeDefs: `extend type Staff { ${field} } extend type Mgr { ${field} }`,
    resolvers: { Staff: { peers: peersOf }, Mgr: { peers: { load: 'raise', resolve: peersOf } } },
  });
  const { data, errors } = await gateway.run('{ emps { peers } }');
  await gateway.close();
  await database.drop();
  expect(data).toEqual({ emps: [{ peers: 4 }, { peers: null }, { peers: 4 }, { peers: 4 }] });
  expect(errors).toMatchObject([{ path: ['emps', 1, 'peers'], extensions: { code: 'NOT_LOADED' } }]);
});

const resolve = (): number => 1;

const MISTAKES: readonly (readonly [string, ConfigOptions, readonly string[]])[] = [
  [
    'a field without a resolver',
    { typeDefs: 'extend type Staff { a: Int }' },
    ['typeDefs: Staff.a has no resolver; give it resolvers.Staff.a.'],
  ],
  [
    'a field that one of the types already has',
    { typeDefs: 'extend interface Staff { info: Int }' },
    ['typeDefs: Eng.info is there already; give yours another name.'],
  ],
  [
    'a resolver that every type replaces',
    {
      typeDefs: 'extend type Vehicle { a: Int } extend type Car { a: Int } extend type Bike { a: Int }',
      resolvers: { Vehicle: { a: resolve }, Car: { a: resolve }, Bike: { a: resolve } },
    },
    ['resolvers.Vehicle.a: is never asked: every type of Vehicle has a a of its own.'],
  ],
  [
    'a column that not all types have',
    { typeDefs: 'extend type Vehicle { a: Int }', resolvers: { Vehicle: { a: { requires: ['doors'], resolve } } } },
    ['resolvers.Vehicle.a.requires: Bike.doors is not there.'],
  ],
  [
    'an interface of the gateway',
    { nodes: true, typeDefs: 'extend interface Node { a: Int }', resolvers: { Node: { a: resolve } } },
    ['typeDefs: Node cannot be extended: Query and the types of tables can.'],
  ],
];

describe('impossible fields of an interface', () => {
  it.each(MISTAKES)('%s is refused at boot', async (_, file, mistakes) => {
    const database = await createDatabase([new URL('../fixtures/staff.sql', import.meta.url)]);
    const opening = openGateway(database.url, { ...STAFF, ...file }).then((gateway) => gateway.close());
    const message = await opening.then(String, (error: unknown) => String(error)).finally(() => database.drop());
    for (const mistake of mistakes) expect(message).toContain(mistake);
  });
});
