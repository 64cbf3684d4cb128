/** Values of clients as PostgreSQL takes them. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PgType } from '../../schema/model/model.ts';
import { array, mood, named, part, range, request, response, scalar, sqlName } from './sample-types.ts';
import { usePrinting } from './use-printing.ts';

const print = usePrinting();

describe('wrong values of clients', () => {
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
    [scalar('money'), '.', /not a decimal/],
    [scalar('money'), '-', /not a decimal/],
    [scalar('money'), '92233720368547758.075', /-92233720368547758.08 to 92233720368547758.07/],
    [scalar('money'), '1e17', /out of range/],
    [scalar('int8'), `${'0'.repeat(500_000)}x`, /not a whole number/],
    [scalar('money'), `${'0'.repeat(500_000)}x`, /not a decimal/],
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
  test.each(named(cases))(
    'a wrong value is named before any SQL: $name $rest.0',
    ({ type, rest: [value, message] }) => {
      expect(() => request(type, value)).toThrow(message);
    },
  );

  test('JSON of 100,000 levels is refused', () => {
    let deep: unknown = 0;
    for (let level = 0; level < 100_000; level++) deep = [deep];
    expect(() => request(scalar('jsonb'), deep)).toThrow('deeper than 1000');
  });
});

describe('spellings of numbers', () => {
  const noughts = fc.integer({ min: 0, max: 3 }).map((count) => '0'.repeat(count));
  const digits = fc.oneof(noughts, fc.integer({ min: 0, max: 99_999 }).map(String));
  const point = fc.oneof(
    fc.constant(''),
    digits.map((after) => `.${after}`),
  );
  const sign = fc.constantFrom('', '-', '+');
  const exponent = fc.oneof(
    fc.constant(''),
    fc.integer({ min: -20, max: 8 }).map((shift) => `e${shift}`),
  );
  const whole = fc.tuple(sign, noughts, digits).map((parts) => parts.join(''));
  const decimal = fc.tuple(sign, noughts, digits, point, exponent).map((parts) => parts.join(''));
  const edges = fc.constantFrom(
    '-92233720368547758.08',
    '92233720368547758.07',
    '92233720368547758.074',
    '.005',
    '-.004',
  );
  const numbers: readonly [type: PgType, reads: string, texts: fc.Arbitrary<string>][] = [
    [scalar('int8'), '$1::int8', whole],
    [scalar('numeric'), '$1::numeric', decimal],
    [scalar('money'), '$1::numeric::money', fc.oneof(decimal, edges)],
  ];

  test.each(named(numbers))(
    'a number is accepted if PostgreSQL accepts it: $name',
    async ({ type, rest: [reads, texts] }) => {
      const property = fc.asyncProperty(texts, async (text) => {
        const expected = await print(`(${reads})::text`, [text]).catch(() => null);
        const accepted = (): string => request(type, text);
        if (expected === null) expect(accepted).toThrow(/is not|out of range/);
        else expect(await print(`$1::${sqlName(type)}`, [accepted()])).toBe(expected);
      });
      await fc.assert(property, { numRuns: 400 });
    },
  );

  test.each(['0.001e131073', '0e200000', '-0', '00', `${'0'.repeat(131_080)}1`])(
    'a numeric is the same to PostgreSQL after it was read: %s',
    async (text) => {
      expect(await print(`$1::numeric = $2::numeric`, [request(scalar('numeric'), text), text])).toBe('t');
    },
  );
});

describe('accepted values', () => {
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

  test.each(named(strategies))(
    'an accepted value is the one that PostgreSQL compares with: $name',
    async ({ type, rest: [values] }) => {
      const name = sqlName(type);
      const property = fc.asyncProperty(values, async (value) => {
        const first = await print(`$1::${name}`, [request(type, value)]);
        // A written value is read as the same value.
        const second = await print(`$1::${name}`, [request(type, response(type, first))]);
        expect(second).toBe(first);
      });
      await fc.assert(property, { numRuns: 60 });
    },
  );
});
