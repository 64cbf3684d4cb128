/** Apollo's inline traces, for routers that ask for them. */
import { useApolloInlineTrace } from '@graphql-yoga/plugin-apollo-inline-trace';
import { type GraphQLSchema, isIntrospectionType, isObjectType } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { readView } from '../objects/read-view.ts';

const HEADER = 'apollo-federation-include-trace';

export function wantsTrace(headers: { get(name: string): string | null }): boolean {
  return headers.get(HEADER) === 'ftv1';
}

/** The plugin wraps the resolvers that fields have, so they are given theirs. */
export function useTrace(schema: GraphQLSchema): Plugin {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || isIntrospectionType(type)) continue;
    for (const field of Object.values(type.getFields())) field.resolve ??= readView;
  }
  return useApolloInlineTrace();
}
