/**
 * From a PostgreSQL type to the name of the GraphQL type that carries it. The schema builder and `inspect` share it.
 */
import { PG_SCALARS, pgScalar } from '../catalog/pg-scalars.ts';
import type { PgType } from '../model/model.ts';
import { pascal, pascalCase } from './naming.ts';
import { codePoints, isAscii } from '../util/transliterate.ts';

/** Type names that the GraphQL layer always owns: no table, enum, composite or foreign scalar may take them. */
export const ownTypeNames: ReadonlySet<string> = new Set([
  ...PG_SCALARS.flatMap(({ graphql }) => graphql ?? []),
  'ID',
  'Query',
  'Mutation',
  'Subscription',
  'PageInfo',
  'OrderDirection',
  'DateTruncation',
  'CountMode',
  'JSONAtOperators',
  'NullOperators',
  'NullArrayOperators',
  'LoadStrategy',
]);

/** The GraphQL type of a value, without its outermost nullability: `DateTime`, `[String]`, `OrderStatus`, `Int4Range`. */
export function graphqlTypeName(type: PgType): string {
  switch (type.kind) {
    case 'scalar':
      return type.as ?? pgScalar(type)?.graphql ?? scalarName(type.schema, type.name);
    case 'enum':
      return type.enum.name;
    case 'composite':
      return type.composite.name;
    case 'array':
      return type.dimensions > 1 ? 'JSON' : `[${graphqlTypeName(type.element)}]`;
    case 'range':
      return rangeName(type.schema, type.name);
  }
}

function scalarName(schema: string, name: string): string {
  const own = ownName(name);
  return ownTypeNames.has(own) ? pascalCase(schema) + own : own;
}

/** Ranges of one name may have different subtypes in different schemas, so a name outside pg_catalog and public carries its schema. */
function rangeName(schema: string, name: string): string {
  const own = ownName(name);
  const unprefixed = schema === 'pg_catalog' || (schema === 'public' && !builtInRanges.has(name));
  return unprefixed ? own : pascalCase(schema) + own;
}

const builtInRanges: ReadonlySet<string> = new Set([
  'int4range',
  'int8range',
  'numrange',
  'daterange',
  'tsrange',
  'tstzrange',
]);

/** A type names itself wherever it is met, and so is told apart from others that may be transliterated alike. */
function ownName(name: string): string {
  return rangeCase(pascalCase(name)) + (isAscii(name) ? '' : pascal(codePoints(name)));
}

/** `Int4range` → `Int4Range`, `Int4multirange` → `Int4Multirange`. */
function rangeCase(name: string): string {
  return name.replace(/multirange$/, 'Multirange').replace(/(?<!Multi)range$/, 'Range');
}
