/** The assertions of Apollo's compatibility tests for subgraphs, on a gateway over plain tables. */
import { stripIgnoredCharacters } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDatabase, type TestDatabase } from '../../support/database.ts';
import { startStitched } from '../support/stitched.ts';
import { ask, type Running, sdlOf, startEspalier } from '../support/subgraph.ts';
import config from './espalier.config.ts';
import { startInventory, startUsers } from './neighbours.ts';

let database: TestDatabase;
const running: Running[] = [];
let products = '';
let router = '';
let sdl = '';

beforeAll(async () => {
  database = await createDatabase([new URL('products.sql', import.meta.url)]);
  const [own, users, inventory] = await Promise.all([
    startEspalier(database.url, config),
    startUsers(),
    startInventory(),
  ]);
  const stitched = await startStitched({ products: own.url, users: users.url, inventory: inventory.url });
  running.push(stitched, own, users, inventory);
  products = own.url;
  router = stitched.url;
  sdl = stripIgnoredCharacters(await sdlOf(products));
});
afterAll(async () => {
  for (const each of running) await each.stop();
  await database.drop();
});

const id = 'apollo-federation';
const ENTITIES = 'query ($representations: [_Any!]!) { _entities(representations: $representations)';

describe('the SDL of the compatibility subgraph', () => {
  it.each<[string, RegExp]>([
    [
      'one link to federation',
      /^(?!.*specs\.apollo\.dev\/federation.*specs\.apollo\.dev\/federation).*federation\/v2\.3/s,
    ],
    ['@key single', /type User@key\(fields:"email"\)/],
    ['@key multiple', /type DeprecatedProduct@key\(fields:"sku package"/],
    ['@key composite', /type ProductResearch@key\(fields:"study { caseNumber }"/],
    ['repeatable @key: first', /type Product.*@key\(fields:"id"\).*\{/],
    ['repeatable @key: second', /type Product.*@key\(fields:"sku package"\).*variation/],
    ['repeatable @key: third', /type Product.*@key\(fields:"sku variation { id }"\).*\{/],
    ['@requires', /averageProductsCreatedPerYear:Int@requires\(fields:"totalProductsCreated yearsOfEmployment"\)/],
    ['@provides', /createdBy:User@provides\(fields:"totalProductsCreated"\)/],
    ['@shareable', /type ProductDimension@shareable/],
    ['@tag', /^(?!.*@federation__tag).*@tag\(name:"internal"\)/s],
    ['@override', /@override\(from:"users"\)/],
    ['@inaccessible', /^(?!.*@federation__inaccessible).*unit:String@inaccessible/s],
    ['@composeDirective', /schema.*@composeDirective\(name:"@custom"\)/],
    ['@custom, defined', /directive.*@custom on OBJECT/],
    ['@custom, applied', /type Product.*@custom.*\{/],
    ['@interfaceObject', /type Inventory.*@interfaceObject/],
    ['@interfaceObject with its key', /type Inventory.*@key\(fields:"id"\)/],
    ['extended types', /extend type User@key/],
    ['types of fields', /\{id:ID!sku:String package:String variationId/],
    ['lists', /research\(.*\):\[ProductResearch!\]!/],
    [
      'root fields',
      /deprecatedProduct\(sku:String!package:String!\):DeprecatedProduct@deprecated.* product\(id:ID!\):Product /,
    ],
  ])('the SDL has %s', (_, pattern) => expect(sdl).toMatch(pattern));
});

describe('the compatibility subgraph', () => {
  it.each<[string, unknown[], string, unknown[]]>([
    [
      'a single key',
      [{ __typename: 'User', email: 'support@apollographql.com' }],
      '... on User { email name }',
      [{ email: 'support@apollographql.com', name: 'Jane Smith' }],
    ],
    [
      'a key of several fields',
      [{ __typename: 'DeprecatedProduct', sku: 'apollo-federation-v1', package: '@apollo/federation-v1' }],
      '... on DeprecatedProduct { sku package reason }',
      [{ sku: 'apollo-federation-v1', package: '@apollo/federation-v1', reason: 'Migrate to Federation V2' }],
    ],
    [
      'a nested key',
      [{ __typename: 'ProductResearch', study: { caseNumber: '1234' } }],
      '... on ProductResearch { study { caseNumber description } }',
      [{ study: { caseNumber: '1234', description: 'Federation Study' } }],
    ],
    [
      'different keys, in order',
      [
        { __typename: 'Product', id },
        { __typename: 'Product', sku: 'federation', package: '@apollo/federation' },
        { __typename: 'Product', sku: 'studio', variation: { id: 'platform' } },
      ],
      '... on Product { id sku }',
      [
        { id, sku: 'federation' },
        { id, sku: 'federation' },
        { id: 'apollo-studio', sku: 'studio' },
      ],
    ],
    [
      'a field that requires external ones, from the representation',
      [
        {
          __typename: 'User',
          email: 'support@apollographql.com',
          totalProductsCreated: 60,
          yearsOfEmployment: 20,
        },
        { __typename: 'User', email: 'support@apollographql.com' },
      ],
      '... on User { averageProductsCreatedPerYear }',
      [{ averageProductsCreatedPerYear: 3 }, { averageProductsCreatedPerYear: 134 }],
    ],
  ])('the subgraph resolves %s', async (_, representations, selection, expected) => {
    expect(await ask(products, `${ENTITIES} { ${selection} } }`, { representations })).toEqual({
      data: { _entities: expected },
    });
  });

  it('the subgraph answers provided fields', async () => {
    const query = 'query ($id: ID!) { product(id: $id) { createdBy { email totalProductsCreated } } }';
    expect(await ask(products, query, { id })).toEqual({
      data: { product: { createdBy: { email: 'support@apollographql.com', totalProductsCreated: 1337 } } },
    });
  });

  it('the subgraph answers inaccessible fields', async () => {
    expect(await ask(products, 'query ($id: ID!) { product(id: $id) { dimensions { unit } } }', { id })).toEqual({
      data: { product: { dimensions: { unit: 'kg' } } },
    });
  });

  it('the subgraph sends an inline trace only to clients that ask for it', async () => {
    const header = { 'apollo-federation-include-trace': 'ftv1' };
    const traced = { data: { __typename: 'Query' }, extensions: { ftv1: expect.any(String) } };
    expect(await ask(products, 'query { __typename }', {}, header)).toEqual(traced);
    expect(await ask(products, 'query { __typename }')).toEqual({ data: { __typename: 'Query' } });
    const query = '{ product(id: "apollo-federation") { createdBy { name } research { outcome } } }';
    const product = { createdBy: { name: 'Jane Smith' }, research: [{ outcome: null }] };
    expect(await ask(products, query, {}, header)).toEqual({ ...traced, data: { product } });
    expect(await ask(products, query)).toEqual({ data: { product } });
  });
});

describe('the subgraph behind a router', () => {
  it.each<[string, string, Record<string, unknown>, unknown]>([
    [
      '@requires',
      'query ($id: ID!) { product(id: $id) { createdBy { averageProductsCreatedPerYear email } } }',
      { id },
      {
        product: {
          createdBy: { averageProductsCreatedPerYear: expect.any(Number), email: 'support@apollographql.com' },
        },
      },
    ],
    [
      '@shareable',
      'query ($id: ID!) { product(id: $id) { dimensions { size weight } } }',
      { id },
      { product: { dimensions: { size: 'small', weight: 1 } } },
    ],
    [
      '@override',
      'query ($id: ID!) { product(id: $id) { createdBy { name } } }',
      { id },
      { product: { createdBy: { name: 'Jane Smith' } } },
    ],
    [
      '@interfaceObject',
      'query ($id: ID!) { inventory(id: $id) { deprecatedProducts { sku reason } } }',
      { id: 'apollo-oss' },
      { inventory: { deprecatedProducts: [{ sku: 'apollo-federation-v1', reason: 'Migrate to Federation V2' }] } },
    ],
  ])('a router answers %s', async (_, query, variables, expected) => {
    expect(await ask(router, query, variables)).toEqual({ data: expected });
  });
});
