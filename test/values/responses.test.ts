/** Values of PostgreSQL in responses. */
import { describe, expect, test } from 'vitest';
import { codecFor } from '../../loaders/values/codecs.ts';
import type { PgType } from '../../schema/model/model.ts';
import { array, mood, named, part, range, request, response, scalar, span, sqlName } from './sample-types.ts';
import { usePrinting } from './use-printing.ts';

const print = usePrinting();

describe('values in responses', () => {
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

  test.each(named(cases))(
    'a value is written as PostgreSQL holds it: $name $rest.0',
    async ({ type, rest: [sql, value] }) => {
      const text = await print(`(${sql})::${sqlName(type)}`);
      expect(response(type, text)).toEqual(value);
    },
  );

  test.each(named(cases))('a written value is accepted back: $name $rest.0', async ({ type, rest: [sql] }) => {
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

describe('values without a form in JSON', () => {
  const cases: readonly [type: PgType, text: string, message: string][] = [
    [scalar('float8'), 'NaN', 'NaN'],
    [scalar('float4'), '-Infinity', '-Infinity'],
    [array(scalar('int4')), '{{1,2},{3,4}}', 'several dimensions'],
    [array(scalar('int4'), 2), '{1,2}', 'other dimensions than the 2'],
    [array(scalar('int4'), 2), '{{{1}}}', 'other dimensions than the 2'],
    [mood, 'new', '"new" was added'],
  ];
  test.each(named(cases))(
    'a value without a form in JSON is an error of its field: $name $rest.0',
    ({ type, rest: [text, message] }) => {
      expect(() => codecFor(type).decode(text)).toThrow(message);
    },
  );
});

describe('JSON documents in responses', () => {
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
  ])('a document keeps every digit: %s', (text) => {
    expect(JSON.stringify(codecFor(scalar('jsonb')).decode(text))).toBe(text);
  });

  test('a JSON null in a column that is NOT NULL is a value', () => {
    expect(codecFor(scalar('jsonb')).decode('null')).not.toBeNull();
  });

  test('a document of 100,000 levels is an error that does not exhaust the stack', () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    expect(() => codecFor(scalar('jsonb')).decode(deep)).toThrow('deeper than 1000');
  });
});
