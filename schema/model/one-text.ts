/** Types whose equal values are written alike: not `numeric` (2.5 and 2.50), `citext`, `char(n)`, floats (0 and -0), or what is made of such. */
import type { Column } from './model.ts';

const ONE_TEXT = new Set(
  'bool int2 int4 int8 oid uuid date time timestamp timestamptz bytea text varchar name'.split(' '),
);

/** Rows with equal values in the column show the same. */
export function hasOneText({ type, nondeterministic }: Column): boolean {
  if (type.kind === 'enum') return true;
  return type.kind === 'scalar' && type.schema === 'pg_catalog' && ONE_TEXT.has(type.name) && !nondeterministic;
}
