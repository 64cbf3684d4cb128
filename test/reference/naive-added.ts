/** Custom fields: the requirements of a resolver are an operation of their own, whose root is the row. */
import {
  execute,
  type FieldNode,
  getNamedType,
  type GraphQLFieldResolver,
  type GraphQLNamedType,
  type GraphQLObjectType,
  GraphQLSchema,
  type GraphQLTypeResolver,
  isInterfaceType,
  isObjectType,
  Kind,
  OperationTypeNode,
  type SelectionSetNode,
} from 'graphql';
import type { CustomField } from '../../schema/graphql/added-field.ts';
import type { Loaders, ResolverContext } from '../../schema/config/added/resolver-context.ts';
import type { Json } from './naive-names.ts';

export interface NaiveResolvers<Parent> {
  readonly fieldResolver: GraphQLFieldResolver<Parent | undefined, unknown, Json>;
  readonly typeResolver: GraphQLTypeResolver<Parent, unknown>;
}

export async function naiveAdded<Parent>(
  resolvers: NaiveResolvers<Parent>,
  type: GraphQLObjectType,
  row: Parent,
  { custom: { requires, resolve }, args }: { readonly custom: CustomField; readonly args: Json },
): Promise<unknown> {
  if (!requires) return heard(await resolve({}, args, CONTEXT));
  const operation = {
    kind: Kind.OPERATION_DEFINITION,
    operation: OperationTypeNode.QUERY,
    selectionSet: whole(type, requires),
  } as const;
  const document = { kind: Kind.DOCUMENT, definitions: [operation] } as const;
  const { data, errors } = await execute({ schema: schemaOf(type), document, rootValue: row, ...resolvers });
  if (errors?.[0]) throw errors[0].originalError ?? errors[0];
  // A program has a document as plain values, whatever digits the database shows.
  return heard(await resolve(JSON.parse(JSON.stringify(data ?? {})), args, CONTEXT));
}

/** When an error has settled the answer of a list, graphql-js looks at none of its later elements. */
export function heard(given: unknown): unknown {
  for (const each of Array.isArray(given) ? given : []) if (each instanceof Promise) each.catch(() => undefined);
  return given;
}

/** A composite value or a range is required without a selection, and given with all its parts. */
function whole(type: GraphQLNamedType | undefined, { selections }: SelectionSetNode): SelectionSetNode {
  if (!isObjectType(type) && !isInterfaceType(type)) return { kind: Kind.SELECTION_SET, selections };
  const completed = selections.map((selection) => {
    if (selection.kind !== Kind.FIELD) return selection;
    const target = getNamedType(type.getFields()[selection.name.value]?.type);
    const selectionSet = selection.selectionSet ? whole(target, selection.selectionSet) : allOf(target);
    return selectionSet ? { ...selection, selectionSet } : selection;
  });
  return { kind: Kind.SELECTION_SET, selections: completed };
}

function allOf(type: GraphQLNamedType | undefined): SelectionSetNode | null {
  if (!isObjectType(type)) return null;
  const selections = Object.values(type.getFields()).map((field): FieldNode => {
    const selectionSet = allOf(getNamedType(field.type));
    const name = { kind: Kind.NAME, value: field.name } as const;
    return { kind: Kind.FIELD, name, ...(selectionSet && { selectionSet }) };
  });
  return { kind: Kind.SELECTION_SET, selections };
}

const schemas = new WeakMap<GraphQLObjectType, GraphQLSchema>();

function schemaOf(type: GraphQLObjectType): GraphQLSchema {
  const schema = schemas.get(type) ?? new GraphQLSchema({ query: type });
  schemas.set(type, schema);
  return schema;
}

/** Loads of a resolver beyond its requirements must not change its value, so they find nothing here. */
const LOADERS: Loaders = Object.assign(Object.create(null), { relation: () => Promise.resolve(null) });
export const CONTEXT: ResolverContext = { loaders: LOADERS, signal: null };
