/** Types of pg_catalog, whose oids never change. */
import type { PgType } from './model.ts';

function builtIn(name: string, oid: number): PgType {
  return { kind: 'scalar', oid, schema: 'pg_catalog', name };
}

export const BOOL = builtIn('bool', 16);
export const INT4 = builtIn('int4', 23);
export const INT8 = builtIn('int8', 20);
export const NUMERIC = builtIn('numeric', 1700);
export const FLOAT8 = builtIn('float8', 701);
export const TEXT = builtIn('text', 25);
export const OID = builtIn('oid', 26);
export const TID = builtIn('tid', 27);
export const JSONB = builtIn('jsonb', 3802);
export const TSVECTOR = builtIn('tsvector', 3614);
export const TSQUERY = builtIn('tsquery', 3615);
export const JSONPATH = builtIn('jsonpath', 4072);
