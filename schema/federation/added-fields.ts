/** Fields that are no columns: external ones, whose values come with the representation, and ones made from what they require. */
import { GraphQLList, GraphQLNonNull, type GraphQLOutputType, Kind, parseType, type TypeNode } from 'graphql';
import type { Column, Entity } from '../model.ts';
import { type FieldSetField, parseFieldSet } from './field-set.ts';
import type { FieldSettings, ResolveField, TypeSettings } from './settings.ts';

export interface AddedField {
  readonly field: string;
  /** In GraphQL's syntax. */
  readonly type: string;
  /** The names of what it is made of; the representation's values come before those of the row. */
  readonly inputs: readonly { readonly name: string; readonly column: Column | null }[];
  readonly resolve: ResolveField;
}

export function addedFields(
  entity: Pick<Entity, 'name' | 'columns'>,
  settings: TypeSettings,
  report: (mistake: string) => void,
): AddedField[] {
  return [...settings.fields].flatMap(([field, each]) => {
    if (each.type === null) return [];
    try {
      return [{ field, type: each.type, ...source(entity, field, each) }];
    } catch (error) {
      report(`fields.${field}: ${error instanceof Error ? error.message : String(error)}`);
      return [];
    }
  });
}

function source(
  entity: Pick<Entity, 'columns'>,
  field: string,
  { requires, resolve, external }: FieldSettings,
): Pick<AddedField, 'inputs' | 'resolve'> {
  if (!resolve) {
    if (!external) throw new Error('a field that is no column is external, or has a resolve function.');
    return { inputs: [{ name: field, column: null }], resolve: (values) => values[field] };
  }
  const set: readonly FieldSetField[] = requires === null ? [] : parseFieldSet(requires);
  const column = (name: string): Column | null => entity.columns.find((each) => each.field === name) ?? null;
  return { inputs: set.map(({ name }) => ({ name, column: column(name) })), resolve };
}

/** `[Product!]!` with the types that `named` knows. */
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
