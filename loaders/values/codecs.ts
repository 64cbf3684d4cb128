/**
 * From PostgreSQL's text form to the value in the response: one codec per type, the same at every depth and under every
 * strategy. They read what `session-settings.ts` makes PostgreSQL print. `docs/values.md` has the table.
 */
import { type OutputForm, pgScalar } from '../../schema/catalog/pg-scalars.ts';
import type { EnumType, PgType } from '../../schema/model/model.ts';
import type { Codec } from './codec.ts';
import { arrayCodec, compositeCodec, rangeCodec } from './codec-containers.ts';
import { decodeJson } from './codec-json.ts';
import { decodeDate, decodeOffsetTime, decodeTimestamp, decodeTimestampTz } from './codec-time.ts';
import { DatabaseError } from '../database/database-error.ts';

const codecs = new WeakMap<PgType, Codec>();

export function codecFor(type: PgType): Codec {
  const cached = codecs.get(type);
  if (cached) return cached;
  const codec = buildCodec(type);
  codecs.set(type, codec);
  return codec;
}

function buildCodec(type: PgType): Codec {
  switch (type.kind) {
    case 'scalar':
      return SCALARS[pgScalar(type)?.output ?? 'text'];
    case 'enum':
      return enumCodec(type.enum);
    case 'array':
      return arrayCodec(type, codecFor(type.element));
    case 'composite':
      return compositeCodec(
        type.composite,
        type.composite.attributes.map((attribute) => codecFor(attribute.type)),
      );
    case 'range':
      return rangeCodec(codecFor(type.subtype));
  }
}

const asText: Codec = { decode: (text) => text };

/** Texts are given as PostgreSQL prints them: no digit of int8 or numeric is lost. */
const SCALARS: Readonly<Record<OutputForm, Codec>> = {
  raw: { decode: Number },
  quoted: asText,
  text: asText,
  boolean: { decode: (text) => text === 't' },
  float: { decode: decodeFloat },
  date: { decode: decodeDate },
  timestamp: { decode: decodeTimestamp },
  timestamptz: { decode: decodeTimestampTz },
  timetz: { decode: decodeOffsetTime },
  json: { decode: decodeJson },
  jsonb: { decode: decodeJson },
  bytea: { decode: decodeBytea },
  money: { decode: decodeMoney },
};

function decodeFloat(text: string): number {
  const value = Number(text);
  if (Number.isFinite(value)) return value;
  throw new Error(`The database holds ${text}, which no JSON number can express.`);
}

/**
 * `-$1,234.50` → `-1234.50`. lc_monetary decides about signs and separators; only groups have three digits,
 * so a last separator before another number of digits is the decimal point.
 */
function decodeMoney(text: string): string {
  const fraction = /[.,](\d{1,2}|\d{4,})\D*$/.exec(text);
  const whole = (fraction ? text.slice(0, fraction.index) : text).replace(/\D/g, '');
  const sign = /[-(]/.test(text) ? '-' : '';
  return sign + whole + (fraction ? `.${fraction[1]}` : '');
}

function decodeBytea(text: string): string {
  return Buffer.from(text.slice(2), 'hex').toString('base64');
}

/** Label → GraphQL name. */
function enumCodec(type: EnumType): Codec {
  const names = new Map(type.values.map((value) => [value.label, value.name]));
  return {
    decode(label) {
      const name = names.get(label);
      if (name !== undefined) return name;
      throw new DatabaseError(
        'SCHEMA_CHANGED',
        `"${label}" was added to ${type.pgName} after the gateway read the schema.`,
      );
    },
  };
}
