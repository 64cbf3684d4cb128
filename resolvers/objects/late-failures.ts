/**
 * graphql-js 16 leaves a list when one of its elements fails at once, and nobody catches what the elements before it reject with
 * later (`completeListValue`; its `executeFields` and all of graphql-js 17 wait for them). Such a rejection would end the process.
 * Where a failure may end a list, it therefore comes a tick later, as a promise, which graphql-js hands to the list.
 */
import {
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  versionInfo,
} from 'graphql';

/** Finds the type of an object where the schema has an interface or a union. */
type TypeOf = (value: unknown) => string | undefined;

/** Tells whether a failure of this field, or of an element of it, could end a list before its other elements have settled. */
export function mayEndList({ path, returnType }: GraphQLResolveInfo): boolean {
  if (versionInfo.major > 16) return false;
  if (isListType(isNonNullType(returnType) ? returnType.ofType : returnType)) return true;
  for (let step = path.prev; step !== undefined; step = step.prev) if (typeof step.key === 'number') return true;
  return false;
}

/** Gives what `read` gives, with every failure of it, and every value that graphql-js would refuse, as a promise. */
export function failLate(read: () => unknown, { schema, returnType }: GraphQLResolveInfo, typeOf: TypeOf): unknown {
  try {
    return lateValue(read(), returnType, { schema, typeOf });
  } catch (error) {
    return Promise.reject(error);
  }
}

interface Types {
  readonly schema: GraphQLSchema;
  readonly typeOf: TypeOf;
}

function lateValue(value: unknown, type: GraphQLOutputType, types: Types): unknown {
  if (value instanceof Promise) return value.then((settled: unknown) => lateValue(settled, type, types));
  if (value === null || value === undefined) return isNonNullType(type) ? Promise.resolve(null) : value;
  const nullable = isNonNullType(type) ? type.ofType : type;
  if (isListType(nullable) && Array.isArray(value)) {
    return value.map((element: unknown) => lateValue(element, nullable.ofType, types));
  }
  return isRefused(value, nullable, types) ? Promise.resolve(value) : value;
}

/** Asks what graphql-js asks when it completes a value. */
function isRefused(value: {}, type: GraphQLOutputType, { schema, typeOf }: Types): boolean {
  if (value instanceof Error) return true;
  if (isListType(type)) return typeof value !== 'object' || !(Symbol.iterator in value);
  if (isAbstractType(type)) return !schema.getPossibleTypes(type).some(({ name }) => name === typeOf(value));
  if (!isLeafType(type)) return false;
  try {
    return type.serialize(value) == null;
  } catch {
    return true;
  }
}
