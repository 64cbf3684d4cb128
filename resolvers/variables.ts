/**
 * Coerced variables, on graphql 16 and 17 alike: 16 gives a plain record, 17 a record with its sources.
 * The value is only ever handed back to graphql's own `getArgumentValues` and `getDirectiveValues`.
 */
import {
  getVariableValues,
  type GraphQLError,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';

export type VariableValues = GraphQLResolveInfo['variableValues'];

/** Null when a variable is bad: graphql's `execute` then reports every mistake. */
export function coerceVariables(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  inputs: Readonly<Record<string, unknown>>,
): VariableValues | null {
  const explained = explainVariables(schema, operation, inputs);
  return 'values' in explained ? explained.values : null;
}

/** The same for who has no `execute` that would report the mistakes. */
export function explainVariables(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  inputs: Readonly<Record<string, unknown>>,
): { readonly values: VariableValues } | { readonly errors: readonly GraphQLError[] } {
  const result = getVariableValues(schema, operation.variableDefinitions ?? [], inputs);
  const values: unknown = Reflect.get(result, 'variableValues') ?? Reflect.get(result, 'coerced');
  return isVariableValues(values) ? { values } : { errors: result.errors ?? [] };
}

function isVariableValues(values: unknown): values is VariableValues {
  return typeof values === 'object' && values !== null;
}
