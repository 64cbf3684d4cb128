/** Apollo's inline traces, for routers that ask for them. */
import { type GraphQLSchema, isIntrospectionType, isObjectType } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { importFailure } from '../../schema/util/optional-package.ts';
import { readView } from '../objects/read-view.ts';

const HEADER = 'apollo-federation-include-trace';

export function wantsTrace(headers: { get(name: string): string | null }): boolean {
  return headers.get(HEADER) === 'ftv1';
}

/** The plugin wraps the resolvers that fields have, so they are given theirs. */
export async function useTrace(schema: GraphQLSchema): Promise<Plugin> {
  const { useApolloInlineTrace } = await importPlugin();
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || isIntrospectionType(type)) continue;
    for (const field of Object.values(type.getFields())) field.resolve ??= readView;
  }
  return useApolloInlineTrace();
}

async function importPlugin() {
  try {
    return await import('@graphql-yoga/plugin-apollo-inline-trace');
  } catch (error) {
    throw importFailure(error, '@graphql-yoga/plugin-apollo-inline-trace', 'federation.trace');
  }
}
