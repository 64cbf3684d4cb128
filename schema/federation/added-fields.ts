/** Fields that are not columns: external ones, whose values come with the representation, and ones that are made from others. */
import { GraphQLList, GraphQLNonNull, type GraphQLOutputType, Kind, parseType, type TypeNode } from 'graphql';
import type { ConfiguredField } from '../graphql/added-field.ts';
import { parseRequires } from '../config/reader/requires.ts';
import type { IssueScope } from '../config/reader/config-issues.ts';
import { typeName } from '../extensions/definitions.ts';
import { messageOf } from '../util/message-of.ts';
import type { Entity } from '../model/model.ts';
import { readFieldSet } from './field-set.ts';
import type { FieldSettings, TypeSettings } from '../config/federation/federation-settings.ts';

export function customFields(
  entity: Pick<Entity, 'name' | 'columns'>,
  settings: TypeSettings,
  issues: IssueScope,
): ConfiguredField[] {
  return [...settings.fields].flatMap(([field, each]) => {
    // `check-types.ts` reports a text that is not a type.
    if (each.type === null || typeNameIn(each.type) === null) return [];
    try {
      return [{ field, type: each.type, raise: false, ...source(entity, field, each) }];
    } catch (error) {
      issues.at(`fields.${field}`, { needs: [field] }).because(messageOf(error));
      return [];
    }
  });
}

function source(
  entity: Pick<Entity, 'columns'>,
  field: string,
  { requires, resolve, external }: FieldSettings,
): Pick<ConfiguredField, 'requires' | 'said' | 'resolve'> {
  if (!resolve) {
    if (!external) throw new Error('a field that is not a column is external, or has a resolve function.');
    return { requires: null, said: [field], resolve: (row) => row[field] };
  }
  const said = requires === null ? [] : readFieldSet(requires).map(({ name }) => name);
  const columns = said.filter((name) => entity.columns.some((each) => each.field === name));
  return { requires: columns.length > 0 ? parseRequires(columns.join(' ')) : null, said, resolve };
}

/** Gives `Product` for `[Product!]!`, and null for a text that is not a type. */
export function typeNameIn(text: string): string | null {
  try {
    return typeName(parseType(text, { noLocation: true }));
  } catch {
    return null;
  }
}

/** Makes the type `[Product!]!` of the types that `named` knows. */
export function outputType(text: string, named: (name: string) => GraphQLOutputType): GraphQLOutputType {
  return fromNode(parseType(text, { noLocation: true }), named);
}

function fromNode(node: TypeNode, named: (name: string) => GraphQLOutputType): GraphQLOutputType {
  if (node.kind === Kind.NAMED_TYPE) return named(node.name.value);
  if (node.kind === Kind.LIST_TYPE) return new GraphQLList(fromNode(node.type, named));
  return new GraphQLNonNull(nullable(fromNode(node.type, named)));
}

function nullable(type: GraphQLOutputType) {
  if (type instanceof GraphQLNonNull) throw new Error('a type is non-null once');
  return type;
}
