/**
 * PostgreSQL's text form → the response value: one codec per type, the same at every depth and under every strategy.
 * The session prints dates in ISO style, intervals in ISO 8601, UTC, bytea in hex, and floats with all their digits.
 */
import type { PgType } from '../../schema/model.ts';
import { arrayCodec } from './array-codec.ts';
import type { Codec } from './codec.ts';
import { compositeCodec, rangeCodec } from './composite-codecs.ts';
import { JsonText } from './json-text.ts';

const known = new WeakMap<PgType, Codec>();

export function codecFor(type: PgType): Codec {
  const codec = known.get(type) ?? makeCodec(type);
  known.set(type, codec);
  return codec;
}

function makeCodec(type: PgType): Codec {
  switch (type.kind) {
    case 'scalar':
      return (type.schema === 'pg_catalog' ? SCALARS.get(type.name) : undefined) ?? TEXT;
    case 'enum': {
      const names = new Map(type.enum.values.map(({ name, label }) => [label, name]));
      return { form: 'decoded', decode: (text) => names.get(text) ?? unknownLabel(type.enum.name, text) };
    }
    case 'array':
      return arrayCodec(codecFor(type.element), type.element);
    case 'composite':
      return compositeCodec(type.composite, codecFor);
    case 'range':
      return rangeCodec(codecFor(type.subtype));
  }
}

function unknownLabel(name: string, label: string): never {
  throw new Error(`${name} has no value for the label "${label}"; the schema has changed, reload the gateway`);
}

const TEXT: Codec = { form: 'text', decode: (text) => text };
/** Digits, letters and punctuation that JSON need not escape. */
const PLAIN: Codec = { form: 'plain', decode: (text) => text };
const INTEGER: Codec = { form: 'number', decode: Number };
const FLOAT: Codec = { form: 'decoded', decode: finite };
const JSON_VALUE: Codec = { form: 'json', decode: (text) => new JsonText(text) };

const SCALARS = new Map<string, Codec>([
  ['int2', INTEGER],
  ['int4', INTEGER],
  ['int8', PLAIN],
  ['numeric', PLAIN],
  ['money', { form: 'decoded', decode: amount }],
  ['float4', FLOAT],
  ['float8', FLOAT],
  ['bool', { form: 'boolean', decode: (text) => text === 't' }],
  ['uuid', PLAIN],
  ['date', PLAIN],
  ['timestamptz', { form: 'timestamptz', decode: dateTime }],
  ['timestamp', { form: 'timestamp', decode: localDateTime }],
  ['time', PLAIN],
  ['timetz', { form: 'decoded', decode: offsetTime }],
  ['interval', PLAIN],
  ['json', JSON_VALUE],
  ['jsonb', JSON_VALUE],
  ['bytea', { form: 'decoded', decode: base64 }],
]);

/** JSON has no NaN and no infinity: an error on the field, never a wrong value. */
function finite(text: string): number {
  const number = Number(text);
  if (!Number.isFinite(number)) throw new Error(`the value is ${text}, which a GraphQL Float cannot carry`);
  return number;
}

/** '2024-02-29 12:00:00.5+00' → '2024-02-29T12:00:00.5Z'; years before Christ keep PostgreSQL's ' BC'. */
function dateTime(text: string): string {
  return text.replace(' ', 'T').replace('+00', 'Z');
}

function localDateTime(text: string): string {
  return /^\d/.test(text) ? text.replace(' ', 'T') : text;
}

/** PostgreSQL leaves out the minutes of an offset that has none. */
function offsetTime(text: string): string {
  return /[+-]\d\d$/.test(text) ? `${text}:00` : text;
}

/** '-$1,234.50' → '-1234.50', whatever the currency of lc_monetary. */
function amount(text: string): string {
  const negative = text.includes('-') || text.startsWith('(');
  const digits = text.replaceAll(/[^\d.,]/g, '');
  const point = Math.max(digits.lastIndexOf('.'), digits.lastIndexOf(','));
  const hasFraction = point >= 0 && digits.length - point - 1 !== 3;
  const whole = (hasFraction ? digits.slice(0, point) : digits).replaceAll(/[.,]/g, '');
  return `${negative ? '-' : ''}${whole}${hasFraction ? `.${digits.slice(point + 1)}` : ''}`;
}

function base64(text: string): string {
  return Buffer.from(text.slice(2), 'hex').toString('base64');
}
