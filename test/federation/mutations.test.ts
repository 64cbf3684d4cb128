import { composeServices } from '@theguild/federation-composition';
import { parse } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { openGateway, type TestGateway } from '../support/gateway.ts';

let databases: readonly TestDatabase[] = [];
let shop: TestGateway;
let blog: TestGateway;

beforeAll(async () => {
  const [first, second] = await Promise.all([
    createDatabase(['create table orders (id int primary key, note text)']),
    createDatabase(['create table posts (id int primary key, title text)']),
  ]);
  databases = [first, second];
  shop = await openGateway(first.url, { federation: true, mutations: { prefix: 'shop' } });
  blog = await openGateway(second.url, { federation: true, mutations: { prefix: 'blog' } });
});
afterAll(async () => {
  await shop.close();
  await blog.close();
  await Promise.all(databases.map((each) => each.drop()));
});

test('two subgraphs that write compose, and each field of Mutation belongs to one of them', () => {
  const services = [
    { name: 'shop', typeDefs: parse(shop.gateway.sdl?.() ?? '') },
    { name: 'blog', typeDefs: parse(blog.gateway.sdl?.() ?? '') },
  ];
  const { errors, supergraphSdl } = composeServices(services);
  expect(errors?.map(({ message }) => message)).toBeUndefined();
  expect(supergraphSdl).toMatch(/shopCreateOrder\([^)]*\): OrderPayload! @join__field\(graph: SHOP\)/);
  expect(supergraphSdl).toMatch(/blogCreatePost\([^)]*\): PostPayload! @join__field\(graph: BLOG\)/);
});

test('a row of a payload is an entity, which the subgraph finds by the reference of the row', async () => {
  const { data } = await shop.run(
    'mutation { shopCreateOrder(values: {id: 1, note: "first"}) { row { __typename id } affectedRows } }',
  );
  expect(data).toEqual({ shopCreateOrder: { row: { __typename: 'Order', id: 1 }, affectedRows: 1 } });
  const found = await shop.run('query ($r: [_Any!]!) { _entities(representations: $r) { ... on Order { note } } }', {
    variables: { r: [{ __typename: 'Order', id: 1 }] },
  });
  expect({ data: found.data, errors: found.errors }).toEqual({ data: { _entities: [{ note: 'first' }] }, errors: [] });
});
