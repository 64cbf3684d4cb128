/**
 * The database checks computed columns when the gateway starts, and all mistakes are reported together with their
 * places.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ConfigOptions, readConfig } from '../../schema/config/read-config.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { openGateway } from '../support/gateway.ts';

type Fields = NonNullable<NonNullable<ConfigOptions['entities']>[string]['fields']>;

/** Makes a file that no type check has seen. */
function fileOf(fields: unknown): ConfigOptions {
  return { entities: { Product: { fields: fields as Fields } } };
}

describe('the form of a computed column', () => {
  it.each<[string, object, RegExp]>([
    ['a computed column needs a source', { type: 'int4' }, /fields\.x\.sql is missing: a field has one of/],
    ['a computed column has only one source', { sql: '1', function: 'f' }, /fields\.x\.function stands beside sql/],
    [
      'an unknown setting is refused with a suggestion',
      { sql: '1', typ: 'int4' },
      /fields\.x\.typ is not a setting\. Did you mean "type"\?/,
    ],
    ['a declared argument must be used', { sql: '{row}.a', args: { rate: 'int4' } }, /does not use \{arg\.rate\}/],
    [
      'a used argument must be declared',
      { sql: '{arg.rat} + {arg.rate}', args: { rate: 'int4' } },
      /\{arg\.rat\}.*Did you mean "rate"/,
    ],
    ['an expression may not contain numbered parameters', { sql: '{row}.a + $1' }, /holds a parameter such as \$1/],
    ['a window may not have arguments', { window: 'rank() over ()', args: { a: 'int4' } }, /no place beside `window`/],
    ['an argument needs a type', { sql: '{arg.a}', args: { a: 1 } }, /args\.a must be a type/],
  ])('%s', (_, field, message) => {
    expect(() => readConfig({ file: fileOf({ x: field }) })).toThrow(message);
  });
});

describe('computed columns that the database refuses', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createDatabase([new URL('../fixtures/shelf.sql', import.meta.url)]);
  });
  afterAll(() => database.drop());

  const mistakes = async (fields: Fields): Promise<string> => {
    const opened = await openGateway(database.url, fileOf(fields)).catch((error: unknown) => error);
    if (opened instanceof Error) return opened.message;
    throw new Error('The configuration was taken.');
  };

  it('the database reports all mistakes of computed columns at once', async () => {
    const found = await mistakes({ a: { sql: '{row}.prize' }, b: { sql: 'no such' }, c: { function: 'lable' } });
    expect(found.split('\n')).toEqual([
      'entities.Product.fields.a.sql: column t0.prize does not exist.',
      expect.stringMatching(/^entities\.Product\.fields\.b\.sql: syntax error/),
      'entities.Product.fields.c.function: lable is not a function of this database. Did you mean "label"?',
    ]);
  });

  it.each<[string, Fields[string], RegExp]>([
    ['an aggregate is not a value of a row', { sql: 'sum({row}.price)' }, /aggregate functions are not allowed/],
    ['a window function is refused as a value of a row', { sql: 'rank() over ()' }, /window functions are not allowed/],
    ['an aggregate is not a window', { window: 'sum({row}.price)' }, /GROUP BY/],
    ['a set is not a value', { sql: "unnest(array['a'])" }, /set-returning functions are not allowed/],
    ['a type must exist', { sql: '{row}.price', type: 'numerik' }, /"numerik" is not a type of this database/],
    [
      'a GraphQL type must be the type of the value',
      { sql: '{row}.price', type: 'Int' },
      /is Int; PostgreSQL makes it Decimal/,
    ],
    [
      'the type of an argument must exist',
      { sql: '{arg.a}', args: { a: 'Strong' } },
      /"Strong" is not a type.*Did you mean "String"/,
    ],
    [
      'a volatile function cannot be queried',
      { function: 'touched' },
      /VOLATILE, and a volatile function is not a query/,
    ],
    ['a function must take the row', { function: 'shelved' }, /takes no row of public\.products/],
    ['a function must give one value', { function: 'parts' }, /gives a set of rows/],
    [
      'an argument must belong to the function',
      { function: 'label', args: { prefx: 'String' } },
      /not an argument.*Did you mean "prefix"/,
    ],
  ])('%s', async (_, field, message) => {
    expect(await mistakes({ x: field })).toMatch(message);
  });

  it.each<[string, string, RegExp]>([
    ['a function that exists', 'foound', /functions\.x\.function: foound is not a function.*Did you mean "found"/],
    ['a function with a result', 'silent', /silent returns void, which is not a type of a field/],
    [
      'a function with a named result type',
      'pair',
      /pair returns record, which is not a type.*rows of a served table \(setof, or one\)/,
    ],
    ['a function that is not volatile', 'stamped', /stamped is VOLATILE, and a volatile function is not a query/],
    [
      'argument types that clients can write',
      'any_of',
      /any_of takes an argument of the pseudo-type anyelement.*Write a function around it/,
    ],
    [
      'arguments with other names than those of a list',
      'limited',
      /argument limit would take the place of the list's own limit/,
    ],
    [
      'arguments with other names than those of a list of values',
      'cut',
      /argument limit would take the place of the list's own limit/,
    ],
  ])('a root field needs %s', async (_, name, message) => {
    const opened = await openGateway(database.url, { functions: { x: { function: name } } }).catch(
      (error: unknown) => error,
    );
    expect(opened instanceof Error ? opened.message : '').toMatch(message);
  });

  it('a root field needs a name of its own', async () => {
    const opening = openGateway(database.url, { functions: { products: { function: 'found' } } });
    await expect(opening).rejects.toThrow('functions.products: there is a root field "products" already.');
  });

  it('a computed column needs a name of its own', async () => {
    const fields = { price: { sql: '1' }, linesAggregate: { sql: '1' } };
    expect((await mistakes(fields)).split('\n')).toEqual([
      'entities.Product.fields.price: Product has a field "price" already. Give it another name.',
      'entities.Product.fields.linesAggregate: Product has a field "linesAggregate" already. Give it another name.',
    ]);
  });
});
