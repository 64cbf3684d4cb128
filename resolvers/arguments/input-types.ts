/** Finds input object types by their use. */
import {
  getNamedType,
  type GraphQLField,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  isInputObjectType,
} from 'graphql';
import { ArgumentError } from './argument-reader.ts';

/** Returns the type of an argument, or null where it takes something else or does not exist. */
export function argumentInput(definition: GraphQLField<unknown, unknown>, name: string): GraphQLInputObjectType | null {
  return objectOf(definition.args.find((each) => each.name === name)?.type);
}

/** Returns the type of a field of another input object. */
export function inputField(type: GraphQLInputObjectType, name: string): GraphQLInputObjectType {
  const input = objectOf(type.getFields()[name]?.type);
  if (!input) throw new ArgumentError(`${type.name}.${name} is not known.`);
  return input;
}

function objectOf(type: GraphQLInputType | undefined): GraphQLInputObjectType | null {
  const named = type && getNamedType(type);
  return isInputObjectType(named) ? named : null;
}
