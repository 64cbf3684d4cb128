/** The PostgreSQL types that GraphQL's scalars mean in a configuration. */
import { scalarsFor } from '../../catalog/pg-scalars.ts';

const TYPES: ReadonlyMap<string, string> = new Map(
  scalarsFor('usual').flatMap(({ graphql, name }) => (graphql === null ? [] : [[graphql, name]])),
);

/** PostgreSQL's own names begin with a small letter, or with a quotation mark. */
export function isGraphqlName(name: string): boolean {
  return /^[A-Z[]/.test(name);
}

export function pgTypeName(name: string): string {
  return TYPES.get(name) ?? name;
}

export const graphqlScalars: readonly string[] = [...TYPES.keys()];
export const usualTypes: readonly string[] = [...TYPES.values()];
