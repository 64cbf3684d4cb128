/**
 * Columns of floats with some values that JSON does not have. Those are errors at their fields, and spread where null
 * is not allowed.
 */
import type { Kind } from '../column-kinds.ts';

/** Most values are ordinary, because most answers would otherwise be null as a whole. */
const FLOATS = ["'NaN'", '0.5', '1', '-2', '1', '3', '1e30', '4', "'Infinity'", '0.25', '7', '2', '-1', '8', '1', '9'];

export const READING = 'create type reading as (value float8, note text);';

const TYPES: Readonly<Record<string, readonly string[]>> = {
  float8: FLOATS,
  float4: FLOATS,
  'float8[]': ["'{1,NaN}'", "'{}'", "'{2}'", "'{0.5,3}'", "'{1,NULL}'"],
  reading: ["'(1,a)'", "'(NaN,b)'", "'(,c)'", "'(2,)'", "'(0.5,d)'"],
  'reading[]': [`'{"(1,a)"}'`, `'{"(2,)","(-Infinity,b)"}'`, "'{}'"],
};

export const ODD_NUMBERS: readonly Kind[] = Object.entries(TYPES).flatMap(([type, values]) => [
  { type, values },
  { type, values, notNull: true },
  { type, values, notNull: true },
]);
