/** Names of time zones, as the IANA database has them and PostgreSQL knows them. */
import { isTimeZone } from '../../schema/values/time-zones.ts';
import { ArgumentError } from './argument-reader.ts';

/**
 * Offsets are refused: what ISO 8601 calls `+02:00` is two hours west of Greenwich to PostgreSQL, and an offset knows no summer time.
 */
export function timeZoneName(value: unknown, at: string): string {
  const name = String(value);
  if (isTimeZone(name)) return name;
  throw new ArgumentError(`${at} is "${name}", which is no time zone; give a name such as "Europe/Berlin".`);
}
