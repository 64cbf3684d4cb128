/** How graphql-js reads what the plan has loaded: every field by its response key, every type from the row itself. */
import type { GraphQLFieldResolver, GraphQLTypeResolver } from 'graphql';
import { isRecord } from './records.ts';
import { View } from './view.ts';

export const readView: GraphQLFieldResolver<unknown, unknown> = (source, _args, _context, info) => {
  if (source instanceof View) return source.read(String(info.path.key));
  // A composite value is a plain object by field names.
  return isRecord(source) ? source[info.fieldName] : undefined;
};

export const typeOfView: GraphQLTypeResolver<unknown, unknown> = (value) => {
  if (value instanceof View) return value.typeName ?? undefined;
  return isRecord(value) ? String(value['__typename']) : undefined;
};
