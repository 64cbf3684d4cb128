import { GraphQLSchema, versionInfo } from 'graphql';
import { createSchema } from 'graphql-yoga';
import { expect, it } from 'vitest';

const expected = process.env['GRAPHQL'] === '16' ? 16 : 17;

it(`the tests run on one copy of graphql, version ${expected}`, () => {
  expect(versionInfo.major).toBe(expected);
  expect(createSchema({ typeDefs: 'type Query { a: Int }' })).toBeInstanceOf(GraphQLSchema);
});
