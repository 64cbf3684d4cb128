/**
 * Coerced variables, on graphql 16 and 17 alike: 16 gives a plain record, 17 a record with its sources.
 * The value is only ever handed back to graphql's own `getArgumentValues` and `getDirectiveValues`.
 */
import { getVariableValues, type GraphQLResolveInfo, type GraphQLSchema, type OperationDefinitionNode } from 'graphql';

export type VariableValues = GraphQLResolveInfo['variableValues'];

/** Null when a variable is bad: graphql's `execute` then reports every mistake. */
export function coerceVariables(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  inputs: Readonly<Record<string, unknown>>,
): VariableValues | null {
  const result = getVariableValues(schema, operation.variableDefinitions ?? [], inputs);
  const values: unknown = Reflect.get(result, 'variableValues') ?? Reflect.get(result, 'coerced');
  return isVariableValues(values) ? values : null;
}

function isVariableValues(values: unknown): values is VariableValues {
  return typeof values === 'object' && values !== null;
}
