/** Types of the settings that no table has: their objects come from a resolver of the user. */
import { GraphQLObjectType, type GraphQLOutputType } from 'graphql';
import { messageOf } from '../util/message-of.ts';
import { outputType } from './added-fields.ts';
import { type FieldSetField, parseFieldSet, printFieldSet } from './field-set.ts';
import type { TypeSettings } from '../config/federation/federation-settings.ts';
import type { ResolvedEntity } from '../graphql/entity-references.ts';

/** Null when it has no resolver; what is wrong is told to `report`. */
export function resolverEntity(
  name: string,
  settings: TypeSettings,
  report: (mistake: string) => void,
): ResolvedEntity | null {
  const { resolveReferences: resolve, keys, addKeys, fields } = settings;
  if (!resolve) return null;
  const types = new Map([...fields].map(([field, { type }]) => [field, type ?? '']));
  for (const [field, { type, resolve: maker }] of fields) {
    if (type === null) report(`fields.${field}: needs a type, for there is no table.`);
    if (maker) report(`fields.${field}.resolve: the objects of ${name} come from resolveReferences, with this value.`);
  }
  const read = [...(keys ?? []), ...addKeys].flatMap((key) => {
    try {
      const set = parseFieldSet(key.fields);
      return [{ fields: printFieldSet(set), resolvable: key.resolvable, paths: set.flatMap(pathsOf) }];
    } catch (error) {
      report(`key "${key.fields}": ${messageOf(error)}`);
      return [];
    }
  });
  if (read.length === 0) report('keys: needs at least one, for there is no table.');
  return { name, keys: read, fields: types, resolve };
}

function pathsOf({ name, fields }: FieldSetField): string[][] {
  return fields.length === 0 ? [[name]] : fields.flatMap(pathsOf).map((path) => [name, ...path]);
}

export function resolvedType(
  { name, fields }: ResolvedEntity,
  named: (name: string) => GraphQLOutputType,
): GraphQLObjectType {
  const config = () =>
    Object.fromEntries([...fields].map(([field, type]) => [field, { type: outputType(type, named) }]));
  return new GraphQLObjectType({ name, fields: config });
}
