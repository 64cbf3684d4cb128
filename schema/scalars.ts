/**
 * The scalars of the API. Each accepts what PostgreSQL will accept, checked before any SQL, and gives what the codecs made:
 * strings where a JavaScript value would lose digits.
 */
import { GraphQLBoolean, GraphQLError, GraphQLFloat, GraphQLInt, GraphQLScalarType, GraphQLString } from 'graphql';
import { Kind, type ValueNode } from 'graphql';
import { encoderFor, encodeText } from './input-text.ts';

const DESCRIPTIONS = new Map<string, string>([
  ['BigInt', 'A 64-bit integer, as a string: JSON numbers lose digits beyond 2^53.'],
  ['Decimal', 'A decimal number of any precision, as a string with the digits that the database keeps.'],
  ['UUID', 'A universally unique identifier.'],
  ['Date', 'A calendar date: `2024-02-29`. Also `infinity` and `-infinity`.'],
  ['DateTime', 'A moment, RFC 3339 in UTC: `2024-02-29T12:00:00.123456Z`. Also `infinity` and `-infinity`.'],
  ['LocalDateTime', 'A date and time without an offset: `2024-02-29T12:00:00`.'],
  ['LocalTime', 'A time of day: `12:00:00`.'],
  ['OffsetTime', 'A time of day with its offset: `12:00:00+02:00`.'],
  ['Duration', 'An ISO 8601 duration: `P1DT2H`.'],
  ['JSON', 'Any JSON value.'],
  ['Base64', 'Bytes, as Base64.'],
]);

/** The pg_catalog type that says what a scalar accepts. */
const CHECKED_AS = new Map<string, string>([
  ['BigInt', 'int8'],
  ['Decimal', 'numeric'],
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

const BUILT_IN = new Map<string, GraphQLScalarType>([
  ['Int', GraphQLInt],
  ['Float', GraphQLFloat],
  ['String', GraphQLString],
  ['Boolean', GraphQLBoolean],
]);

export function makeScalar(name: string): GraphQLScalarType {
  const builtIn = BUILT_IN.get(name);
  if (builtIn) return builtIn;
  const pgName = CHECKED_AS.get(name);
  const encode = pgName ? encoderFor(pgName) : encodeText;
  const check = (value: unknown): unknown => {
    try {
      encode(value);
      return value;
    } catch (error) {
      throw new GraphQLError(`${name}: ${error instanceof Error ? error.message : 'bad value'}`);
    }
  };
  return new GraphQLScalarType({
    name,
    description: DESCRIPTIONS.get(name) ?? `A PostgreSQL ${name}, in PostgreSQL's text form.`,
    serialize: (value) => value,
    parseValue: check,
    parseLiteral: (node, variables) => check(literalValue(node, variables, name === 'JSON' ? jsonNumber : sameText)),
  });
}

type ReadNumber = (text: string) => unknown;

/** Digits as they were written: a literal BigInt or Decimal never passes through a double. */
function sameText(text: string): string {
  return text;
}

function jsonNumber(text: string): number {
  return Number(text);
}

type Variables = Readonly<Record<string, unknown>> | null | undefined;

function literalValue(node: ValueNode, variables: Variables, number: ReadNumber): unknown {
  switch (node.kind) {
    case Kind.INT:
    case Kind.FLOAT:
      return number(node.value);
    case Kind.STRING:
    case Kind.BOOLEAN:
    case Kind.ENUM:
      return node.value;
    case Kind.NULL:
      return null;
    case Kind.LIST:
      return node.values.map((item) => literalValue(item, variables, number));
    case Kind.OBJECT:
      return Object.fromEntries(
        node.fields.map((field) => [field.name.value, literalValue(field.value, variables, number)]),
      );
    case Kind.VARIABLE:
      return variables?.[node.name.value];
  }
}
