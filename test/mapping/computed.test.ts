/** Computed values are checked by the database when the gateway starts: every mistake at once, with its place. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ConfigOptions, readConfig } from '../../schema/config/read-config.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { openGateway } from '../support/gateway.ts';

type Fields = NonNullable<NonNullable<ConfigOptions['entities']>[string]['fields']>;

/** What a file may hold that nobody checks by types. */
function fileOf(fields: unknown): ConfigOptions {
  return { entities: { Product: { fields: fields as Fields } } };
}

describe('the form of a computed value', () => {
  it.each<[string, object, RegExp]>([
    ['has a source', { type: 'int4' }, /fields\.x\.sql is missing: a field has one of/],
    ['has one source', { sql: '1', function: 'f' }, /fields\.x\.function stands beside sql/],
    ['has known settings', { sql: '1', typ: 'int4' }, /fields\.x\.typ is no setting\. Did you mean "type"\?/],
    ['uses its arguments', { sql: '{row}.a', args: { rate: 'int4' } }, /does not use \{arg\.rate\}/],
    [
      'declares its arguments',
      { sql: '{arg.rat} + {arg.rate}', args: { rate: 'int4' } },
      /\{arg\.rat\}.*Did you mean "rate"/,
    ],
    ['numbers no parameters', { sql: '{row}.a + $1' }, /holds a parameter such as \$1/],
    ['has no arguments in a window', { window: 'rank() over ()', args: { a: 'int4' } }, /no place beside `window`/],
    ['has types for its arguments', { sql: '{arg.a}', args: { a: 1 } }, /args\.a must be a type/],
  ])('%s', (_, field, message) => {
    expect(() => readConfig({ file: fileOf({ x: field }) })).toThrow(message);
  });
});

describe('what the database says of a computed value', () => {
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

  it('lists every mistake at once', async () => {
    const found = await mistakes({ a: { sql: '{row}.prize' }, b: { sql: 'no such' }, c: { function: 'lable' } });
    expect(found.split('\n')).toEqual([
      'entities.Product.fields.a.sql: column t0.prize does not exist.',
      expect.stringMatching(/^entities\.Product\.fields\.b\.sql: syntax error/),
      'entities.Product.fields.c.function: lable is no function of this database. Did you mean "label"?',
    ]);
  });

  it.each<[string, Fields[string], RegExp]>([
    ['an aggregate is no value of a row', { sql: 'sum({row}.price)' }, /aggregate functions are not allowed/],
    ['a window function says so', { sql: 'rank() over ()' }, /window functions are not allowed/],
    ['an aggregate is no window', { window: 'sum({row}.price)' }, /GROUP BY/],
    ['a set is no value', { sql: "unnest(array['a'])" }, /set-returning functions are not allowed/],
    ['a type exists', { sql: '{row}.price', type: 'numerik' }, /"numerik" is no type of this database/],
    ['a GraphQL type is that of the value', { sql: '{row}.price', type: 'Int' }, /is Int; PostgreSQL makes it Decimal/],
    [
      "an argument's type exists",
      { sql: '{arg.a}', args: { a: 'Strong' } },
      /"Strong" is no type.*Did you mean "String"/,
    ],
    ['a volatile function is no query', { function: 'touched' }, /VOLATILE, and volatile ones are no queries/],
    ['a function takes the row', { function: 'shelved' }, /takes no row of public\.products/],
    ['a function gives one value', { function: 'parts' }, /gives a set of rows/],
    [
      "an argument is the function's",
      { function: 'label', args: { prefx: 'String' } },
      /no argument.*Did you mean "prefix"/,
    ],
  ])('%s', async (_, field, message) => {
    expect(await mistakes({ x: field })).toMatch(message);
  });

  it.each<[string, string, RegExp]>([
    ['a function that exists', 'foound', /functions\.x\.function: foound is no function.*Did you mean "found"/],
    ['one that returns something', 'silent', /silent returns void, which is no type of a field/],
    [
      'one that returns a named type',
      'pair',
      /pair returns record, which is no type.*rows of a served table \(setof, or one\)/,
    ],
    ['one that changes nothing', 'stamped', /stamped is VOLATILE, and volatile ones are no queries/],
    [
      'arguments of types that clients can give',
      'any_of',
      /any_of takes an argument of the pseudo-type anyelement.*Write a function around it/,
    ],
    ['arguments beside those of the list', 'limited', /argument limit would take the place of the list's own limit/],
    [
      'arguments beside those of a list of values',
      'cut',
      /argument limit would take the place of the list's own limit/,
    ],
  ])('a root field needs %s', async (_, name, message) => {
    const opened = await openGateway(database.url, { functions: { x: { function: name } } }).catch(
      (error: unknown) => error,
    );
    expect(opened instanceof Error ? opened.message : '').toMatch(message);
  });

  it('a root field has a name of its own', async () => {
    const opening = openGateway(database.url, { functions: { products: { function: 'found' } } });
    await expect(opening).rejects.toThrow('functions.products: there is a root field "products" already.');
  });

  it('a name is free', async () => {
    const fields = { price: { sql: '1' }, linesAggregate: { sql: '1' } };
    expect((await mistakes(fields)).split('\n')).toEqual([
      'entities.Product.fields.price: Product has a field "price" already. Give it another name.',
      'entities.Product.fields.linesAggregate: Product has a field "linesAggregate" already. Give it another name.',
    ]);
  });
});
