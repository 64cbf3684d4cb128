import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildSchema } from '../../schema/build-schema.ts';
import type { Model } from '../../schema/model/model.ts';
import { type ConfigOptions, readConfig } from '../../schema/config/read-config.ts';
import { readModel } from '../schema/read-model.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
let model: Model;

beforeAll(async () => {
  database = await createDatabase([new URL('../fixtures/blog.sql', import.meta.url)]);
  model = await readModel(database.url);
});
afterAll(() => database.drop());

const resolve = (): number => 1;

/** Returns the lines of the error that ends the boot. */
function mistakes(file: ConfigOptions | object): string {
  try {
    buildSchema(model, { ...readConfig({ file }), federation: null });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'none';
}

function field(settings: object): object {
  return { entities: { User: { fields: { f: settings } } } };
}

describe('mistakes in fields and types of a program', () => {
  it.each<[string, object, RegExp]>([
    [
      'a misspelt column',
      field({ type: 'Int', requires: ['nam'], resolve }),
      /entities\.User\.fields\.f\.requires: User\.nam is not there\. Did you mean "name"\?/,
    ],
    [
      'a misspelt column behind a relation',
      field({ type: 'Int', requires: 'posts { scor }', resolve }),
      /f\.requires: Post\.scor is not there\. Did you mean "score"\?/,
    ],
    [
      'a relation without columns',
      field({ type: 'Int', requires: ['posts'], resolve }),
      /User\.posts leads to rows; say what is needed of them, such as posts\.id\./,
    ],
    ['a field below a column', field({ type: 'Int', requires: ['name.x'], resolve }), /User\.name is a value/],
    [
      'a connection',
      field({ type: 'Int', requires: 'postsConnection { totalCount }', resolve }),
      /User\.postsConnection is neither a column nor a relation/,
    ],
    ['a field that requires itself', field({ type: 'Int', requires: ['f'], resolve }), /User\.f is itself computed/],
    [
      'arguments',
      field({ type: 'Int', requires: 'posts(limit: 1) { id }', resolve }),
      /names of fields are all that can stand here/,
    ],
    [
      'a text that is not a selection set',
      field({ type: 'Int', requires: '{', resolve }),
      /"\{" is not a set of fields/,
    ],
    [
      'a text that is not a path',
      field({ type: 'Int', requires: ['a b'], resolve }),
      /entities\.User\.fields\.f\.requires must be paths of columns/,
    ],
    ['a missing type', field({ resolve }), /entities\.User\.fields\.f\.type must be the field's type in GraphQL/],
    [
      'an unreadable type',
      field({ type: 'Int!!', resolve }),
      /entities\.User\.fields\.f: has a name or a type that GraphQL cannot read/,
    ],
    [
      'an unknown type',
      field({ type: 'Strin', resolve }),
      /^entities\.User\.fields\.f: there is no type "Strin" in GraphQL\. Did you mean "String"\?$/,
    ],
    ['a missing function', field({ type: 'Int', resolve: 1 }), /entities\.User\.fields\.f\.resolve must be a function/],
    [
      'an unknown setting',
      field({ type: 'Int', require: [], resolve }),
      /entities\.User\.fields\.f\.require is not a setting\. Did you mean "requires"\?/,
    ],
    [
      'the name of a column',
      { entities: { User: { fields: { name: { type: 'Int', resolve } } } } },
      /User\.name is there already/,
    ],
    [
      'a resolver without a field',
      { typeDefs: 'extend type User { age: Int }', resolvers: { User: { agee: resolve, age: resolve } } },
      /resolvers\.User\.agee: typeDefs have no field User\.agee\. Did you mean "age"\?/,
    ],
    [
      'a resolver of a field of the database',
      { resolvers: { User: { name: resolve } } },
      /resolvers\.User\.name: is a field of the database/,
    ],
    [
      'a resolver of an unknown type',
      { typeDefs: 'type Weather { a: Int }', resolvers: { Wether: { a: resolve } } },
      /typeDefs neither define nor extend Wether\. Did you mean "Weather"\?/,
    ],
    [
      'a field without a resolver',
      { typeDefs: 'extend type Query { now: String }' },
      /typeDefs: Query\.now has no resolver; give it resolvers\.Query\.now\./,
    ],
    [
      'an extension of an unknown type',
      { typeDefs: 'extend type Usr { a: Int }', resolvers: { Usr: { a: resolve } } },
      /^typeDefs: there is no type "Usr" to extend\. Did you mean "User"\?$/,
    ],
    [
      'an extension of a type of the gateway',
      { typeDefs: 'extend type PageInfo { a: Int }' },
      /PageInfo cannot be extended/,
    ],
    [
      'a field that exists',
      { typeDefs: 'extend type User { name: Int }', resolvers: {} },
      /User\.name is there already/,
    ],
    [
      'a type that exists',
      { typeDefs: 'type User { name: Int }' },
      /^typeDefs: there is a type "User" already; write extend type User\.$/,
    ],
    ['a syntax error', { typeDefs: 'type {' }, /typeDefs: Syntax Error/],
    ['a schema', { typeDefs: 'schema { mutation: M } type M { a: Int }' }, /^typeDefs: schema has no place here\./],
    [
      'a mutation',
      { typeDefs: 'type Mutation { a: Int }', resolvers: { Mutation: { a: resolve } } },
      /^typeDefs: the gateway only reads: there are neither mutations nor subscriptions\. Fields of Query can be added\.$/,
    ],
    [
      'a scalar, reported once for all its fields,',
      { typeDefs: 'scalar Money extend type User { a: Money }', resolvers: { User: { a: resolve } } },
      /^typeDefs: scalar Money has no place here\. Type definitions can define [^.]*\.$/,
    ],
    [
      'a field that the configuration has, reported once for definition and resolver,',
      {
        ...field({ type: 'Int', resolve }),
        typeDefs: 'extend type User { f: Int }',
        resolvers: { User: { f: resolve } },
      },
      /^typeDefs: User\.f is there already; give yours another name\.$/,
    ],
    [
      'a resolver that is not a function',
      { typeDefs: 'extend type User { a: Int }', resolvers: { User: { a: 1 } } },
      /^resolvers\.User\.a must be a function of row, arguments and context, or an object with it as `resolve`\.$/,
    ],
    [
      'two requirements',
      {
        typeDefs: 'extend type User { a: Int @requires(fields: "name") }',
        resolvers: { User: { a: { requires: ['name'], resolve } } },
      },
      /resolvers\.User\.a\.requires: stands in typeDefs too/,
    ],
    [
      'a requirement without a row',
      { typeDefs: 'extend type Query { a: Int }', resolvers: { Query: { a: { requires: ['name'], resolve } } } },
      /resolvers\.Query\.a\.requires: is for fields of tables/,
    ],
    [
      'an interface that is not implemented',
      { typeDefs: 'interface Named { name: String } type A implements Named { b: Int }' },
      /Named/,
    ],
  ])('%s is refused at boot', (_, file, message) => {
    expect(mistakes(file)).toMatch(message);
  });

  it('all mistakes of a program are reported together', () => {
    const text = mistakes({
      entities: { User: { fields: { a: { type: 'Int', requires: ['nam'], resolve }, b: { type: 'Nt', resolve } } } },
      typeDefs: 'extend type Query { now: String }',
      resolvers: { Query: { late: resolve } },
    });
    for (const message of [/User\.nam/, /"Nt"/, /Query\.now/, /Query\.late/]) expect(text).toMatch(message);
  });

  it('a program without mistakes is accepted', () => {
    expect(mistakes({ typeDefs: 'type A { b: Decimal }', resolvers: { A: { b: resolve } } })).toBe('none');
    expect(mistakes({ entities: { 'public.users': { fields: { a: { type: 'Post', resolve } } } } })).toBe('none');
  });
});
