/** Types of pg_catalog that the program itself names. */
import { PG_SCALARS } from '../catalog/pg-scalars.ts';
import type { PgType } from './model.ts';

const TYPES: ReadonlyMap<string, PgType> = new Map(
  PG_SCALARS.map(({ name, oid }) => [name, { kind: 'scalar', oid, schema: 'pg_catalog', name }]),
);

export function builtInType(name: string): PgType {
  const type = TYPES.get(name);
  if (!type) throw new Error(`schema/catalog/pg-scalars.ts has no line for ${name}.`);
  return type;
}

export const BOOL = builtInType('bool');
export const INT4 = builtInType('int4');
export const INT8 = builtInType('int8');
export const TEXT = builtInType('text');
export const OID = builtInType('oid');
export const TID = builtInType('tid');
export const JSONB = builtInType('jsonb');
export const TSVECTOR = builtInType('tsvector');
export const TSQUERY = builtInType('tsquery');
export const JSONPATH = builtInType('jsonpath');
