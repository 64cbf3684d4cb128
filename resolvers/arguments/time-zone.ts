/** Names of time zones in the IANA database that PostgreSQL knows. */
import { isTimeZone } from '../../schema/values/time-zones.ts';
import { ArgumentError } from './argument-reader.ts';

/**
 * Refuses offsets: the `+02:00` of ISO 8601 is two hours west of Greenwich for PostgreSQL, and an offset has no summer
 * time.
 */
export function timeZoneName(value: unknown, at: string): string {
  const name = String(value);
  if (isTimeZone(name)) return name;
  throw new ArgumentError(`${at} is "${name}", which is no time zone; give a name such as "Europe/Berlin".`);
}
