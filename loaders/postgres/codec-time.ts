/**
 * Dates and times, ISO datestyle, UTC: from text to text, never through a JavaScript Date, which knows neither
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

/** `2024-03-01 12:00:00.000001+00` → `2024-03-01T12:00:00.000001Z`. */
export function decodeTimestampTz(text: string): string {
  if (isInfinite(text)) return text;
  const joined = text.replace(' ', 'T').replace('+00', 'Z');
  return isPlain(joined) ? joined : expandYear(joined);
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
