/** GraphQL's scalars as PostgreSQL's types, where a configuration names them. */

const TYPES: ReadonlyMap<string, string> = new Map([
  ['Int', 'int4'],
  ['BigInt', 'int8'],
  ['Decimal', 'numeric'],
  ['Float', 'float8'],
  ['Boolean', 'bool'],
  ['String', 'text'],
  ['UUID', 'uuid'],
  ['Date', 'date'],
  ['DateTime', 'timestamptz'],
  ['LocalDateTime', 'timestamp'],
  ['LocalTime', 'time'],
  ['OffsetTime', 'timetz'],
  ['Duration', 'interval'],
  ['JSON', 'jsonb'],
  ['Base64', 'bytea'],
]);

/** PostgreSQL's own names begin with a small letter, or with a quotation mark. */
export function isGraphqlName(name: string): boolean {
  return /^[A-Z[]/.test(name);
}

export function pgTypeName(name: string): string {
  return TYPES.get(name) ?? name;
}

export const graphqlScalars: readonly string[] = [...TYPES.keys()];
export const usualTypes: readonly string[] = [...TYPES.values()];
