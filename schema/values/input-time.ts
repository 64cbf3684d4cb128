/**
 * Dates and times of clients (ISO 8601, RFC 3339) as PostgreSQL's text. Every field is checked here, so that what is wrong
 * is named before any SQL; digits pass as they are.
 */
import { shown } from './input-text.ts';

const DATE = '([+-]\\d{6,7}|\\d{4})-(\\d\\d)-(\\d\\d)';
const TIME = '(\\d\\d:\\d\\d(?::\\d\\d(?:\\.\\d+)?)?)';
const OFFSET = '(Z|[+-]\\d\\d:\\d\\d(?::\\d\\d)?)';

const date = new RegExp(`^${DATE}$`);
const localDateTime = new RegExp(`^${DATE}[T ]${TIME}$`, 'i');
const dateTime = new RegExp(`^${DATE}[T ]${TIME}${OFFSET}$`, 'i');
const localTime = new RegExp(`^${TIME}$`);
const offsetTime = new RegExp(`^${TIME}${OFFSET}$`, 'i');

/** PostgreSQL's last years; all begin on Julian day 0, 24 November 4714 BC. */
const LAST_DATE_YEAR = 5_874_897;
const LAST_TIMESTAMP_YEAR = 294_276;

export function dateText(text: string): string {
  if (isInfinite(text)) return text;
  const match = date.exec(text);
  if (!match) throw new Error(`${shown(text)} is not a date such as "2024-03-31".`);
  const day = readDay(match, LAST_DATE_YEAR, text);
  return day.text + day.era;
}

export function localDateTimeText(text: string): string {
  if (isInfinite(text)) return text;
  const match = localDateTime.exec(text);
  if (!match) throw new Error(`${shown(text)} is not a date and time without offset such as "2024-03-31T12:30:00".`);
  const day = readDay(match, LAST_TIMESTAMP_YEAR, text);
  return `${day.text} ${checkTime(match[4], text)}${day.era}`;
}

export function dateTimeText(text: string): string {
  if (isInfinite(text)) return text;
  const match = dateTime.exec(text);
  if (!match) throw new Error(`${shown(text)} is not a date and time with offset such as "2024-03-31T12:30:00Z".`);
  const day = readDay(match, LAST_TIMESTAMP_YEAR, text);
  const offset = checkOffset(match[5], text);
  if (offset !== '+00' && (day.year === LAST_TIMESTAMP_YEAR || day.year === FIRST_YEAR)) {
    throw new Error(`${shown(text)} is at the edge of the range; give it in UTC, with Z.`);
  }
  return `${day.text} ${checkTime(match[4], text)}${offset}${day.era}`;
}

export function localTimeText(text: string): string {
  const match = localTime.exec(text);
  if (!match) throw new Error(`${shown(text)} is not a time without offset such as "12:30:00".`);
  return checkTime(match[1], text);
}

export function offsetTimeText(text: string): string {
  const match = offsetTime.exec(text);
  if (!match) throw new Error(`${shown(text)} is not a time with offset such as "12:30:00+02:00".`);
  return checkTime(match[1], text) + checkOffset(match[2], text);
}

function isInfinite(text: string): boolean {
  return text === 'infinity' || text === '-infinity';
}

const FIRST_YEAR = -4713;

interface Day {
  readonly year: number;
  /** `0044-03-15`. */
  readonly text: string;
  /** ` BC` or nothing: it stands at the very end. ISO's year 0 is PostgreSQL's 1 BC. */
  readonly era: string;
}

function readDay(match: RegExpExecArray, lastYear: number, text: string): Day {
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (month < 1 || month > 12) throw new Error(`${shown(text)} has no month ${match[2]}.`);
  if (day < 1 || day > daysOf(year, month)) throw new Error(`${shown(text)}: that month has no day ${match[3]}.`);
  const tooEarly = year < FIRST_YEAR || (year === FIRST_YEAR && month * 100 + day < 1124);
  if (tooEarly || year > lastYear) {
    throw new Error(`${shown(text)} is out of range: dates go from -004713-11-24 to +${lastYear}-12-31 here.`);
  }
  const digits = String(year > 0 ? year : 1 - year).padStart(4, '0');
  return { year, text: `${digits}-${match[2]}-${match[3]}`, era: year > 0 ? '' : ' BC' };
}

function daysOf(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** A missing group cannot be; the check keeps the types honest. */
function checkTime(time = '', text: string): string {
  const [hours, minutes, seconds = '0'] = time.split(':');
  const midnight = Number(hours) === 24 && Number(minutes) === 0 && Number(seconds) === 0;
  if ((Number(hours) > 23 && !midnight) || Number(minutes) > 59 || Number(seconds) >= 60) {
    throw new Error(`${shown(text)} has no valid time: hours go to 23, minutes and seconds to 59.`);
  }
  if (/\.\d{6}\d*[1-9]/.test(time))
    throw new Error(`${shown(text)} is finer than microseconds, which PostgreSQL keeps.`);
  return time;
}

/** PostgreSQL's offsets end before 16 hours. */
function checkOffset(offset = '', text: string): string {
  if (/^z$/i.test(offset)) return '+00';
  const [hours, minutes, seconds = '0'] = offset.slice(1).split(':');
  if (Number(hours) <= 15 && Number(minutes) <= 59 && Number(seconds) <= 59) return offset;
  throw new Error(`${shown(text)} has no valid offset: they go to 15:59.`);
}
