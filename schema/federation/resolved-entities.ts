/** Types of the settings without a table. Their objects come from a resolver of the program. */
import { GraphQLObjectType, type GraphQLOutputType } from 'graphql';
import type { IssueScope } from '../config/reader/config-issues.ts';
import { messageOf } from '../util/message-of.ts';
import { outputType } from './added-fields.ts';
import { type FieldSetField, parseFieldSet, printFieldSet } from './field-set.ts';
import type { TypeSettings } from '../config/federation/federation-settings.ts';
import type { ResolvedEntity } from '../graphql/entity-references.ts';

/** Gives null for a type without a resolver. */
export function resolverEntity(name: string, settings: TypeSettings, issues: IssueScope): ResolvedEntity | null {
  const { resolveReferences: resolve, keys, addKeys, fields } = settings;
  if (!resolve) return null;
  const types = new Map([...fields].map(([field, { type }]) => [field, type ?? '']));
  for (const [field, { type, resolve: maker }] of fields) {
    const issuesOf = issues.at(`fields.${field}`, { needs: [field] });
    if (type === null) issuesOf.because('needs a type, for there is no table.');
    if (maker) issuesOf.at('resolve').because(`the objects of ${name} come from resolveReferences, with this value.`);
  }
  const read = [...(keys ?? []), ...addKeys].flatMap((key) => {
    try {
      const set = parseFieldSet(key.fields);
      return [{ fields: printFieldSet(set), resolvable: key.resolvable, paths: set.flatMap(pathsOf) }];
    } catch (error) {
      issues.because(`key "${key.fields}": ${messageOf(error)}`);
      return [];
    }
  });
  if (read.length === 0) issues.at('keys').because('needs at least one, for there is no table.');
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
