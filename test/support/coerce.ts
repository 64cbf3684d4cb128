/** A client's value → GraphQL's coercion as a variable of the type's input type. Throws what the client would be told. */
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
  // graphql 17 puts the values under `variableValues`, 16 under `coerced`.
  const coerced = Reflect.get(result, 'variableValues')?.coerced ?? Reflect.get(result, 'coerced');
  return coerced.value;
}
