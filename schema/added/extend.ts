/**
 * Types, fields and resolvers of a program, put into the schema of a database. Every mistake is found here, all at once.
 */
import {
  type DefinitionNode,
  extendSchema,
  type FieldDefinitionNode,
  type GraphQLSchema,
  isInterfaceType,
  isObjectType,
  Kind,
  parse,
  validateSchema,
} from 'graphql';
import type { FieldSource } from '../field-sources.ts';
import type { EntityMapping } from '../mapping/settings.ts';
import type { Mistakes } from '../mistakes.ts';
import type { Entity, Model } from '../model.ts';
import type { Sources } from '../sources.ts';
import { suggest } from '../suggest.ts';
import type { AddedField, KnownField } from './added-field.ts';
import { checkRequires } from './check-requires.ts';
import { isDefinable, isExtension, isObject } from './definitions.ts';
import { loaderName } from './loader-names.ts';
import { parseRequires } from './requires.ts';
import type { Extensions, ResolverSettings } from './settings.ts';
import { outputName, shareFields, typesOfInterfaces, type WithFields } from './shared-fields.ts';
import { takeRequires } from './requires-directive.ts';

/** Where extensions are said. */
export interface ExtensionSettings extends Partial<Extensions> {
  readonly entities?: ReadonlyMap<string, Pick<EntityMapping, 'name' | 'resolved'>>;
}

export function extendWith(
  schema: GraphQLSchema,
  { model, sources, known }: ExtendedParts,
  settings: ExtensionSettings,
  mistakes: Mistakes,
): GraphQLSchema {
  const extender = new Extender(schema, model, sources);
  for (const [entity, fields] of known) for (const field of fields) extender.addKnown(entity, field);
  for (const [name, mapping] of settings.entities ?? []) extender.addFields(name, mapping);
  extender.addTypeDefs(settings.typeDefs ?? '');
  for (const [type, fields] of settings.resolvers ?? []) extender.addResolvers(type, fields);
  extender.checkLoaders(settings.loaders ?? new Map());
  const extended = extender.finish();
  mistakes.add(extender.mistakes);
  return extended;
}

export interface ExtendedParts {
  readonly model: Model;
  /** The sources of the schema's fields; those of the new ones are added. */
  readonly sources: Sources<FieldSource>;
  readonly known: ReadonlyMap<Entity, readonly KnownField[]>;
}

class Extender {
  readonly #schema: GraphQLSchema;
  readonly #model: Model;
  readonly #sources: Sources<FieldSource>;
  /** The types of an entity's rows, by the name of their interface. */
  readonly #types: ReadonlyMap<string, readonly string[]>;
  readonly mistakes: string[] = [];
  readonly #definitions: DefinitionNode[] = [];
  /** The fields of the type definitions, by coordinate, with what `@requires` says. */
  readonly #defined = new Map<string, string | null>();
  readonly #resolved = new Set<string>();
  /** Types of which nothing further is said: what was to be said of them is wrong. Null: of none. */
  #unclear: Set<string> | null = new Set();
  readonly #checks: (() => void)[] = [];

  constructor(schema: GraphQLSchema, model: Model, sources: Sources<FieldSource>) {
    this.#schema = schema;
    this.#model = model;
    this.#sources = sources;
    this.#types = typesOfInterfaces(model);
  }

  addKnown(entity: Entity, field: KnownField): void {
    const name = outputName(entity);
    for (const type of this.#typesWith(name, field.field)) this.#addSource(type, field.field, field);
    this.#define(`extend type ${name} { ${field.field}: ${field.type} }`, `${name}.${field.field}`);
  }

  /** A name that is no entity's was reported by who made the model. */
  addFields(name: string, mapping: Pick<EntityMapping, 'name' | 'resolved'>): void {
    const type = mapping.name ?? name;
    const entity = this.#model.entities.find((each) => each.name === type || tableName(each) === name);
    if (!entity) return;
    for (const [field, settings] of mapping.resolved) {
      const at = `entities.${name}.fields.${field}`;
      const { args, description } = settings;
      const list = [...args].map(([arg, argType]) => `${arg}: ${argType}`).join(', ');
      const about = description === null ? '' : `${JSON.stringify(description)} `;
      const output = outputName(entity);
      const text = `extend type ${output} { ${about}${field}${list && `(${list})`}: ${settings.type} }`;
      if (!this.#isFree(output, field, at) || !this.#define(text, at)) continue;
      this.#add(output, field, settings, at);
    }
  }

  addTypeDefs(text: string): void {
    const definitions = text.trim() === '' ? [] : this.#parse(text, 'typeDefs');
    if (!definitions) return void (this.#unclear = null);
    const names = definitions.flatMap((each) =>
      isExtension(each) || !('name' in each) ? [] : (each.name?.value ?? []),
    );
    const shared: WithFields[] = [];
    for (const definition of definitions) {
      if (!isDefinable(definition)) {
        this.#wrong('typeDefs', 'can define types, inputs, enums, interfaces and unions, and extend types.');
      } else if (isExtension(definition) && this.#types.has(definition.name.value)) {
        shared.push(definition);
      } else if (isObject(definition) || isExtension(definition)) {
        this.#addObject(definition, names);
      } else {
        this.#definitions.push(definition);
      }
    }
    // Last: a type may have given a field of its interface a meaning of its own.
    for (const definition of shared) this.#addShared(definition);
  }

  #addShared(definition: WithFields): void {
    const type = definition.name.value;
    const free = (definition.fields ?? []).filter((field) => this.#isFree(type, field.name.value, 'typeDefs'));
    const fields = free.map((field) => this.#addField(type, field, true));
    const types = this.#types.get(type) ?? [];
    this.#definitions.push(...shareFields({ ...definition, fields }, types, (field) => this.#defined.has(field)));
  }

  #addObject(definition: WithFields, defined: readonly string[]): void {
    const type = definition.name.value;
    const extended = isExtension(definition);
    const problem = extended && !defined.includes(type) ? this.#notExtensible(type) : null;
    if (problem) {
      this.#unclear?.add(type);
      this.#wrong('typeDefs', problem);
      return;
    }
    const fields = (definition.fields ?? []).filter((field) => {
      return !extended || this.#isFree(type, field.name.value, 'typeDefs');
    });
    this.#definitions.push({ ...definition, fields: fields.map((field) => this.#addField(type, field, extended)) });
  }

  #addField(type: string, field: FieldDefinitionNode, extended: boolean): FieldDefinitionNode {
    const coordinate = `${type}.${field.name.value}`;
    const { node, requires } = takeRequires(field);
    this.#defined.set(coordinate, requires);
    this.#checks.push(() => {
      if (!extended || this.#resolved.has(coordinate) || this.#typesWith(type, field.name.value).length === 0) return;
      this.#wrong('typeDefs', `${coordinate} has no resolver; give it resolvers.${coordinate}.`);
    });
    return node;
  }

  addResolvers(type: string, fields: ReadonlyMap<string, ResolverSettings>): void {
    for (const [field, settings] of fields) {
      const coordinate = `${type}.${field}`;
      const at = `resolvers.${coordinate}`;
      const said = this.#defined.get(coordinate);
      if (said === undefined && (!this.#unclear || this.#unclear.has(type))) continue;
      if (said === undefined) this.#wrong(at, this.#noField(type, field));
      else if (said !== null && settings.requires !== null)
        this.#wrong(`${at}.requires`, 'stands in typeDefs too, as @requires; keep one.');
      else this.#add(type, field, { ...settings, requires: said ?? settings.requires }, at);
    }
  }

  checkLoaders(loaders: Extensions['loaders']): void {
    for (const name of loaders.keys()) {
      const entity = this.#model.entities.find((each) => loaderName(each) === name);
      const whose = entity ? `rows of ${entity.name}` : 'relations';
      if (entity || name === 'relation')
        this.#wrong(`loaders.${name}`, `is what loads ${whose}; give yours another name.`);
    }
  }

  #noField(type: string, field: string): string {
    if (this.#sources.get(type, field)) return `is a field of the database; give yours another name.`;
    const own = [...this.#defined.keys()];
    const types = new Set(own.map((coordinate) => coordinate.split('.')[0] ?? ''));
    if (!types.has(type)) return `typeDefs neither define nor extend ${type}.${suggest(type, types)}`;
    const names = own.filter((name) => name.startsWith(`${type}.`)).map((name) => name.slice(type.length + 1));
    return `typeDefs have no field ${type}.${field}.${suggest(field, names)}`;
  }

  #add(type: string, field: string, settings: ResolverSettings, at: string): void {
    const types = this.#typesWith(type, field);
    const isEntity = types.every((each) => this.#isEntity(each));
    this.#resolved.add(`${type}.${field}`);
    if (types.length === 0) this.#wrong(at, `is never asked: every type of ${type} has a ${field} of its own.`);
    let requires: AddedField['requires'] = null;
    if (settings.requires !== null && !isEntity) this.#wrong(`${at}.requires`, 'is for fields of tables.');
    try {
      if (settings.requires !== null && isEntity) requires = parseRequires(settings.requires);
    } catch (error) {
      this.#wrong(`${at}.requires`, messageOf(error));
    }
    const added = { field, requires, said: [], resolve: settings.resolve, raise: settings.load === 'raise' };
    for (const each of types) this.#addSource(each, field, added);
    // Later, when every field is known: another added field is no column.
    this.#checks.push(() => {
      const mistakes = requires ? checkRequires(requires, types, this.#sources) : [];
      for (const mistake of mistakes) this.#wrong(`${at}.requires`, mistake);
    });
  }

  /** The object types whose rows answer a field as one of `type`: of an interface, those that have none of their own. */
  #typesWith(type: string, field: string): readonly string[] {
    const types = this.#types.get(type);
    return types ? types.filter((each) => !this.#defined.has(`${each}.${field}`)) : [type];
  }

  #addSource(type: string, field: string, added: AddedField): void {
    this.#sources.add(type, field, { kind: this.#isEntity(type) ? 'added' : 'resolved', added });
  }

  finish(): GraphQLSchema {
    for (const check of this.#checks) check();
    return this.#extended();
  }

  #extended(): GraphQLSchema {
    if (this.#definitions.length === 0) return this.#schema;
    try {
      const schema = extendSchema(this.#schema, { kind: Kind.DOCUMENT, definitions: this.#definitions });
      for (const { message } of validateSchema(schema)) this.#wrong('typeDefs', message);
      return schema;
    } catch (error) {
      // graphql reports all of its own at once, a paragraph each.
      for (const mistake of messageOf(error).split('\n\n')) this.#wrong('typeDefs', mistake);
      return this.#schema;
    }
  }

  #define(text: string, at: string): boolean {
    const [definition] = this.#parse(text, at) ?? [];
    if (!definition) return false;
    const types = isExtension(definition) ? this.#types.get(definition.name.value) : undefined;
    if (types && isExtension(definition)) this.#definitions.push(...shareFields(definition, types, () => false));
    else this.#definitions.push(definition);
    return true;
  }

  #parse(text: string, at: string): readonly DefinitionNode[] | null {
    try {
      return parse(text, { noLocation: at !== 'typeDefs' }).definitions;
    } catch (error) {
      this.#wrong(at, at === 'typeDefs' ? messageOf(error) : 'has a name or a type that GraphQL cannot read.');
      return null;
    }
  }

  #isFree(type: string, field: string, at: string): boolean {
    const taken = [type, ...(this.#types.get(type) ?? [])].find((each) => {
      return this.#sources.get(each, field) && !this.#defined.has(`${each}.${field}`);
    });
    if (taken === undefined) return true;
    this.#wrong(at, `${taken}.${field} is there already; give yours another name.`);
    return false;
  }

  #isEntity(type: string): boolean {
    return [...this.#model.entities, ...this.#model.stubs].some(({ name }) => name === type);
  }

  /** Null where `type` can be extended. */
  #notExtensible(type: string): string | null {
    if (type === 'Query' || this.#isEntity(type)) return null;
    const known = this.#schema.getType(type);
    if (isObjectType(known) || isInterfaceType(known)) {
      return `${type} cannot be extended: Query and the types of tables can.`;
    }
    const names = ['Query', ...this.#types.keys(), ...this.#model.entities.map(({ name }) => name)];
    return `there is no type "${type}" to extend.${suggest(type, names)}`;
  }

  #wrong(at: string, problem: string): void {
    this.mistakes.push(`${at}: ${problem}`);
  }
}

function tableName({ table }: Entity): string {
  return `${table.schema}.${table.name}`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
