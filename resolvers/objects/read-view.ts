/** How graphql-js reads what the plan has loaded: every field by its response key, every type from the row itself. */
import type { GraphQLFieldResolver, GraphQLResolveInfo, GraphQLTypeResolver } from 'graphql';
import type { ReadTransaction } from '../../loaders/session/read-transaction.ts';
import { isRecord } from '../../schema/util/records.ts';
import { failLate, mayEndList } from './late-failures.ts';
import { responsePath } from './response-path.ts';
import { StartView, View } from './view.ts';

type Source = Readonly<Record<string, unknown>>;
type Read = GraphQLFieldResolver<unknown, unknown, Record<string, unknown>>;

export const readView: Read = (source, args, context, info) => {
  if (!(info.rootValue instanceof StartView)) return read(source, args, context, info);
  const { transaction } = info.rootValue.context;
  if (!mayEndList(info)) return bounded(read(source, args, context, info), transaction);
  return failLate(() => bounded(read(source, args, context, info), transaction), info, nameOfType);
};

/** Waits for a promise of a resolver as long as the request may take; then the field, or the element, is an error. */
function bounded(value: unknown, transaction: ReadTransaction): unknown {
  if (isPromiseLike(value)) {
    const given = Promise.resolve(value).then((settled: unknown) => bounded(settled, transaction));
    return transaction.lifetime.race(given).catch((error: unknown) => {
      // When an element of a list fails, graphql-js 16 does not catch what the other elements reject with later.
      if (transaction.isClosed && !transaction.lifetime.reason) return new Promise(() => undefined);
      throw error;
    });
  }
  const waits = Array.isArray(value) && value.some((element) => isPromiseLike(element) || Array.isArray(element));
  return waits ? value.map((element: unknown) => bounded(element, transaction)) : value;
}

/** graphql-js waits for whatever has a `then`. */
function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  if (value instanceof Promise) return true;
  return isRecord(value) && !(value instanceof View) && typeof value['then'] === 'function';
}

const read: Read = (source, args, own, info) => {
  if (source instanceof View) return source.read(String(info.path.key), { args, info });
  if (!isRecord(source)) return undefined;
  if (!(info.rootValue instanceof StartView)) return propertyOf(source, args, own, info);
  const { context } = info.rootValue;
  // Objects of the program may have fields with resolvers; a composite value is a plain object by field names.
  const field = context.api.fields.get(info.parentType.name, info.fieldName);
  if (field?.kind !== 'resolver') {
    if (typeof source[info.fieldName] !== 'function') return source[info.fieldName];
    return propertyOf(source, args, context.resolverContext({ path: responsePath(info), raise: false }), info);
  }
  const { raise } = field.custom;
  return context.callResolver(field.custom, source, { path: responsePath(info), raise }, { args, info });
};

/** Reads a property as graphql-js does: it calls one that is a function. */
function propertyOf(source: Source, args: object, context: unknown, info: GraphQLResolveInfo): unknown {
  const value = source[info.fieldName];
  return typeof value === 'function' ? value.call(source, args, context, info) : value;
}

export const typeOfView: GraphQLTypeResolver<unknown, unknown> = nameOfType;

function nameOfType(value: unknown): string | undefined {
  if (value instanceof View) return value.typeName ?? undefined;
  return isRecord(value) ? String(value['__typename']) : undefined;
}
