/**
 * Object and input types for schemas of any size. graphql-js gives everything without extensions an empty dictionary of its own,
 * 200 bytes for each field and argument, of which 500 tables have 170,000. Here all share one, which is frozen.
 */
import {
  type GraphQLFieldConfigMap,
  type GraphQLInputFieldConfigMap,
  GraphQLInputObjectType,
  type GraphQLInputObjectTypeConfig,
  GraphQLNonNull,
  type GraphQLNullableType,
  GraphQLObjectType,
  type GraphQLObjectTypeConfig,
} from 'graphql';

type ObjectConfig = Omit<GraphQLObjectTypeConfig<unknown, unknown>, 'fields'>;
type InputConfig = Omit<GraphQLInputObjectTypeConfig, 'fields'>;

const extensions: Readonly<Record<string, never>> = Object.freeze(Object.create(null));

export function objectType(
  config: ObjectConfig & { readonly fields: () => GraphQLFieldConfigMap<unknown, unknown> },
): GraphQLObjectType {
  return new GraphQLObjectType({ ...config, extensions, fields: () => leanFields(config.fields()) });
}

export function inputType(
  config: InputConfig & { readonly fields: () => GraphQLInputFieldConfigMap },
): GraphQLInputObjectType {
  return new GraphQLInputObjectType({ ...config, extensions, fields: () => share(config.fields()) });
}

function leanFields(fields: GraphQLFieldConfigMap<unknown, unknown>): GraphQLFieldConfigMap<unknown, unknown> {
  for (const { args } of Object.values(fields)) if (args) share(args);
  return share(fields);
}

/** Changes the configs themselves: they were made for this use, or their other uses want the same. */
function share<Configs extends Record<string, { extensions?: unknown }>>(configs: Configs): Configs {
  for (const config of Object.values(configs)) config.extensions = extensions;
  return configs;
}

export function required<Type extends GraphQLNullableType>(type: Type): GraphQLNonNull<Type> {
  return new GraphQLNonNull(type);
}
