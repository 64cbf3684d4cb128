/**
 * Dates and times, ISO datestyle, in the time zone of the session: from text to text, never through a JavaScript Date, which knows neither
 * microseconds nor infinity. Years beyond four digits and before Christ become ISO 8601's expanded years of six digits.
 */

/** `2024-03-01`; `0044-03-15 BC` → `-000043-03-15`; `infinity`. */
export function decodeDate(text: string): string {
  if (text.charAt(4) === '-' && text.length === 10) return text;
  return isInfinite(text) ? text : expandYear(text);
}

/** `2024-03-01 12:00:00.000001` → `2024-03-01T12:00:00.000001`. */
export function decodeTimestamp(text: string): string {
  if (isInfinite(text)) return text;
  const joined = text.replace(' ', 'T');
  return isPlain(joined) ? joined : expandYear(joined);
}

/** `2024-03-01 12:00:00.000001+00` → `2024-03-01T12:00:00.000001Z`; `2024-03-01 12:00:00+05:30` → `2024-03-01T06:30:00Z`. */
export function decodeTimestampTz(text: string): string {
  if (isInfinite(text)) return text;
  if (!text.endsWith('+00') && !text.endsWith('+00 BC')) return inUtc(text);
  const joined = text.replace(' ', 'T').replace('+00', 'Z');
  return isPlain(joined) ? joined : expandYear(joined);
}

const zoned = /^(\d+)-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(\.\d+)?([+-])(\d\d)(?::(\d\d))?(?::(\d\d))?( BC)?$/;
const SECONDS_OF_DAY = 86_400;

/** A moment of a zone as PostgreSQL prints it, with the day and the time of UTC. Offsets had seconds once. */
function inUtc(text: string): string {
  const match = zoned.exec(text);
  if (!match) throw new Error(`The database printed ${text}, which is not a moment.`);
  const number = (group: number): number => Number(match[group] ?? 0);
  const offset = (match[8] === '-' ? -1 : 1) * (number(9) * 3600 + number(10) * 60 + number(11));
  const seconds = number(4) * 3600 + number(5) * 60 + number(6) - offset;
  const year = match[12] === undefined ? number(1) : 1 - number(1);
  const day = dayAfter(year, number(2), number(3), Math.floor(seconds / SECONDS_OF_DAY));
  const time = (seconds + SECONDS_OF_DAY) % SECONDS_OF_DAY;
  const clock = [Math.floor(time / 3600), Math.floor(time / 60) % 60, time % 60].map(twoDigits).join(':');
  return `${day}T${clock}${match[7] ?? ''}Z`;
}

/** The ISO day `steps` after another: one at the most, before or after. */
function dayAfter(year: number, month: number, day: number, steps: number): string {
  // The calendar repeats itself every 400 years; JavaScript's dates end before PostgreSQL's do.
  const cycle = Math.floor(year / 400) * 400;
  const date = new Date(Date.UTC(2000 + year - cycle, month - 1, day + steps));
  return `${isoYear(date.getUTCFullYear() - 2000 + cycle)}-${twoDigits(date.getUTCMonth() + 1)}-${twoDigits(date.getUTCDate())}`;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}

/** `12:00:00+02` → `12:00:00+02:00`, `+00` → `Z`. Offsets of seconds stay: PostgreSQL has them. */
export function decodeOffsetTime(text: string): string {
  if (text.endsWith('+00')) return `${text.slice(0, -3)}Z`;
  return /[+-]\d\d$/.test(text) ? `${text}:00` : text;
}

function isInfinite(text: string): boolean {
  return text === 'infinity' || text === '-infinity';
}

function isPlain(text: string): boolean {
  return text.charAt(4) === '-' && !text.endsWith('C');
}

/** The year before 1 is 1 BC in PostgreSQL and 0 in ISO 8601. */
function expandYear(text: string): string {
  const beforeChrist = text.endsWith(' BC');
  const end = beforeChrist ? text.length - 3 : text.length;
  const dash = text.indexOf('-');
  const year = beforeChrist ? 1 - Number(text.slice(0, dash)) : Number(text.slice(0, dash));
  return isoYear(year) + text.slice(dash, end);
}

function isoYear(year: number): string {
  if (year >= 0 && year <= 9999) return String(year).padStart(4, '0');
  return (year < 0 ? '-' : '+') + String(Math.abs(year)).padStart(6, '0');
}
