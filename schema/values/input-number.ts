/** Numbers of clients as PostgreSQL's text. They stay texts: a JavaScript number has no room for their digits. */
import { shown } from './input-text.ts';

/** PostgreSQL's limits of numeric. */
const MAX_WHOLE_DIGITS = 131_072;
const MAX_FRACTION_DIGITS = 16_383;

/** So many digits a JavaScript number holds exactly. */
const EXACT_DIGITS = 15;

/** The forms of a number in JSON variables: beyond 2^53 its digits were lost before we saw them. */
export function numberText(value: number | bigint): string {
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new Error(`${value} is not a number that can be stored.`);
  if (typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER) {
    throw new Error(`${value} is too large for a JSON number to be exact; give it as a string.`);
  }
  return String(value);
}

/** A whole number within the given number of bits. */
export function integerText(text: string, bits: 16 | 32 | 64): string {
  const all = /^[+-]?(\d+)$/.exec(text)?.[1];
  if (all === undefined) throw new Error(`${shown(text)} is not a whole number.`);
  const digits = withoutZeros(all);
  if (digits.length <= EXACT_DIGITS && Number(digits) < 2 ** (bits - 1)) return String(Number(text));
  const value = digits.length > 19 ? null : BigInt(text.startsWith('+') ? text.slice(1) : text);
  if (value !== null && BigInt.asIntN(bits, value) === value) return String(value);
  const limit = 2n ** BigInt(bits - 1);
  throw new Error(`${shown(text)} is out of range: whole numbers go from ${-limit} to ${limit - 1n} here.`);
}

/** A decimal number that numeric can hold, or one of its special values. */
export function decimalText(text: string): string {
  if (/^(NaN|-?Infinity)$/.test(text)) return text;
  const match = /^[+-]?(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,9}))?$/.exec(text);
  const [, whole = '', fraction = '', exponent = '0'] = match ?? [];
  if (!match || whole + fraction === '') throw new Error(`${shown(text)} is not a decimal number such as "12.50".`);
  const shift = Number(exponent);
  const digits = withoutZeros(whole + fraction);
  const wholeDigits = digits === '' ? 0 : digits.length - fraction.length + shift;
  const fractionDigits = fraction.length - shift;
  if (wholeDigits > MAX_WHOLE_DIGITS || fractionDigits > MAX_FRACTION_DIGITS) {
    throw new Error(
      `${shown(text)} is out of range: at most ${MAX_WHOLE_DIGITS} digits before and ${MAX_FRACTION_DIGITS} after the point.`,
    );
  }
  return text;
}

/** money is an int8 of cents, and PostgreSQL reads no exponents in it. It rounds by the first digit that is too much. */
export function moneyText(text: string): string {
  const [, sign = '', before = '', after = '', exponent = '0'] =
    /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,9}))?$/.exec(text) ?? [];
  if (before + after === '') throw new Error(`${shown(text)} is not an amount such as "12.50".`);
  const digits = withoutZeros(before + after);
  /** How many of the digits stand before the point; below 0: so many noughts are between it and them. */
  const point = digits.length - after.length + Number(exponent);
  if (digits === '' || point < -MAX_FRACTION_DIGITS) return '0';
  if (point > MAX_MONEY_DIGITS || centsOf(digits, point) > (sign === '-' ? MAX_CENTS + 1n : MAX_CENTS)) {
    throw new Error(
      `${shown(text)} is out of range: amounts go from ${amount(-MAX_CENTS - 1n)} to ${amount(MAX_CENTS)} here.`,
    );
  }
  const whole = digits.slice(0, Math.max(0, point)).padEnd(point, '0');
  const fraction = '0'.repeat(Math.max(0, -point)) + digits.slice(Math.max(0, point));
  return `${sign}${whole || '0'}${fraction && `.${fraction}`}`;
}

const MAX_MONEY_DIGITS = 17;
const MAX_CENTS = 2n ** 63n - 1n;

function centsOf(digits: string, point: number): bigint {
  const end = Math.max(0, point + 2);
  const rounding = point > -3 && (digits[end] ?? '0') >= '5' ? 1n : 0n;
  return BigInt(digits.slice(0, end).padEnd(end, '0') || '0') + rounding;
}

function amount(cents: bigint): string {
  return String(cents).replace(/(?=\d\d$)/, '.');
}

/** A pattern that skips noughts before digits tries every way to part them. */
function withoutZeros(digits: string): string {
  let start = 0;
  while (digits[start] === '0') start++;
  return digits.slice(start);
}

/** A JavaScript number as float4 or float8. */
export function floatText(value: number, bits: 32 | 64): string {
  if (!Number.isFinite(value)) throw new Error('The number is out of range of a floating-point number.');
  if (bits === 64 || value === 0) return String(value);
  const rounded = Math.fround(value);
  if (Number.isFinite(rounded) && rounded !== 0) return String(value);
  throw new Error(`${value} is out of range of a floating-point number of 32 bits.`);
}
