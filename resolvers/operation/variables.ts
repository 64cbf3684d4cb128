/**
 * Coerced variables, on graphql 16 and 17 alike: 16 gives a plain record, 17 a record with its sources.
 * The value is only ever handed back to graphql's own `getArgumentValues` and `getDirectiveValues`.
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

/** Null when a variable is bad: graphql's `execute` then reports every mistake. */
export function coerceVariables(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  inputs: Inputs,
): VariableValues | null {
  const explained = explainVariables(schema, operation, inputs);
  return 'values' in explained ? explained.values : null;
}

/** The same for who has no `execute` that would report the mistakes. */
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

/** The arguments of a field, in an object that has nothing else: what is left out is not found in its prototype. */
export function argumentValues(
  definition: GraphQLField<unknown, unknown>,
  node: FieldNode,
  variables: VariableValues,
): Inputs {
  const values: Record<string, unknown> = Object.create(null);
  return Object.assign(values, getArgumentValues(definition, node, variables));
}

/**
 * The variables as graphql can read them: it looks the fields of an input object up by name, and in an object with a prototype would find
 * a `constructor` that the client never gave.
 */
export function bareVariables(schema: GraphQLSchema, operation: OperationDefinitionNode, inputs: Inputs): Inputs {
  const objects = (operation.variableDefinitions ?? []).flatMap(({ variable, type }): [string, unknown][] => {
    const { value: name } = variable.name;
    // One that is not given has its default, which null would take the place of.
    const isObject = Object.hasOwn(inputs, name) && isInputObjectType(schema.getType(typeName(type)));
    return isObject ? [[name, bare(inputs[name], 0)]] : [];
  });
  return objects.length === 0 ? inputs : { ...inputs, ...Object.fromEntries(objects) };
}

/** Deeper than any value may be, where it is refused for that. */
const MAX_DEPTH = 1_500;

function bare(value: unknown, depth: number): unknown {
  if (depth > MAX_DEPTH) return value;
  if (Array.isArray(value)) return value.map((item) => bare(item, depth + 1));
  if (!isRecord(value)) return value;
  const copy: Record<string, unknown> = Object.create(null);
  for (const [name, part] of Object.entries(value)) copy[name] = bare(part, depth + 1);
  return copy;
}

/** By name. graphql 17 has beside them where they come from. */
export function coercedValues(variables: VariableValues): Inputs {
  const all: unknown = versionInfo.major > 16 ? Reflect.get(variables, 'coerced') : variables;
  return isRecord(all) ? all : {};
}

/** With these in the place of others. */
export function withValues(variables: VariableValues, values: ReadonlyMap<string, unknown>): VariableValues {
  const all = { ...coercedValues(variables), ...Object.fromEntries(values) };
  const replaced: unknown = versionInfo.major > 16 ? { ...variables, coerced: all } : all;
  return isVariableValues(replaced) ? replaced : variables;
}

function isVariableValues(values: unknown): values is VariableValues {
  return typeof values === 'object' && values !== null;
}
