/**
 * Arrays of several dimensions come as JSON, whose parts GraphQL has not looked at: nested lists of the declared depth, as
 * PostgreSQL wants them, each as long as its neighbours. What they hold goes through the same scalars as any other input.
 */
import { graphqlTypeName } from '../naming/graphql-type-name.ts';
import { JsonText } from './input-json.ts';
import { messageOf } from '../util/message-of.ts';
import type { PgType } from '../model/model.ts';
import { isRecord } from '../util/records.ts';
import { makeScalar } from './scalars.ts';

/** The lists, with their elements coerced; `[]` for lists that hold nothing but empty lists. */
export function nestedLists(element: PgType, dimensions: number, value: unknown): unknown {
  const json: unknown = value instanceof JsonText ? JSON.parse(value.text, keepDigits(element)) : value;
  const lengths: number[] = [];
  const read = (item: unknown, depth: number, at: string): unknown => {
    if (depth > dimensions) return coerced(element, item, at);
    if (!Array.isArray(item)) throw new Error(`${at}must be a list: the array has ${dimensions} dimensions.`);
    const length = (lengths[depth] ??= item.length);
    if (item.length !== length)
      throw new Error(`${at}has ${item.length} items where its neighbour has ${length}; PostgreSQL wants them equal.`);
    return item.map((each: unknown, index) => read(each, depth + 1, `${at.replace(/: $/, '')}[${index}]: `));
  };
  const lists = read(json, 1, '');
  return lengths.includes(0) ? [] : lists;
}

/** Digits that a JavaScript number would lose are handed to the scalars that take them as text. */
function keepDigits(element: PgType) {
  const exact = /^(BigInt|Decimal)$/.test(graphqlTypeName(element));
  return (_key: string, value: unknown, { source }: { readonly source?: string }): unknown =>
    exact && typeof value === 'number' && source !== undefined ? source : value;
}

function coerced(type: PgType, value: unknown, at: string): unknown {
  if (value === null || value === undefined) return null;
  switch (type.kind) {
    case 'scalar':
      return coercedScalar(type, value, at);
    case 'enum':
      return value;
    case 'array':
      if (type.dimensions > 1 || !Array.isArray(value)) return value;
      return value.map((item: unknown, index) => coerced(type.element, item, `${at}[${index}]: `));
    case 'composite':
      return coercedParts(type.composite.attributes, value, at);
    case 'range':
      return coercedParts(
        ['start', 'end'].map((field) => ({ field, type: type.subtype })),
        value,
        at,
      );
  }
}

function coercedScalar(type: PgType, value: unknown, at: string): unknown {
  try {
    return makeScalar(graphqlTypeName(type)).parseValue(value);
  } catch (error) {
    throw new Error(at + messageOf(error), { cause: error });
  }
}

function coercedParts(
  parts: readonly { readonly field: string; readonly type: PgType }[],
  value: unknown,
  at: string,
): unknown {
  if (!isRecord(value)) return value;
  const given = new Map<string, unknown>(Object.entries(value));
  for (const { field, type } of parts) given.set(field, coerced(type, given.get(field), `${at}${field}: `));
  return Object.fromEntries(given);
}
