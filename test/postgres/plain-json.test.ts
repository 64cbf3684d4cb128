import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeJson } from '../../loaders/values/codec-json.ts';
import { withNumbers } from '../../loaders/values/plain-json.ts';
import type { PgType } from '../../schema/model/model.ts';

const JSONB: PgType = { kind: 'scalar', oid: 3802, schema: 'pg_catalog', name: 'jsonb' };

function read(text: string): unknown {
  return withNumbers(JSONB, decodeJson(text));
}

it.each<[string, unknown]>([
  ['2.50', 2.5],
  ['1.0', 1],
  ['-0.10e1', -1],
  ['-0', -0],
  ['0.000', 0],
  ['1E3', 1000],
  ['1e-7', 1e-7],
  ['9007199254740992', 9007199254740992],
  ['null', null],
  ['{"price": 2.50, "tags": [1.0, {"n": null}], "x": "1.0"}', { price: 2.5, tags: [1, { n: null }], x: '1.0' }],
])('the JSON text %s becomes its JavaScript value', (text, value) => {
  expect(read(text)).toEqual(value);
});

it.each(['12345678901234567890', '9007199254740993.0', '0.12345678901234567890', '1e400', '1e-400'])(
  'the number %s, which JavaScript cannot hold, stays as it is written',
  (text) => {
    expect(JSON.isRawJSON(read(text))).toBe(true);
    expect(JSON.stringify(read(`[${text}]`))).toBe(`[${text}]`);
  },
);

it('every number of JavaScript stays itself, however its digits are written', () => {
  fc.assert(
    fc.property(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.integer({ min: 0, max: 100 }),
      (number, digits) => {
        expect(read(JSON.stringify({ number }))).toEqual({ number: number === 0 ? 0 : number });
        const fixed = number.toExponential(digits);
        const plain = read(fixed);
        if (!JSON.isRawJSON(plain)) expect(plain).toBe(Number(fixed));
      },
    ),
  );
});

it('a key named __proto__ is a key', () => {
  const value = Object(read('{"__proto__": 1.0, "own": 2.0}'));
  expect(Object.entries(value)).toEqual([
    ['__proto__', 1],
    ['own', 2],
  ]);
});

it('a value without a document stays as it is', () => {
  const text: PgType = { kind: 'scalar', oid: 25, schema: 'pg_catalog', name: 'text' };
  expect(withNumbers(text, '1.0')).toBe('1.0');
});
