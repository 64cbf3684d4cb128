/** Settings of federation that cannot compose. */
import { describe, expect, it } from 'vitest';
import type { FederationOptions } from '../../schema/config/federation/federation-settings.ts';
import { ConfigError } from '../../schema/config/reader/config-issues.ts';
import { useSubgraph } from './support/settings.ts';

const sdl = useSubgraph();

async function mistakes(federation: unknown): Promise<readonly string[]> {
  try {
    await sdl(federation as FederationOptions);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes;
    throw error;
  }
}

describe('settings that cannot compose', () => {
  it.each<[string, unknown, RegExp]>([
    ['an unknown setting', { typs: {} }, /federation.*\.typs is not a setting\. Did you mean "types"/],
    ['an unknown version', { version: '3.0' }, /\.version must be a version of Federation 2 up to "2\.9"/],
    [
      'a flag that is not a boolean',
      { types: { User: { shareable: 'yes' } } },
      /types\.User\.shareable must be true or false/,
    ],
    [
      'an external field that nothing refers to',
      { types: { User: { fields: { name: { external: true } } } } },
      /User\.fields\.name: external, but no key, requires or provides speaks of it/,
    ],
    [
      'an external field that is overridden',
      { types: { User: { fields: { name: { external: true, override: 'people' } } } } },
      /User\.fields\.name: is external.*no override/,
    ],
    [
      'an override of an unknown field',
      { types: { User: { fields: { nam: { override: 'people' } } } } },
      /User\.fields\.nam: there is no such field\. Did you mean "name"/,
    ],
    [
      'a label without override',
      { version: '2.7', types: { User: { fields: { name: { overrideLabel: 'half' } } } } },
      /User\.fields\.name\.overrideLabel: says nothing without override/,
    ],
    [
      'a malformed label, which composition finds',
      { version: '2.7', types: { User: { fields: { name: { override: 'people', overrideLabel: 'a b' } } } } },
      /federation: Invalid @override label "a b" on field "User\.name"/,
    ],
    [
      'provided fields that this subgraph resolves anyway',
      { types: { Product: { fields: { owner: { provides: 'name' } } } } },
      /Product\.fields\.owner\.provides: User\.name is a field of this subgraph already/,
    ],
    [
      'provided objects without their fields',
      { types: { User: { fields: { products: { provides: 'maker' } } } } },
      /User\.fields\.products\.provides: Product\.maker is of type Brand; say which of its fields/,
    ],
    [
      'provided fields with arguments, which composition finds',
      {
        types: {
          Brand: { fields: { products: { provides: 'owner { products { x } }' } } },
          Product: { fields: { x: { type: 'Int', external: true } } },
        },
      },
      /Brand\.products.*has arguments|arguments.*Brand\.products/,
    ],
    [
      'provided fields of a scalar',
      { types: { Product: { fields: { owner: { provides: 'name { x }' } } } } },
      /owner\.provides: User\.name is of type String, which has no fields/,
    ],
    [
      'requirements without a function',
      { types: { User: { fields: { name: { requires: 'id' } } } } },
      /User\.fields\.name\.requires: needs a resolve function/,
    ],
    [
      'a key with arguments',
      { types: { User: { addKeys: ['id(a: 1)'] } } },
      /key "id\(a: 1\)": .* is not a set of fields/,
    ],
    [
      'an unknown root field',
      { types: { Query: { fields: { userz: { inaccessible: true } } } } },
      /types\.Query\.fields\.userz: there is no such field\. Did you mean "users"/,
    ],
    [
      'keys of a type that is not an entity',
      { types: { Query: { keys: ['id'] }, UserConnection: { extend: true } } },
      /types\.Query\.keys: it is not an entity[^]*types\.UserConnection\.extend: it is not an entity/,
    ],
    [
      'an interface object without a key',
      { types: { Note: { interfaceObject: true } } },
      /types\.Note\.interfaceObject: it has no key/,
    ],
    [
      'an interface object in a version without them',
      { version: '2.0', types: { User: { interfaceObject: true } } },
      /User has @interfaceObject, which came with version 2\.3/,
    ],
    [
      'an added field with a taken name',
      { types: { User: { fields: { products: { type: 'Int', resolve: () => 1 } } } } },
      /User\.fields\.products\.type: there is a field of this name already/,
    ],
    [
      'an added field whose name is not a GraphQL name',
      { types: { User: { fields: { 'a-b': { type: 'Int', resolve: () => 1 } } } } },
      /User\.fields\.a-b: "a-b" is not a name of GraphQL/,
    ],
    [
      'an added field with a malformed type',
      { types: { User: { fields: { a: { type: '[Int!', resolve: () => 1 } } } } },
      /User\.fields\.a\.type: \[Int! is not a type/,
    ],
    [
      'a resolver of references to a table',
      { types: { User: { resolveReferences: () => [] } } },
      /types\.User\.resolveReferences: the rows of a table are found by the gateway/,
    ],
    [
      'a type without a table under a taken name',
      { types: { UserConnection: { keys: ['id'], fields: { id: { type: 'ID!' } }, resolveReferences: () => [] } } },
      /types\.UserConnection: there is a type of this name already/,
    ],
    [
      'a key into a scalar of a type without a table',
      { types: { W: { keys: ['id { a }'], fields: { id: { type: 'ID!' } }, resolveReferences: () => [] } } },
      /types\.W: key "id \{ a \}": W\.id is of type ID, which has no fields/,
    ],
    [
      'a resolver of one field beside a resolver of references',
      {
        types: {
          W: {
            keys: ['id'],
            fields: { id: { type: 'ID!' }, a: { type: 'Int', resolve: () => 1 } },
            resolveReferences: () => [],
          },
        },
      },
      /types\.W\.fields\.a\.resolve: the objects of W come from resolveReferences/,
    ],
    [
      'a composed directive without a specification',
      { definitions: 'directive @mine on OBJECT', composeDirectives: ['@mine'] },
      /composeDirectives: @mine belongs to no specification; name one in federation\.links/,
    ],
    [
      'a second link to federation',
      { links: [{ url: 'https://specs.apollo.dev/federation/v2.3', import: [] }] },
      /links\[0\]\.url: federation itself is linked anyway/,
    ],
    ['a link that is not a URL', { links: [{ url: 'mine', import: [] }] }, /links\[0\]\.url must be a URL/],
    ['definitions that are not SDL', { definitions: 'directive mine' }, /definitions is not SDL: Syntax Error/],
    ['a definition of an existing type', { definitions: 'type User { a: Int }' }, /only one type named "User"/],
    [
      "a definition of federation's own directive",
      { definitions: 'directive @key on OBJECT' },
      /@key is federation's own/,
    ],
    [
      'a directive at a wrong place',
      { definitions: 'directive @mine on FIELD_DEFINITION', types: { User: { directives: ['@mine'] } } },
      /User has @mine, which is defined for FIELD_DEFINITION only/,
    ],
    [
      'a directive with an unknown argument',
      { definitions: 'directive @mine(level: Int) on OBJECT', types: { User: { directives: ['@mine(leve: 1)'] } } },
      /User has @mine\(leve: 1\), which has no argument "leve"\. Did you mean "level"/,
    ],
    [
      'a key written as a directive, which composition finds',
      { types: { User: { directives: ['@key(fields: "nope")'] } } },
      /On type "User", for @key\(fields: "nope"\): Cannot query field "nope"/,
    ],
    [
      'stubs of an enum, of a companion and of a scalar',
      {
        stubs: Object.fromEntries(
          ['Size', 'UserConnection', 'Int'].map((name) => [
            name,
            { key: ['id'], references: [{ type: 'Brand', fields: ['id'], as: `a${name}` }] },
          ]),
        ),
      },
      /stubs\.Size: there is a type.*[^]*stubs\.UserConnection: there is a type[^]*stubs\.Int: there is a type/,
    ],
    [
      'a stub with two fields of one name',
      { stubs: { S: { key: ['id'], references: [{ type: 'Brand', fields: ['id'], as: 's', many: 'id' }] } } },
      /stubs\.S: it has several fields "id"/,
    ],
    [
      'a stub whose names are not GraphQL names',
      { stubs: { 'S T': { key: ['i d'], references: [{ type: 'Brand', fields: ['id'], as: 'b c' }] } } },
      /stubs\.S T: "S T" is no[^]*"i d" is no[^]*references\[0\]\.as: "b c" is no/,
    ],
    [
      'a stub with references of different types',
      {
        stubs: {
          S: {
            key: ['id'],
            references: [
              { type: 'Parcel', fields: ['code'], as: 'a' },
              { type: 'Brand', fields: ['id'], as: 'b' },
            ],
          },
        },
      },
      /stubs\.S: the key is UUID in Parcel, and String in Brand/,
    ],
    [
      'a stub in the place of another field',
      { stubs: { S: { key: ['id'], references: [{ type: 'User', fields: ['id'], as: 'productsConnection' }] } } },
      /references\[0\]\.as: User has a field "productsConnection" already/,
    ],
    ['an unknown type', { types: { Usr: {} } }, /types\.Usr: there is no such type\. Did you mean "User"/],
    [
      'an unknown field',
      { types: { User: { fields: { nam: { shareable: true } } } } },
      /types\.User\.fields\.nam: there is no such field\. Did you mean "name"/,
    ],
    ['a key over an unknown column', { types: { User: { addKeys: ['uid'] } } }, /key "uid": User\.uid is not a column/],
    ['a malformed key', { types: { User: { addKeys: ['{'] } } }, /is not a set of fields/],
    [
      'a key over a nullable column',
      { types: { User: { addKeys: ['nickname'] } } },
      /key "nickname": the column users\.nickname may be null.*nullable: true/,
    ],
    ['a key that is not unique', { types: { Product: { keys: ['sku'] } } }, /key "sku": several rows may have it/],
    [
      'an unknown key to remove',
      { types: { User: { removeKeys: ['name'] } } },
      /there is no key "name".*"id", "email"/,
    ],
    [
      'an external key of a type that is not extended',
      { types: { User: { fields: { id: { external: true } } } } },
      /User\.fields\.id: a field of a key is external only on a type that is extended/,
    ],
    [
      'an unknown directive',
      { types: { User: { directives: ['@magic'] } } },
      /User has @magic, which is defined nowhere/,
    ],
    [
      'a text that is not a directive',
      { types: { User: { directives: ['magic'] } } },
      /User has magic, which is not a directive/,
    ],
    [
      'a directive newer than the version',
      { types: { User: { authenticated: true } } },
      /User has @authenticated, which came with version 2\.5; raise federation\.version from 2\.3/,
    ],
    [
      'a composed directive without definition',
      { composeDirectives: ['@mine'] },
      /composeDirectives: @mine is not defined/,
    ],
    [
      'an added field without a value',
      { types: { User: { fields: { age: { type: 'Int' } } } } },
      /fields\.age: a field that is not a column is external, or has a resolve function/,
    ],
    [
      'an added field without a type',
      { types: { User: { fields: { age: { type: 'Intt', external: true } } } } },
      /Intt is not a type\. Did you mean "Int"/,
    ],
    [
      'unknown requirements',
      { types: { User: { fields: { a: { type: 'Int', requires: 'agee', resolve: () => 1 } } } } },
      /fields\.a\.requires: User\.agee is not there/,
    ],
    [
      'unknown provided fields',
      { types: { Product: { fields: { owner: { provides: 'nme' } } } } },
      /owner\.provides: User\.nme is not there/,
    ],
    [
      'a provider without a target',
      { types: { User: { fields: { name: { provides: 'x' } } } } },
      /User\.name leads to no type with fields/,
    ],
    [
      'an ID that is not an identifier',
      { types: { Parcel: { fields: { day: { id: true } } } } },
      /fields\.day\.id: only columns of whole numbers/,
    ],
    [
      'a taken name',
      { types: { Product: { fields: { owner: { name: 'sku' } } } } },
      /"sku" is the name of another field/,
    ],
    [
      'a stub of a table',
      { stubs: { User: { key: ['id'], references: [{ type: 'Brand', fields: ['id'], as: 'u' }] } } },
      /stubs\.User: there is a type of this name here/,
    ],
    [
      'a stub without references',
      { stubs: { S: { key: ['id'], references: [] } } },
      /stubs\.S: needs at least one reference/,
    ],
    [
      'a stub over unknown columns',
      { stubs: { S: { key: ['id'], references: [{ type: 'Brand', fields: ['idd'], as: 's' }] } } },
      /Brand\.idd is not a column\. Did you mean "id"/,
    ],
  ])('the setting is refused at start, with its place: %s', async (_, federation, message) => {
    expect((await mistakes(federation)).join('\n')).toMatch(message);
  });

  it('all mistakes in settings are reported together', async () => {
    const told = await mistakes({ types: { Usr: {}, User: { directives: ['@magic'], addKeys: ['nickname'] } } });
    expect(told).toHaveLength(3);
  });
});
