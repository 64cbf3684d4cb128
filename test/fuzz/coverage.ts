/** The offers of a schema to documents by kind, and those that generated documents use. */
import {
  DirectiveLocation,
  getNamedType,
  type GraphQLDirective,
  type GraphQLField,
  type GraphQLInputObjectType,
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
} from 'graphql';
import type { ApiSchema } from '../../schema/graphql/field-sources.ts';
import { sourceOf } from './field-source.ts';
import type { Content, Field, SelectionSet } from './operation.ts';

/** Enums whose values are terms of the API and not of the database. */
const API_ENUMS = new Set(['CountMode', 'DateTruncation', 'LoadStrategy', 'OrderDirection']);

export function offeredBy(api: ApiSchema): Set<string> {
  const offer = new Offer(api);
  for (const type of Object.values(api.schema.getTypeMap())) {
    if (type.name.startsWith('__') || !(isObjectType(type) || isInterfaceType(type))) continue;
    for (const field of Object.values(type.getFields())) offer.addField(type.name, field);
  }
  for (const directive of fieldDirectives(api.schema)) offer.addDirective(directive);
  return offer.names;
}

export function usedBy(api: ApiSchema, root: SelectionSet): Set<string> {
  const use = new Use(api);
  use.addSelection(root);
  return use.names;
}

function fieldDirectives(schema: GraphQLSchema): readonly GraphQLDirective[] {
  return schema.getDirectives().filter(({ locations }) => locations.includes(DirectiveLocation.FIELD));
}

/** Gives one name to the same thing at many places. */
class Names {
  readonly names = new Set<string>();
  protected readonly gateway: ApiSchema;

  constructor(api: ApiSchema) {
    this.gateway = api;
  }

  /** Here `sum` and `avg` are two things, as are the parts of a connection. */
  protected ofField(parent: string, field: string): string | null {
    const source = sourceOf(this.gateway, parent, field);
    if (!source) return null;
    return source.kind === 'values' ? `values.${field}` : source.kind;
  }

  /** Gives names such as `where one`, `orderBy values.sum`, `where many.some` and `IntOperators.lt`. */
  protected ofInput(argument: string, type: GraphQLInputObjectType, key: string): string {
    const source = this.gateway.inputs.get(type.name, key);
    if (!source) return 'some' in type.getFields() ? `${argument} many.${key}` : `${type.name}.${key}`;
    return `${argument} ${source.kind === 'values' ? `values.${key}` : source.kind}`;
  }
}

/** The database names the arguments of keys and functions. */
function argumentName(field: string, argument: string): string {
  const isOwn =
    ['rootOne', 'rootFunction', 'column', 'added'].includes(field) &&
    !['limit', 'offset', 'where', 'orderBy'].includes(argument);
  return isOwn ? `${field}(…)` : `${field}(${argument})`;
}

class Offer extends Names {
  addField(parent: string, field: GraphQLField<unknown, unknown>): void {
    const name = this.ofField(parent, field.name);
    if (!name) return;
    this.names.add(name);
    for (const argument of field.args) {
      this.names.add(argumentName(name, argument.name));
      this.#addType(argument.name, getNamedType(argument.type));
    }
  }

  addDirective({ name, args }: GraphQLDirective): void {
    this.names.add(`@${name}`);
    for (const { type } of args) this.#addType(name, getNamedType(type));
  }

  readonly #known = new Set<string>();

  #addType(argument: string, type: GraphQLNamedType | undefined): void {
    const key = `${argument} ${type?.name}`;
    if (!type || this.#known.has(key)) return;
    this.#known.add(key);
    if (isEnumType(type) && API_ENUMS.has(type.name))
      for (const { name } of type.getValues()) this.names.add(`${type.name}.${name}`);
    if (!isInputObjectType(type)) return;
    for (const field of Object.values(type.getFields())) {
      this.names.add(this.ofInput(argument, type, field.name));
      this.#addType(argument, getNamedType(field.type));
    }
  }
}

class Use extends Names {
  addSelection({ type, fields, types }: SelectionSet): void {
    for (const field of fields) this.#addField(type, field);
    for (const each of types) this.addSelection(each);
  }

  #addField(parent: string, field: Field): void {
    const { name: fieldName, args, cursors, condition, load, selection } = field;
    const name = this.ofField(parent, fieldName);
    const type = this.gateway.schema.getType(parent);
    const declared = isObjectType(type) || isInterfaceType(type) ? type.getFields()[fieldName]?.args : [];
    if (name) this.names.add(name);
    for (const { side } of cursors) this.names.add(`${name}(${side})`);
    for (const [argument, { content }] of args) {
      if (name) this.names.add(argumentName(name, argument));
      const argumentType = declared?.find((each) => each.name === argument)?.type;
      if (argumentType) this.#addContent(argument, getNamedType(argumentType), content);
    }
    if (condition) this.names.add(`@${condition.directive}`);
    if (load) this.names.add('@load').add(`LoadStrategy.${load}`);
    if (selection) this.addSelection(selection);
  }

  #addContent(argument: string, type: GraphQLNamedType | undefined, content: Content): void {
    if (content.kind === 'list') for (const item of content.items) this.#addContent(argument, type, item);
    if (content.kind === 'enum' && type && API_ENUMS.has(type.name)) this.names.add(`${type.name}.${content.name}`);
    if (content.kind !== 'object' || !isInputObjectType(type)) return;
    for (const [key, value] of content.fields) {
      this.names.add(this.ofInput(argument, type, key));
      const field = type.getFields()[key];
      if (field) this.#addContent(argument, getNamedType(field.type), value.content);
    }
  }
}
