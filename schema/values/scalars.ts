/**
 * The scalars of the API. Going out they pass on what the codecs made; coming in they check and give PostgreSQL's text, so
 * that a bad value is refused before any SQL. No value goes through a JavaScript Date or a double.
 */
import {
  type ASTNode,
  GraphQLBoolean,
  GraphQLError,
  GraphQLFloat,
  GraphQLID,
  GraphQLInt,
  GraphQLScalarType,
  GraphQLString,
  Kind,
  type ValueNode,
} from 'graphql';
import { bytesText, uuidText } from './input-bytes.ts';
import { durationText } from './input-duration.ts';
import { jsonLiteral, JsonText, jsonText } from './input-json.ts';
import { decimalText, integerText, numberText } from './input-number.ts';
import { checkText } from './input-text.ts';
import { dateText, dateTimeText, localDateTimeText, localTimeText, offsetTimeText } from './input-time.ts';
import { messageOf } from '../util/message-of.ts';

/** Throws an Error for a person. */
type ToText = (text: string) => string;

interface TextScalar {
  readonly description: string;
  readonly toText: ToText;
  /** Numbers are accepted too, as the digits that were written. */
  readonly numeric?: boolean;
}

const textScalars: ReadonlyMap<string, TextScalar> = new Map([
  [
    'BigInt',
    {
      description: 'A whole number of 64 bits, as a string: JSON numbers lose digits beyond 2^53.',
      toText: (text: string) => integerText(text, 64),
      numeric: true,
    },
  ],
  [
    'Decimal',
    {
      description: 'A decimal number of any precision, as a string with every digit that the database holds.',
      toText: decimalText,
      numeric: true,
    },
  ],
  ['UUID', { description: 'A universally unique identifier.', toText: uuidText }],
  [
    'Date',
    {
      description:
        'A day: `2024-02-29`. Also `infinity`, `-infinity`; years beyond 0000 to 9999 have a sign and six digits.',
      toText: dateText,
    },
  ],
  [
    'DateTime',
    {
      description:
        'A moment, RFC 3339: `2024-02-29T12:00:00.123456Z`. Also `infinity`, `-infinity` and years as in Date.',
      toText: dateTimeText,
    },
  ],
  [
    'LocalDateTime',
    {
      description:
        'A date and time without offset: `2024-02-29T12:00:00`. Also `infinity`, `-infinity` and years as in Date.',
      toText: localDateTimeText,
    },
  ],
  ['LocalTime', { description: 'A time of day: `12:00:00`.', toText: localTimeText }],
  ['OffsetTime', { description: 'A time of day with its offset: `12:00:00+02:00`.', toText: offsetTimeText }],
  [
    'Duration',
    { description: 'An ISO 8601 duration: `P1Y2M3DT4H5M6.7S`. Each part has its own sign.', toText: durationText },
  ],
  ['Base64', { description: 'Bytes, as Base64.', toText: bytesText }],
]);

const builtIn: ReadonlyMap<string, GraphQLScalarType> = new Map<string, GraphQLScalarType>([
  ['Int', GraphQLInt],
  ['Float', GraphQLFloat],
  ['String', GraphQLString],
  ['Boolean', GraphQLBoolean],
  ['ID', GraphQLID],
]);

/** The scalars that are not GraphQL's own. */
export function scalarNames(): readonly string[] {
  return ['JSON', ...textScalars.keys()];
}

/** A scalar by its name; one that is not known carries PostgreSQL's text form of the type of that name. */
export function makeScalar(name: string): GraphQLScalarType {
  if (name === 'JSON') return jsonScalar();
  return builtIn.get(name) ?? textScalar(name, textScalars.get(name) ?? pgText(name));
}

function pgText(name: string): TextScalar {
  return { description: `A value of PostgreSQL's ${name}, in its text form.`, toText: checkText };
}

function textScalar(name: string, { description, toText, numeric = false }: TextScalar): GraphQLScalarType {
  const example = numeric ? 'a string or a number' : 'a string';
  const wrongKind = () => new Error(`must be given as ${example}.`);
  return new GraphQLScalarType({
    name,
    description,
    // The codecs give texts; functions of the program may give more.
    serialize: (value) => {
      if (typeof value === 'string') return value;
      if (numeric && (typeof value === 'number' || typeof value === 'bigint')) return toText(numberText(value));
      if (name === 'DateTime' && value instanceof Date) return value.toISOString();
      throw new GraphQLError(`${name} cannot be made of a ${typeof value}.`);
    },
    parseValue: (value) =>
      explained(name, null, () => {
        if (typeof value === 'string') return toText(value);
        if (numeric && (typeof value === 'number' || typeof value === 'bigint')) return toText(numberText(value));
        throw wrongKind();
      }),
    parseLiteral: (node) =>
      explained(name, node, () => {
        if (node.kind === Kind.STRING) return toText(node.value);
        if (numeric && (node.kind === Kind.INT || node.kind === Kind.FLOAT)) return toText(node.value);
        throw wrongKind();
      }),
  });
}

function jsonScalar(): GraphQLScalarType {
  const name = 'JSON';
  return new GraphQLScalarType({
    name,
    description: 'Any JSON value.',
    serialize: (value) => value,
    parseValue: (value) => explained(name, null, () => new JsonText(jsonText(value))),
    // Validation has no variables yet.
    parseLiteral: (node, variables) => explained(name, node, () => new JsonText(jsonLiteral(node, variables ?? {}))),
  });
}

/** graphql-js tells clients the message of a GraphQLError, and of no other, as it is. */
function explained<T>(name: string, node: (ASTNode & ValueNode) | null, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const message = messageOf(error);
    throw new GraphQLError(`${name}: ${message}`, { nodes: node });
  }
}
