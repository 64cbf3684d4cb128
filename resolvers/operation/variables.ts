/**
 * Coerced variables on graphql 16 and 17 alike: 16 gives a plain record, and 17 a record with its sources. The value is
 * only ever handed back to graphql's own `getArgumentValues` and `getDirectiveValues`.
 */
import {
  type FieldNode,
  getArgumentValues,
  getVariableValues,
  type GraphQLError,
  type GraphQLField,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  isInputObjectType,
  type OperationDefinitionNode,
  versionInfo,
} from 'graphql';
import { typeName } from '../../schema/extensions/definitions.ts';
import { isRecord } from '../../schema/util/records.ts';

type Inputs = Readonly<Record<string, unknown>>;

export type VariableValues = GraphQLResolveInfo['variableValues'];

/** Returns null when a variable is bad. The `execute` of graphql then reports every mistake. */
export function coerceVariables(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  inputs: Inputs,
): VariableValues | null {
  const explained = explainVariables(schema, operation, inputs);
  return 'values' in explained ? explained.values : null;
}

/** Reports the mistakes to callers without an `execute` that would. */
export function explainVariables(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  inputs: Inputs,
): { readonly values: VariableValues } | { readonly errors: readonly GraphQLError[] } {
  const result = getVariableValues(
    schema,
    operation.variableDefinitions ?? [],
    bareVariables(schema, operation, inputs),
  );
  const values: unknown = Reflect.get(result, 'variableValues') ?? Reflect.get(result, 'coerced');
  return isVariableValues(values) ? { values } : { errors: result.errors ?? [] };
}

/** Returns the arguments of a field in an object without a prototype, so that a missing argument is not found there. */
export function argumentValues(
  definition: GraphQLField<unknown, unknown>,
  node: FieldNode,
  variables: VariableValues,
): Inputs {
  const values: Record<string, unknown> = Object.create(null);
  return Object.assign(values, getArgumentValues(definition, node, variables));
}

/**
 * Returns the variables as graphql can read them. It looks the fields of an input object up by name, and in an object
 * with a prototype would find a `constructor` that the client never gave.
 */
export function bareVariables(schema: GraphQLSchema, operation: OperationDefinitionNode, inputs: Inputs): Inputs {
  const objects = (operation.variableDefinitions ?? []).flatMap(({ variable, type }): [string, unknown][] => {
    const { value: name } = variable.name;
    // A missing variable has its default, which null would replace.
    const isObject = Object.hasOwn(inputs, name) && isInputObjectType(schema.getType(typeName(type)));
    return isObject ? [[name, bare(inputs[name], 0)]] : [];
  });
  return objects.length === 0 ? inputs : { ...inputs, ...Object.fromEntries(objects) };
}

/** Deeper values are refused elsewhere for their depth. */
const MAX_DEPTH = 1_500;

function bare(value: unknown, depth: number): unknown {
  if (depth > MAX_DEPTH) return value;
  if (Array.isArray(value)) return value.map((item) => bare(item, depth + 1));
  if (!isRecord(value)) return value;
  const copy: Record<string, unknown> = Object.create(null);
  for (const [name, part] of Object.entries(value)) copy[name] = bare(part, depth + 1);
  return copy;
}

/** Returns the values by name. In graphql 17 they come with their sources. */
export function coercedValues(variables: VariableValues): Inputs {
  const all: unknown = versionInfo.major > 16 ? Reflect.get(variables, 'coerced') : variables;
  return isRecord(all) ? all : {};
}

/** Returns the variables with these values in the place of others. */
export function withValues(variables: VariableValues, values: ReadonlyMap<string, unknown>): VariableValues {
  const all = { ...coercedValues(variables), ...Object.fromEntries(values) };
  const replaced: unknown = versionInfo.major > 16 ? { ...variables, coerced: all } : all;
  return isVariableValues(replaced) ? replaced : variables;
}

function isVariableValues(values: unknown): values is VariableValues {
  return typeof values === 'object' && values !== null;
}
