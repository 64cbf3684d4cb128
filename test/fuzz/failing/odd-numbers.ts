/** Columns of floats, some of whose values no JSON number can express: they are errors at their fields, and climb where nothing may be null. */
import type { Kind } from '../column-kinds.ts';

/** Most values can be told, or most answers would be null as a whole. */
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
