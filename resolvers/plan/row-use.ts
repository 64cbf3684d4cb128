/** The use that is made of the rows of a plan, which decides how much of them is loaded. */
import { getNamedType, isLeafType } from 'graphql';
import type { ApiSchema } from '../../schema/graphql/field-sources.ts';
import type { CollectedField } from '../operation/collect-fields.ts';

/** The response alone reads the rows; functions of the program do as well; or functions do that may load more of them. */
export type RowUse = 'response' | 'functions' | 'loaders';

export function rowUse(api: ApiSchema, fields: readonly CollectedField[]): RowUse {
  const mayResolve = [...api.resolved.values()].some(({ resolve }) => resolve.length > 1);
  if (fields.some((field) => mayLoad(field) || (mayResolve && field.source?.kind === 'entities'))) return 'loaders';
  return fields.some(isSeen) ? 'functions' : 'response';
}

/** Functions of the program see its rows. */
function isSeen({ source, children }: CollectedField): boolean {
  return source?.kind === 'custom' || source?.kind === 'resolver' || children.some(isSeen);
}

/** A function that takes the context may load through it, and what gives rows has them loaded. */
function mayLoad({ source, definition, children }: CollectedField): boolean {
  if (source?.kind === 'resolver') return true;
  const isAdded = source?.kind === 'custom' && definition !== null;
  if (isAdded && (source.custom.resolve.length > 2 || !isLeafType(getNamedType(definition.type)))) return true;
  return children.some(mayLoad);
}
