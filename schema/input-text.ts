/**
 * Scalar input → PostgreSQL's text form, or an Error for a person. One encoder per type; a type without one takes any text.
 */

export type Encoder = (value: unknown) => string;

/** The encoder of a pg_catalog type by its name; citext and types of extensions are text. */
export function encoderFor(name: string): Encoder {
  return ENCODERS.get(name) ?? encodeText;
}

const ENCODERS = new Map<string, Encoder>([
  ['int2', integer(-(2n ** 15n), 2n ** 15n - 1n)],
  ['int4', integer(-(2n ** 31n), 2n ** 31n - 1n)],
  ['int8', integer(-(2n ** 63n), 2n ** 63n - 1n)],
  ['numeric', encodeDecimal],
  ['money', encodeDecimal],
  ['float4', encodeFloat],
  ['float8', encodeFloat],
  ['bool', encodeBoolean],
  [
    'uuid',
    matching(/^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i, 'a UUID such as 00000000-0000-4000-8000-000000000000'),
  ],
  ['date', encodeDate],
  ['timestamptz', (value) => encodeTimestamp(value, OFFSET, 'an RFC 3339 date and time such as 2024-02-29T12:00:00Z')],
  ['timestamp', (value) => encodeTimestamp(value, /^$/, 'a date and time without offset such as 2024-02-29T12:00:00')],
  ['time', (value) => encodeTime(value, /^$/, 'a time such as 12:00:00')],
  ['timetz', (value) => encodeTime(value, OFFSET, 'a time with offset such as 12:00:00+02:00')],
  ['interval', matching(DURATION(), 'an ISO 8601 duration such as P1DT2H')],
  ['json', encodeJson],
  ['jsonb', encodeJson],
  ['bytea', encodeBase64],
]);

/** Text that PostgreSQL can store: no U+0000 (22021), no lone surrogate (it would silently become U+FFFD). */
export function encodeText(value: unknown): string {
  if (typeof value !== 'string') throw new Error(`expected a text, got ${show(value)}`);
  if (value.includes('\0')) throw new Error('holds the character U+0000, which PostgreSQL cannot store');
  if (!value.isWellFormed()) throw new Error('holds half of a surrogate pair, which is not a character');
  return value;
}

function integer(least: bigint, most: bigint): Encoder {
  return (value) => {
    const text = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
    if (typeof text !== 'string' || !/^[+-]?\d{1,30}$/.test(text))
      throw new Error(`expected an integer, got ${show(value)}`);
    const number = BigInt(text);
    if (number < least || number > most) throw new Error(`${text} is out of range: ${least} to ${most}`);
    return String(number);
  };
}

/** https://www.postgresql.org/docs/current/datatype-numeric.html: at most 131072 digits before the point, 16383 after it. */
function encodeDecimal(value: unknown): string {
  const text = typeof value === 'number' && Number.isFinite(value) ? String(value) : value;
  if (typeof text !== 'string') throw new Error(`expected a decimal number, got ${show(value)}`);
  if (/^(NaN|[+-]?Infinity)$/.test(text)) return text;
  const match = /^[+-]?(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,6}))?$/.exec(text);
  const [, whole = '', fraction = '', exponent = '0'] = match ?? [];
  if (!match || whole + fraction === '') throw new Error(`expected a decimal number, got ${show(value)}`);
  const before = whole.length + Number(exponent);
  const after = fraction.length - Number(exponent);
  if (before > 131_072 || after > 16_383) throw new Error('has more digits than a numeric can hold');
  return text;
}

function encodeFloat(value: unknown): string {
  if (typeof value !== 'number') throw new Error(`expected a number, got ${show(value)}`);
  if (!Number.isFinite(value)) throw new Error('is not a finite number');
  return Object.is(value, -0) ? '-0' : String(value);
}

function encodeBoolean(value: unknown): string {
  if (typeof value !== 'boolean') throw new Error(`expected true or false, got ${show(value)}`);
  return String(value);
}

function matching(pattern: RegExp, expected: string): Encoder {
  return (value) => {
    if (typeof value !== 'string' || !pattern.test(value)) throw new Error(`expected ${expected}, got ${show(value)}`);
    return value;
  };
}

const OFFSET = /^([Zz]|[+-](0\d|1[0-5]):[0-5]\d)$/;
const TIME = String.raw`([01]\d|2[0-3]):[0-5]\d(?::(?:[0-5]\d|60)(?:\.\d{1,6})?)?|24:00(?::00(?:\.0{1,6})?)?`;

function DURATION(): RegExp {
  const amount = String.raw`[+-]?\d+(?:\.\d+)?`;
  const time = `T(?=[+-]?\\d)(?:${amount}H)?(?:${amount}M)?(?:${amount}S)?`;
  return new RegExp(`^[+-]?P(?=[+-]?\\d|T)(?:${amount}Y)?(?:${amount}M)?(?:${amount}W)?(?:${amount}D)?(?:${time})?$`);
}

function encodeDate(value: unknown): string {
  const expected = 'a date such as 2024-02-29';
  if (value === 'infinity' || value === '-infinity') return value;
  const match = typeof value === 'string' ? /^(\d{4,7})-(\d\d)-(\d\d)( BC)?$/.exec(value) : null;
  if (!match || !isDay(match)) throw new Error(`expected ${expected}, got ${show(value)}`);
  return match[0];
}

function encodeTimestamp(value: unknown, offset: RegExp, expected: string): string {
  if (value === 'infinity' || value === '-infinity') return value;
  const pattern = new RegExp(`^(\\d{4,6})-(\\d\\d)-(\\d\\d)[Tt ](?:${TIME})(.*?)( BC)?$`);
  const match = typeof value === 'string' ? pattern.exec(value) : null;
  const zone = match?.at(-2) ?? '';
  if (!match || !isDay(match) || !offset.test(zone)) throw new Error(`expected ${expected}, got ${show(value)}`);
  return match[0];
}

function encodeTime(value: unknown, offset: RegExp, expected: string): string {
  const match = typeof value === 'string' ? new RegExp(`^(?:${TIME})(.*)$`).exec(value) : null;
  if (!match || !offset.test(match.at(-1) ?? '')) throw new Error(`expected ${expected}, got ${show(value)}`);
  return match[0];
}

/** 2023-02-29 is no day. Years repeat their calendar every 400, so any year has a stand-in that Date can check. */
function isDay([, year = '', month = '', day = '']: RegExpExecArray): boolean {
  if (Number(year) === 0) return false;
  const standIn = 2000 + (Number(year) % 400);
  const date = new Date(Date.UTC(standIn, Number(month) - 1, Number(day)));
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
}

/** PostgreSQL stops at 6,400 levels or so (54001), JavaScript's recursion somewhat later. */
const JSON_DEPTH = 1_000;

function encodeJson(value: unknown): string {
  checkJson(value);
  const text = JSON.stringify(value);
  if (text === undefined) throw new Error('is no JSON value');
  return text;
}

function checkJson(root: unknown): void {
  let level: unknown[] = [root];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > JSON_DEPTH) throw new Error(`is nested deeper than ${JSON_DEPTH} levels`);
    const next: unknown[] = [];
    for (const value of level) {
      if (typeof value === 'string') encodeText(value);
      if (typeof value === 'number' && !Number.isFinite(value))
        throw new Error('holds a number that JSON cannot write');
      if (typeof value !== 'object' || value === null) continue;
      if (!Array.isArray(value)) Object.keys(value).forEach(encodeText);
      for (const item of Object.values(value)) next.push(item);
    }
    level = next;
  }
}

function encodeBase64(value: unknown): string {
  if (typeof value !== 'string' || !/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(value)) {
    throw new Error(`expected Base64, got ${show(value)}`);
  }
  return `\\x${Buffer.from(value, 'base64').toString('hex')}`;
}

function show(value: unknown): string {
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'an object';
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
