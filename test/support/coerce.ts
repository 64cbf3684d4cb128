/** Coerces a client's value as a variable of the type's input type, as GraphQL does. Throws the client's error. */
import { getVariableValues, GraphQLBoolean, GraphQLObjectType, GraphQLSchema, Kind, parse } from 'graphql';
import type { PgType } from '../../schema/model/model.ts';
import { ValueTypes } from '../../schema/graphql/value-types.ts';

const values = new ValueTypes();

export function coerce(type: PgType, value: unknown): unknown {
  const input = values.input(type);
  const args = { value: { type: input } };
  const query = new GraphQLObjectType({ name: 'Query', fields: { echo: { type: GraphQLBoolean, args } } });
  const document = parse(`query ($value: ${String(input)}) { echo(value: $value) }`);
  const [operation] = document.definitions;
  const variables = operation?.kind === Kind.OPERATION_DEFINITION ? (operation.variableDefinitions ?? []) : [];
  const result = getVariableValues(new GraphQLSchema({ query }), variables, { value });
  if (result.errors) throw result.errors[0];
  // The values stand under `variableValues` in graphql 17, and under `coerced` in graphql 16.
  const coerced = Reflect.get(result, 'variableValues')?.coerced ?? Reflect.get(result, 'coerced');
  return coerced.value;
}
