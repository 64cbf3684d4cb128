/**
 * A copier writes PostgreSQL's text of a value as JSON, byte for byte as `JSON.stringify` prints the decoded value. A
 * type without a copier is decoded by its codec.
 */
import { codecFor } from '../../loaders/values/codecs.ts';
import type { PgType } from '../../schema/model/model.ts';
import type { ByteBuffer } from './byte-buffer.ts';
import { type ByteSource, byteSource } from './byte-source.ts';
import { enumTexts, jsonFormOf } from './json-form.ts';
import { GIVE_UP } from './object-writer.ts';
import { copyText } from './text-copier.ts';

export type Copier = (out: ByteBuffer, source: ByteSource, start: number, length: number) => void;

/** Returns null for an object that the client selects from, which only graphql-js can do. */
export function copierFor(type: PgType): Copier | null {
  switch (jsonFormOf(type)) {
    case 'objects':
      return null;
    case 'raw':
      return copyRaw;
    case 'quoted':
      return copyPlain;
    case 'text':
      return copyText;
    case 'boolean':
      return copyBoolean;
    case 'float':
      return float(type);
    case 'date':
      return date(type);
    case 'timestamp':
      return timestamp(type, 0);
    case 'timestamptz':
      return timestamp(type, ZONE_LENGTH);
    case 'enumeration':
      return enumeration(type);
    case 'jsonb':
      return jsonb(type);
    case 'decoded':
      return decoded(type);
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SPACE = 0x20;
const COMMA = 0x2c;
const DIGIT_0 = 0x30;
const DIGIT_9 = 0x39;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
/** Deeper values are left to the codec, which refuses any that JSON.stringify could not print. */
const DEPTH = 500;
/** The length of `+00`. */
const ZONE_LENGTH = 3;
const UNDERSCORE = 0x5f;
const PLUS = 0x2b;
const MINUS = 0x2d;
const LOWER_T = 0x74;
const UPPER_T = 0x54;
const UPPER_Z = 0x5a;
const TRUE = byteSource(Buffer.from('true'));
const FALSE = byteSource(Buffer.from('false'));

const copyRaw: Copier = (out, source, start, length) => out.copy(source, start, length);

const copyPlain: Copier = (out, source, start, length) => {
  out.byte(QUOTE);
  out.copy(source, start, length);
  out.byte(QUOTE);
};

const copyBoolean: Copier = (out, { bytes }, start) => out.all(bytes[start] === LOWER_T ? TRUE : FALSE);

/**
 * PostgreSQL and JavaScript both print the shortest digits that read back the same. They differ in when they turn to
 * exponents, in -0, and in numbers that JSON does not have.
 */
function float(type: PgType): Copier {
  const slow = decoded(type);
  return (out, source, start, length) => {
    if (isPlainNumber(source.bytes, start, start + length)) out.copy(source, start, length);
    else slow(out, source, start, length);
  };
}

/** True for digits, a point and a sign, without an exponent, a word, or anything that could be -0. */
function isPlainNumber(bytes: Uint8Array, start: number, end: number): boolean {
  if (bytes[start] === MINUS && bytes[start + 1] === DIGIT_0) return false;
  for (let index = start; index < end; index++) if ((bytes[index] ?? 0) > DIGIT_9) return false;
  return true;
}

/** Labels are few, so comparing bytes finds the name faster than making a string for a look-up. */
function enumeration(type: PgType): Copier {
  const values = enumTexts(type).map(({ label, json }) => ({ label, json: byteSource(json) }));
  const slow = decoded(type);
  return (out, source, start, length) => {
    for (const { label, json } of values) {
      if (label.length === length && equals(label, source.bytes, start)) return out.all(json);
    }
    // The codec decides what happens to an unknown label.
    slow(out, source, start, length);
  };
}

function equals(label: Uint8Array, bytes: Uint8Array, start: number): boolean {
  for (let index = 0; index < label.length; index++) if (label[index] !== bytes[start + index]) return false;
  return true;
}

/**
 * Writes '2024-02-29 12:00:00.5+00' as "2024-02-29T12:00:00.5Z". Infinities, years before Christ and other offsets go
 * through the codec.
 */
function timestamp(type: PgType, zone: number): Copier {
  const slow = decoded(type);
  return (out, source, start, length) => {
    const { bytes } = source;
    const first = bytes[start] ?? 0;
    const end = start + length - zone;
    const last = bytes[start + length - 1] ?? 0;
    if (!isDigit(first) || !isDigit(last) || bytes[start + 10] !== SPACE) return slow(out, source, start, length);
    if (zone > 0 && !isUtc(bytes, end)) return slow(out, source, start, length);
    out.byte(QUOTE);
    out.copy(source, start, 10);
    out.byte(UPPER_T);
    out.copy(source, start + 11, end - start - 11);
    if (zone > 0) out.byte(UPPER_Z);
    out.byte(QUOTE);
  };
}

/** True for `+00`. */
function isUtc(bytes: Uint8Array, index: number): boolean {
  return bytes[index] === PLUS && bytes[index + 1] === DIGIT_0 && bytes[index + 2] === DIGIT_0;
}

/** Writes '2024-02-29' as it is. Infinities, years before Christ and after 9999 go through the codec. */
function date(type: PgType): Copier {
  const slow = decoded(type);
  return (out, source, start, length) => {
    if (length === 10 && isDigit(source.bytes[start] ?? 0)) copyPlain(out, source, start, length);
    else slow(out, source, start, length);
  };
}

function isDigit(byte: number): boolean {
  return byte >= DIGIT_0 && byte <= DIGIT_9;
}

/**
 * The type jsonb prints one space after every colon and comma, and JSON.stringify prints none. JavaScript moves integer
 * keys to the front, so a value with such keys goes through the codec.
 */
function jsonb(type: PgType): Copier {
  const slow = decoded(type);
  return (out, source, start, length) => {
    const { bytes } = source;
    if (hasIntegerKey(bytes, start, start + length)) return slow(out, source, start, length);
    const end = start + length;
    let run = start;
    let quoted = false;
    let depth = 0;
    for (let index = start; index < end; index++) {
      const byte = bytes[index];
      if (byte === QUOTE) quoted = !quoted;
      else if (byte === BACKSLASH) index++;
      else if (quoted) continue;
      else if (byte === SPACE) {
        out.copy(source, run, index - run);
        run = index + 1;
      } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
        if (++depth > DEPTH) throw GIVE_UP;
      } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) depth--;
    }
    out.copy(source, run, end - run);
  };
}

/** Finds a key that begins with a digit, or with `_` (assigning `__proto__` is not plain), right after `{` or `, `. */
function hasIntegerKey(bytes: Uint8Array, start: number, end: number): boolean {
  for (let index = start + 1; index + 1 < end; index++) {
    if (bytes[index] !== QUOTE) continue;
    const first = bytes[index + 1] ?? 0;
    if (!isDigit(first) && first !== UNDERSCORE) continue;
    if (bytes[index - 1] === OPEN_BRACE || (bytes[index - 1] === SPACE && bytes[index - 2] === COMMA)) return true;
  }
  return false;
}

function decoded(type: PgType): Copier {
  const codec = codecFor(type);
  return (out, { bytes }, start, length) => {
    const text = bytes.toString('utf8', start, start + length);
    out.text(JSON.stringify(codec.decode(text)));
  };
}
