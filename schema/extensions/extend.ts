/**
 * Adds the types, fields and resolvers of a program to the schema of a database, and reports every issue of them.
 */
import {
  type DefinitionNode,
  extendSchema,
  type FieldDefinitionNode,
  type GraphQLSchema,
  Kind,
  parse,
  validateSchema,
} from 'graphql';
import type { FieldSource } from '../graphql/field-sources.ts';
import { findEntity } from '../build/tables/find.ts';
import type { EntityMapping } from '../config/mapping/entity-settings.ts';
import { messageOf } from '../util/message-of.ts';
import type { ConfigIssues } from '../config/reader/config-issues.ts';
import type { Entity, Model } from '../model/model.ts';
import type { Sources } from '../graphql/sources.ts';
import { suggest } from '../util/suggest.ts';
import type { CustomField, ConfiguredField } from '../graphql/added-field.ts';
import { checkRequires } from './check-requires.ts';
import { ExtensionTypes } from './added-types.ts';
import {
  headOf,
  isDefinable,
  isExtension,
  isObject,
  nameOf,
  typeName,
  usedTypes,
  withoutTypes,
} from './definitions.ts';
import { checkLoaders } from './loader-names.ts';
import { parseRequires } from '../config/reader/requires.ts';
import type { Extensions, ResolverSettings } from '../config/added/extension-settings.ts';
import { outputName, shareFields, typesOfInterfaces, type WithFields } from './shared-fields.ts';
import { takeRequires } from './requires-directive.ts';

/** The settings that hold extensions. */
export interface ExtensionSettings extends Partial<Extensions> {
  readonly entities?: ReadonlyMap<string, Pick<EntityMapping, 'name' | 'resolved'>>;
}

export function extendWith(
  schema: GraphQLSchema,
  { model, sources, known: existing }: ExtendedParts,
  settings: ExtensionSettings,
  issues: ConfigIssues,
): GraphQLSchema {
  const extender = new Extender(schema, { model, sources }, settings.typeDefs ?? '', issues);
  for (const [entity, fields] of existing) for (const field of fields) extender.addKnown(entity, field);
  for (const [name, mapping] of settings.entities ?? []) extender.addFields(name, mapping);
  extender.addTypeDefs();
  for (const [type, fields] of settings.resolvers ?? []) extender.addResolvers(type, fields);
  const extended = extender.finish();
  checkLoaders(model, settings.loaders ?? new Map(), issues);
  return extended;
}

export interface ExtendedParts {
  readonly model: Model;
  /** The sources of the schema's fields; those of the new ones are added. */
  readonly sources: Sources<FieldSource>;
  readonly known: ReadonlyMap<Entity, readonly ConfiguredField[]>;
}

const MAY_DEFINE = 'Type definitions can define types, inputs, enums, interfaces and unions, and extend types.';

class Extender {
  readonly #schema: GraphQLSchema;
  readonly #model: Model;
  readonly #sources: Sources<FieldSource>;
  /** The types of an entity's rows, by the name of their interface. */
  readonly #types: ReadonlyMap<string, readonly string[]>;
  readonly #issues: ConfigIssues;
  readonly #definitions: DefinitionNode[] = [];
  /** The fields of the type definitions, by coordinate, with what `@requires` says. */
  readonly #defined = new Map<string, string | null>();
  readonly #resolved = new Set<string>();
  /** Null where they cannot be read. */
  readonly #typeDefs: readonly DefinitionNode[] | null;
  readonly #names: ExtensionTypes;
  /** Types and coordinates whose definitions are wrong. No further issue is reported about them. */
  readonly #unclear = new Set<string>();
  readonly #checks: (() => void)[] = [];

  constructor(
    schema: GraphQLSchema,
    { model, sources }: Omit<ExtendedParts, 'known'>,
    typeDefs: string,
    issues: ConfigIssues,
  ) {
    this.#issues = issues;
    this.#schema = schema;
    this.#model = model;
    this.#sources = sources;
    this.#types = typesOfInterfaces(model);
    this.#typeDefs = typeDefs.trim() === '' ? [] : this.#parse(typeDefs, 'typeDefs');
    this.#names = new ExtensionTypes(schema, model, this.#typeDefs ?? []);
  }

  addKnown(entity: Entity, field: ConfiguredField): void {
    const name = outputName(entity);
    for (const type of this.#typesWith(name, field.field)) this.#addSource(type, field.field, field);
    this.#define(`extend type ${name} { ${field.field}: ${field.type} }`, `${name}.${field.field}`);
  }

  /** The stage that built the model has reported a name that is not an entity's. */
  addFields(name: string, mapping: Pick<EntityMapping, 'name' | 'resolved'>): void {
    const entity = findEntity(this.#model.entities, mapping.name ?? name);
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

  addTypeDefs(): void {
    const shared: WithFields[] = [];
    for (const definition of this.#typeDefs ?? []) {
      if (!isDefinable(definition)) {
        this.#wrong('typeDefs', `${headOf(definition)} has no place here. ${MAY_DEFINE}`);
        this.#unclear.add(nameOf(definition) ?? '');
      } else if (isExtension(definition) && this.#types.has(definition.name.value)) {
        shared.push(definition);
      } else if (isObject(definition) || isExtension(definition)) {
        this.#addObject(definition);
      } else {
        this.#definitions.push(definition);
      }
    }
    // Shared fields come last, because a type may define a field of its interface itself.
    for (const definition of shared) this.#addShared(definition);
  }

  #addShared(definition: WithFields): void {
    const type = definition.name.value;
    const free = (definition.fields ?? []).filter((field) => this.#isFree(type, field.name.value, 'typeDefs'));
    const fields = free.map((field) => this.#addField(type, field, true));
    const types = this.#types.get(type) ?? [];
    this.#definitions.push(...shareFields({ ...definition, fields }, types, (field) => this.#defined.has(field)));
  }

  #addObject(definition: WithFields): void {
    const type = definition.name.value;
    const extended = isExtension(definition);
    const problem = extended ? this.#names.notExtensible(type) : this.#names.notDefinable(type);
    if (problem) {
      this.#unclear.add(type);
      this.#wrong('typeDefs', problem, [type]);
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
      if (this.#resolved.has(coordinate)) return;
      if (!extended) {
        this.#addRows(type, field);
        return;
      }
      if (this.#typesWith(type, field.name.value).length === 0) return;
      this.#wrong('typeDefs', `${coordinate} has no resolver; give it resolvers.${coordinate}.`);
    });
    return node;
  }

  /** A property that holds keys of a table's rows leads to these rows, as the result of a resolver does. */
  #addRows(type: string, { name: { value: field }, type: given }: FieldDefinitionNode): void {
    if (!this.#names.isEntity(typeName(given))) return;
    const resolve: CustomField['resolve'] = (row, args, context) => {
      const value = row[field];
      return typeof value === 'function' ? value.call(row, args, context) : value;
    };
    this.#addSource(type, field, { field, requires: null, said: [], resolve, raise: false });
  }

  addResolvers(type: string, fields: ReadonlyMap<string, ResolverSettings>): void {
    for (const [field, settings] of fields) {
      const coordinate = `${type}.${field}`;
      const at = `resolvers.${coordinate}`;
      const said = this.#defined.get(coordinate);
      if (said === undefined && (!this.#typeDefs || this.#unclear.has(type) || this.#unclear.has(coordinate))) continue;
      if (said === undefined) this.#wrong(at, this.#noField(type, field), [field]);
      else if (said !== null && settings.requires !== null)
        this.#wrong(`${at}.requires`, 'stands in typeDefs too, as @requires; keep one.');
      else this.#add(type, field, { ...settings, requires: said ?? settings.requires }, at);
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
    const isEntity = types.every((each) => this.#names.isEntity(each));
    this.#resolved.add(`${type}.${field}`);
    if (types.length === 0) this.#wrong(at, `is never asked: every type of ${type} has a ${field} of its own.`);
    let requires: CustomField['requires'] = null;
    if (settings.requires !== null && !isEntity) this.#wrong(`${at}.requires`, 'is for fields of tables.');
    try {
      if (settings.requires !== null && isEntity) requires = parseRequires(settings.requires);
    } catch (error) {
      this.#wrong(`${at}.requires`, messageOf(error));
    }
    const added = { field, requires, said: [], resolve: settings.resolve, raise: settings.load === 'raise' };
    for (const each of types) this.#addSource(each, field, added);
    // The check waits until every field is known, because another custom field is not a column.
    this.#checks.push(() => {
      const problems = requires ? checkRequires(requires, types, this.#sources) : [];
      for (const { sentence, missing } of problems) this.#wrong(`${at}.requires`, sentence, missing ? [missing] : []);
    });
  }

  /** Gives the object types whose rows answer a field of `type`. For an interface they are those that do not define it themselves. */
  #typesWith(type: string, field: string): readonly string[] {
    const types = this.#types.get(type);
    return types ? types.filter((each) => !this.#defined.has(`${each}.${field}`)) : [type];
  }

  #addSource(type: string, field: string, custom: CustomField): void {
    this.#sources.add(type, field, { kind: this.#names.isEntity(type) ? 'custom' : 'resolver', custom });
  }

  finish(): GraphQLSchema {
    for (const check of this.#checks) check();
    return this.#extended();
  }

  #extended(): GraphQLSchema {
    if (this.#definitions.length === 0 || !this.#typeDefs) return this.#schema;
    const definitions = this.#definitions.map((each) => withoutTypes(each, (type) => this.#isLeftOut(type)));
    try {
      const schema = extendSchema(this.#schema, { kind: Kind.DOCUMENT, definitions });
      for (const { message, nodes = [] } of validateSchema(schema)) {
        const names = nodes.flatMap((node) => ('name' in node && node.name?.kind === Kind.NAME ? node.name.value : []));
        this.#wrong('typeDefs', message, names);
      }
      return schema;
    } catch (error) {
      // graphql joins all of its errors into one text, a paragraph each.
      for (const problem of messageOf(error).split('\n\n')) this.#wrong('typeDefs', problem);
      return this.#schema;
    }
  }

  #define(text: string, at: string): boolean {
    const [definition] = this.#parse(text, at) ?? [];
    if (!definition) return false;
    const missing = this.#typeDefs && usedTypes(definition).find((type) => !this.#names.isThere(type));
    if (missing) {
      this.#wrong(at, this.#names.notThere(missing), [missing]);
      return false;
    }
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
    this.#unclear.add(`${type}.${field}`);
    this.#wrong(at, `${taken}.${field} is there already; give yours another name.`, [field]);
    return false;
  }

  #isLeftOut(type: string): boolean {
    if (this.#unclear.has(type)) return !this.#schema.getType(type);
    return !this.#names.isThere(type) && this.#issues.isLeftOut(type);
  }

  #wrong(at: string, problem: string, needs: readonly string[] = []): void {
    this.#issues.at(at).because(problem, needs);
  }
}
