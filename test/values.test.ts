import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import fc from 'fast-check';
import pg from 'pg';
import { codecFor } from '../loaders/postgres/codecs.ts';
import { sessionSettings } from '../loaders/postgres/session-settings.ts';
import { encodeInput } from '../schema/encode-input.ts';
import type { PgType } from '../schema/model.ts';
import { coerce } from './support/coerce.ts';
import { createDatabase, type TestDatabase } from './support/database.ts';

let database: TestDatabase;
let client: pg.Client;

beforeAll(async () => {
  database = await createDatabase([
    `create type mood as enum ('sad', 'so-so', 'true', 'very happy');
     create type part as (name text, amount numeric, tags text[]);
     create type span as range (subtype = text);`,
  ]);
  client = new pg.Client({ connectionString: database.url, types: { getTypeParser: () => (text: string) => text } });
  await client.connect();
  for (const [name, value] of sessionSettings({ statementTimeoutMs: 0, lockTimeoutMs: 0, queryTimeoutMs: 0 })) {
    await client.query('select set_config($1, $2, false)', [name, value]);
  }
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

function scalar(name: string): PgType {
  return { kind: 'scalar', oid: 0, schema: 'pg_catalog', name };
}
function array(element: PgType, dimensions = 1): PgType {
  return { kind: 'array', oid: 0, schema: element.schema, name: `_${element.name}`, element, dimensions };
}
function range(name: string, subtype: PgType, schema = 'pg_catalog'): PgType {
  return { kind: 'range', oid: 0, schema, name, subtype };
}

const mood: PgType = {
  kind: 'enum',
  oid: 0,
  schema: 'public',
  name: 'mood',
  enum: {
    name: 'Mood',
    schema: 'public',
    pgName: 'mood',
    description: null,
    values: [
      { name: 'sad', label: 'sad' },
      { name: 'SO_SO', label: 'so-so' },
      { name: 'TRUE', label: 'true' },
      { name: 'VERY_HAPPY', label: 'very happy' },
    ],
  },
};
const part: PgType = {
  kind: 'composite',
  oid: 0,
  schema: 'public',
  name: 'part',
  composite: {
    name: 'Part',
    schema: 'public',
    pgName: 'part',
    description: null,
    attributes: [
      { field: 'name', name: 'name', type: scalar('text') },
      { field: 'amount', name: 'amount', type: scalar('numeric') },
      { field: 'tags', name: 'tags', type: array(scalar('text')) },
    ],
  },
};
const span = range('span', scalar('text'), 'public');

function sqlName(type: PgType): string {
  return `"${type.schema}"."${type.name}"`;
}

/** The text that PostgreSQL prints for an expression. */
async function print(expression: string, values: readonly string[] = []): Promise<string> {
  const { rows } = await client.query(`select ${expression} as text`, [...values]);
  return rows[0].text;
}

/** What a client sees, and would send back. */
function response(type: PgType, text: string): unknown {
  return JSON.parse(JSON.stringify(codecFor(type).decode(text)));
}

/** A client's JSON value → GraphQL's coercion → PostgreSQL's text. */
function request(type: PgType, value: unknown): string {
  return encodeInput(type, coerce(type, value));
}

/** Cases as objects, whose names vitest can print. */
function named<Rest extends readonly unknown[]>(cases: readonly (readonly [type: PgType, ...rest: Rest])[]) {
  return cases.map(([type, ...rest]) => ({ name: type.name, type, rest }));
}

describe('a value as PostgreSQL holds it is in the response', () => {
  const cases: readonly [type: PgType, sql: string, value: unknown][] = [
    [scalar('int2'), `-32768`, -32768],
    [scalar('int4'), `2147483647`, 2147483647],
    [scalar('int8'), `9223372036854775807`, '9223372036854775807'],
    [scalar('numeric'), `1.50`, '1.50'],
    [scalar('numeric'), `'NaN'`, 'NaN'],
    [
      scalar('numeric'),
      `123456789012345678901234567890.000000000000000001`,
      '123456789012345678901234567890.000000000000000001',
    ],
    [scalar('money'), `-1234.5`, '-1234.50'],
    [scalar('money'), `0.01`, '0.01'],
    [scalar('float4'), `0.1`, 0.1],
    [scalar('float8'), `1e300`, 1e300],
    [scalar('float8'), `5e-324`, 5e-324],
    [scalar('bool'), `true`, true],
    [scalar('text'), `'a"\\b'`, 'a"\\b'],
    [scalar('bpchar'), `'ab '::char(5)`, 'ab   '],
    [scalar('uuid'), `'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'`, 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'],
    [scalar('date'), `'2024-02-29'`, '2024-02-29'],
    [scalar('date'), `'0044-03-15 BC'`, '-000043-03-15'],
    [scalar('date'), `'0001-12-31 BC'`, '0000-12-31'],
    [scalar('date'), `'5874897-12-31'`, '+5874897-12-31'],
    [scalar('date'), `'4714-11-24 BC'`, '-004713-11-24'],
    [scalar('date'), `'infinity'`, 'infinity'],
    [scalar('timestamptz'), `'2024-03-01 12:00:00.000001+02'`, '2024-03-01T10:00:00.000001Z'],
    [scalar('timestamptz'), `'2024-03-01 12:00:00.5'`, '2024-03-01T12:00:00.5Z'],
    [scalar('timestamptz'), `'0044-03-15 12:00:00 BC'`, '-000043-03-15T12:00:00Z'],
    [scalar('timestamptz'), `'12345-01-02 03:04:05'`, '+012345-01-02T03:04:05Z'],
    [scalar('timestamptz'), `'294276-12-31 23:59:59.999999'`, '+294276-12-31T23:59:59.999999Z'],
    [scalar('timestamptz'), `'-infinity'`, '-infinity'],
    [scalar('timestamp'), `'2024-03-01 12:00:00'`, '2024-03-01T12:00:00'],
    [scalar('timestamp'), `'0044-03-15 12:00:00.25 BC'`, '-000043-03-15T12:00:00.25'],
    [scalar('timestamp'), `'infinity'`, 'infinity'],
    [scalar('time'), `'24:00:00'`, '24:00:00'],
    [scalar('timetz'), `'12:00:00+02'`, '12:00:00+02:00'],
    [scalar('timetz'), `'12:00:00.5-03:30'`, '12:00:00.5-03:30'],
    [scalar('timetz'), `'12:00:00+05:30:15'`, '12:00:00+05:30:15'],
    [scalar('timetz'), `'12:00:00+00'`, '12:00:00Z'],
    [scalar('interval'), `'1 year 2 mons 3 days 04:05:06.7'`, 'P1Y2M3DT4H5M6.7S'],
    [scalar('interval'), `'-1 year +2 days -00:00:00.000001'`, 'P-1Y2DT-0.000001S'],
    [scalar('interval'), `'0'`, 'PT0S'],
    [scalar('bytea'), `'\\x00ff10'`, 'AP8Q'],
    [scalar('bytea'), `''`, ''],
    [scalar('jsonb'), `'{"a": [1, "x", null, true]}'`, { a: [1, 'x', null, true] }],
    [scalar('inet'), `'10.0.0.1/8'`, '10.0.0.1/8'],
    [scalar('bit'), `B'101'`, '101'],
    [scalar('int4multirange'), `'{[1,3),[5,7)}'`, '{[1,3),[5,7)}'],
    [mood, `'so-so'`, 'SO_SO'],
    [mood, `'true'`, 'TRUE'],
    [array(scalar('int4')), `'{1,NULL,3}'`, [1, null, 3]],
    [array(scalar('text')), `'{}'`, []],
    [
      array(scalar('text')),
      `array['NULL', '', 'a,b', '{x}', 'q"\\', ' s ']`,
      ['NULL', '', 'a,b', '{x}', 'q"\\', ' s '],
    ],
    [array(scalar('timestamptz')), `'{2024-03-01 12:00:00+00}'`, ['2024-03-01T12:00:00Z']],
    [array(scalar('box')), `'{(1,1),(0,0);(3,3),(2,2)}'`, ['(1,1),(0,0)', '(3,3),(2,2)']],
    [array(mood), `'{"very happy",sad}'`, ['VERY_HAPPY', 'sad']],
    [
      array(scalar('int4'), 2),
      `'{{1,NULL},{3,4}}'`,
      [
        [1, null],
        [3, 4],
      ],
    ],
    [array(scalar('int4'), 2), `'{}'`, []],
    [array(scalar('int8'), 3), `'{{{9007199254740993}}}'`, [[['9007199254740993']]]],
    [
      array(scalar('text'), 2),
      `array[['{x}', 'NULL'], ['', 'q"\\']]`,
      [
        ['{x}', 'NULL'],
        ['', 'q"\\'],
      ],
    ],
    [array(scalar('timestamptz'), 2), `'{{2024-03-01 12:00:00+00}}'`, [['2024-03-01T12:00:00Z']]],
    [array(scalar('box'), 2), `'{{(1,1),(0,0)};{(3,3),(2,2)}}'`, [['(1,1),(0,0)'], ['(3,3),(2,2)']]],
    [array(scalar('jsonb'), 2), `array[['[1]', '{"a": true}']]::jsonb[]`, [[[1], { a: true }]]],
    [array(mood, 2), `'{{"very happy"},{sad}}'`, [['VERY_HAPPY'], ['sad']]],
    [array(part, 2), `array[[row('\\', 1, array['"'])]]::part[]`, [[{ name: '\\', amount: '1', tags: ['"'] }]]],
    [
      array(range('int4range', scalar('int4')), 2),
      `'{{"[1,10)"}}'`,
      [[{ start: 1, startInclusive: true, end: 10, endInclusive: false, isEmpty: false }]],
    ],
    [
      part,
      `row('a"b, (c)', 1.50, array['x', null, 'y"'])`,
      { name: 'a"b, (c)', amount: '1.50', tags: ['x', null, 'y"'] },
    ],
    [part, `row(null, null, '{}')`, { name: null, amount: null, tags: [] }],
    [part, `row('', null, null)`, { name: '', amount: null, tags: null }],
    [array(part), `array[row('\\', 1, array['"']), null]::part[]`, [{ name: '\\', amount: '1', tags: ['"'] }, null]],
    [
      range('int4range', scalar('int4')),
      `'[1,10)'`,
      { start: 1, startInclusive: true, end: 10, endInclusive: false, isEmpty: false },
    ],
    [
      range('numrange', scalar('numeric')),
      `'(1.5,]'`,
      { start: '1.5', startInclusive: false, end: null, endInclusive: false, isEmpty: false },
    ],
    [
      range('int4range', scalar('int4')),
      `'empty'`,
      { start: null, startInclusive: false, end: null, endInclusive: false, isEmpty: true },
    ],
    [
      range('tstzrange', scalar('timestamptz')),
      `'["2024-01-01 00:00:00+00",infinity]'`,
      { start: '2024-01-01T00:00:00Z', startInclusive: true, end: 'infinity', endInclusive: true, isEmpty: false },
    ],
    [
      span,
      `span('a"b', '}, )', '[]')`,
      { start: 'a"b', startInclusive: true, end: '}, )', endInclusive: true, isEmpty: false },
    ],
  ];

  test.each(named(cases))('$name: $rest.0', async ({ type, rest: [sql, value] }) => {
    const text = await print(`(${sql})::${sqlName(type)}`);
    expect(response(type, text)).toEqual(value);
  });

  test.each(named(cases))('and is accepted back: $name $rest.0', async ({ type, rest: [sql] }) => {
    const text = await print(`(${sql})::${sqlName(type)}`);
    const sent = request(type, response(type, text));
    expect(await print(`$1::${sqlName(type)}`, [sent])).toBe(text);
  });
});

test('an array is a list from its first element on, whatever its bounds', async () => {
  const text = await print(`'[0:1]={7,8}'::int4[]`);
  expect(text).toBe('[0:1]={7,8}');
  expect(response(array(scalar('int4')), text)).toEqual([7, 8]);
});

describe('a value without a place in JSON is an error of its field', () => {
  const cases: readonly [type: PgType, text: string, message: string][] = [
    [scalar('float8'), 'NaN', 'NaN'],
    [scalar('float4'), '-Infinity', '-Infinity'],
    [array(scalar('int4')), '{{1,2},{3,4}}', 'several dimensions'],
    [array(scalar('int4'), 2), '{1,2}', 'other dimensions than the 2'],
    [array(scalar('int4'), 2), '{{{1}}}', 'other dimensions than the 2'],
    [mood, 'new', '"new" was added'],
  ];
  test.each(named(cases))('$name: $rest.0', ({ type, rest: [text, message] }) => {
    expect(() => codecFor(type).decode(text)).toThrow(message);
  });
});

describe('json keeps every digit', () => {
  test.each([
    '12345678901234567890',
    '1.0',
    '1.10',
    '1e400',
    '-0',
    '{"a":[0.1000000000000000055511151231257827,9007199254740993]}',
    'null',
    '"\\u0001\\n"',
    '{"__proto__":1,"constructor":2.50}',
  ])('%s', (text) => {
    expect(JSON.stringify(codecFor(scalar('jsonb')).decode(text))).toBe(text);
  });

  test('a JSON null in a column that is NOT NULL is a value', () => {
    expect(codecFor(scalar('jsonb')).decode('null')).not.toBeNull();
  });

  test('100,000 levels are an error, not the end of the stack', () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    expect(() => codecFor(scalar('jsonb')).decode(deep)).toThrow('deeper than 1000');
  });
});

describe('what a client sends wrong is named before any SQL', () => {
  const cases: readonly [type: PgType, value: unknown, message: string | RegExp][] = [
    [scalar('int2'), 32768, /"32768" is out of range: .* -32768 to 32767/],
    [scalar('int4'), 2 ** 31, /32-bit/],
    [scalar('int8'), '9223372036854775808', /out of range/],
    [scalar('int8'), 2 ** 53, /give it as a string/],
    [scalar('int8'), '1.5', /"1.5" is not a whole number/],
    [scalar('int8'), '', /not a whole number/],
    [scalar('numeric'), '1e131072', /out of range/],
    [scalar('numeric'), '1e-16384', /out of range/],
    [scalar('numeric'), '1e999999999999', /not a decimal/],
    [scalar('numeric'), '0x1f', /not a decimal/],
    [scalar('numeric'), '.', /not a decimal/],
    [scalar('money'), 'NaN', /not an amount/],
    [scalar('money'), '92233720368547758.00', /out of range/],
    [scalar('float4'), 1e39, /32 bits/],
    [scalar('float4'), 1e-60, /32 bits/],
    [scalar('uuid'), 'a0eebc99', /not a UUID/],
    [scalar('date'), '2024-02-30', /no day 30/],
    [scalar('date'), '2023-02-29', /no day 29/],
    [scalar('date'), '2024-13-01', /no month 13/],
    [scalar('date'), '-004713-11-23', /out of range/],
    [scalar('date'), 'now', /not a date/],
    [scalar('timestamptz'), '2024-01-01T00:00:00', /with offset/],
    [scalar('timestamptz'), '2024-01-01T25:00:00Z', /no valid time/],
    [scalar('timestamptz'), '2024-01-01T00:00:00+16:00', /no valid offset/],
    [scalar('timestamptz'), '2024-01-01T00:00:00.1234567Z', /finer than microseconds/],
    [scalar('timestamp'), '2024-01-01T00:00:00Z', /without offset/],
    [scalar('timestamp'), '+294277-01-01T00:00:00', /out of range/],
    [scalar('time'), '24:00:01', /no valid time/],
    [scalar('timetz'), '12:00:00', /with offset/],
    [scalar('interval'), '1 day', /not a duration/],
    [scalar('interval'), 'P', /not a duration/],
    [scalar('interval'), 'P1DT', /not a duration/],
    [scalar('interval'), 'P200000000Y', /out of range/],
    [scalar('bytea'), 'AP8', /Base64/],
    [scalar('bytea'), '\\x00', /Base64/],
    [scalar('text'), 'a\0b', /U\+0000/],
    [scalar('text'), '\ud800', /surrogate/],
    [scalar('inet'), 'a\0b', /U\+0000/],
    [scalar('jsonb'), { a: ['\0'] }, /U\+0000/],
    [scalar('jsonb'), { '\udc00': 1 }, /surrogate/],
    [array(scalar('text')), ['a', 'b\0'], /U\+0000/],
    [array(scalar('int4'), 2), [1, 2], /\[0\]: must be a list: the array has 2 dimensions/],
    [array(scalar('int4'), 2), 1, /must be a list/],
    [array(scalar('int4'), 2), [[1, 2], [3]], /\[1\]: has 1 items where its neighbour has 2/],
    [array(scalar('int4'), 2), [[1, 2 ** 31]], /\[0\]\[1\]: .*32-bit/],
    [array(scalar('int2'), 2), [[32768]], /"32768" is out of range/],
    [array(scalar('int8'), 2), [['x']], /\[0\]\[0\]: .*not a whole number/],
    [array(scalar('date'), 2), [['2024-02-30']], /no day 30/],
    [array(mood, 2), [['HAPPY']], /HAPPY/],
    [array(part, 2), [[{ amount: 'x' }]], /amount: .*not a decimal/],
    [mood, 'HAPPY', /HAPPY/],
    [part, { name: '\0' }, /name: .*U\+0000/],
    [range('int4range', scalar('int4')), { start: 1.5 }, /non-integer/],
  ];
  test.each(named(cases))('$name: $rest.0', ({ type, rest: [value, message] }) => {
    expect(() => request(type, value)).toThrow(message);
  });

  test('JSON of 100,000 levels', () => {
    let deep: unknown = 0;
    for (let level = 0; level < 100_000; level++) deep = [deep];
    expect(() => request(scalar('jsonb'), deep)).toThrow('deeper than 1000');
  });
});

describe('any value that is accepted is the value PostgreSQL compares with', () => {
  const day = fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true });
  const micros = fc.tuple(day, fc.integer({ min: 0, max: 999 })).map(([date, micro]) => {
    return date.toISOString().replace('Z', String(micro).padStart(3, '0'));
  });
  const text = fc.string({
    unit: fc.constantFrom('a', '"', '\\', '{', '}', ',', '(', ')', '[', ']', ' ', "'", 'ü', '😀', '\n'),
  });
  const decimal = fc
    .tuple(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.integer({ min: 0, max: 20 }))
    .map(([digits, exponent]) => `${digits}e-${exponent}`);
  const strategies: readonly [type: PgType, values: fc.Arbitrary<unknown>][] = [
    [scalar('int4'), fc.integer()],
    [scalar('int8'), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String)],
    [scalar('numeric'), decimal],
    [scalar('float8'), fc.double({ noNaN: true, noDefaultInfinity: true })],
    [scalar('float4'), fc.float({ noNaN: true, noDefaultInfinity: true })],
    [scalar('text'), text],
    [scalar('uuid'), fc.uuid()],
    [scalar('date'), day.map((date) => date.toISOString().slice(0, 10))],
    [scalar('timestamptz'), micros.map((moment) => `${moment}Z`)],
    [scalar('timestamp'), micros],
    [scalar('bytea'), fc.uint8Array().map((bytes) => Buffer.from(bytes).toString('base64'))],
    [
      scalar('jsonb'),
      fc.jsonValue({ depthSize: 'small' }).map((value) => JSON.parse(JSON.stringify(value).replaceAll('\\u0000', ''))),
    ],
    [array(scalar('text')), fc.array(fc.option(text))],
    [array(scalar('bytea')), fc.array(fc.uint8Array().map((bytes) => Buffer.from(bytes).toString('base64')))],
    [
      part,
      fc.record({ name: fc.option(text), amount: fc.option(decimal), tags: fc.option(fc.array(fc.option(text))) }),
    ],
    [array(part), fc.array(fc.record({ name: fc.option(text), amount: fc.constant(null), tags: fc.array(text) }))],
    [mood, fc.constantFrom('sad', 'SO_SO', 'TRUE', 'VERY_HAPPY')],
  ];

  test.each(named(strategies))('$name', async ({ type, rest: [values] }) => {
    const name = sqlName(type);
    const property = fc.asyncProperty(values, async (value) => {
      const first = await print(`$1::${name}`, [request(type, value)]);
      // What comes out goes in again as the same value.
      const second = await print(`$1::${name}`, [request(type, response(type, first))]);
      expect(second).toBe(first);
    });
    await fc.assert(property, { numRuns: 60 });
  });
});
