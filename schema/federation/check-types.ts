/**
 * Checks that the settings name types and fields that are there, in a way that composes. It looks at the schema as it would be without
 * federation.
 */
import { getNamedType, type GraphQLNamedType, type GraphQLSchema, isInterfaceType, isObjectType } from 'graphql';
import type { Column, Entity, Model } from '../model/model.ts';
import type { IssueScope } from '../config/reader/config-issues.ts';
import { makeScalar } from '../values/scalars.ts';
import { suggest } from '../util/suggest.ts';
import { typeNameIn } from './added-fields.ts';
import { FieldSetChecker } from './check-field-set.ts';
import { nameProblem } from '../naming/naming.ts';
import type { FederationSettings, FieldSettings, TypeSettings } from '../config/federation/federation-settings.ts';

/** `keys` holds the field sets of each type's keys. */
export function checkTypes(
  model: Model,
  settings: FederationSettings,
  schema: GraphQLSchema,
  keys: ReadonlyMap<string, readonly string[]>,
  issues: IssueScope,
): void {
  const checker = new TypeChecker(model, settings, schema, issues);
  for (const [name, type] of settings.types) checker.checkType(name, type, keys.get(name) ?? []);
  checker.checkExternals();
}

class TypeChecker {
  readonly #issues: IssueScope;
  readonly #settings: FederationSettings;
  readonly #schema: GraphQLSchema;
  readonly #entities: ReadonlyMap<string, Entity>;
  readonly #sets: FieldSetChecker;

  constructor(model: Model, settings: FederationSettings, schema: GraphQLSchema, issues: IssueScope) {
    this.#issues = issues;
    this.#settings = settings;
    this.#schema = schema;
    this.#entities = new Map([...model.entities, ...model.stubs].map((entity) => [entity.name, entity]));
    this.#sets = new FieldSetChecker((type) => this.#fieldsOf(type), settings);
  }

  checkType(name: string, settings: TypeSettings, keys: readonly string[]): void {
    const issues = this.#issues.at(`types.${name}`, { needs: [name] });
    const type = this.#schema.getType(name);
    if (settings.resolveReferences) this.#checkResolved(name, type, issues);
    else if (!type) issues.because(`there is no such type.${suggest(name, this.#typeNames())}`);
    const entity = this.#entities.get(name);
    if (type && !settings.resolveReferences && (!entity || entity.subtypes)) this.#checkPlain(settings, entity, issues);
    if (settings.interfaceObject && entity && keys.length === 0) issues.at('interfaceObject').because('it has no key.');
    for (const key of keys) this.#sets.check(name, key, { issues, about: `key "${key}": `, mustBeExternal: false });
    const isThere = type !== undefined || settings.resolveReferences !== null;
    if (isThere)
      for (const [field, each] of settings.fields) this.#checkField(name, field, each, atField(issues, field));
    for (const [field, { external }] of settings.fields) {
      const isKey = keys.some((key) => key.split(/\W+/).includes(field));
      if (external && isKey && !settings.extend) {
        const problem = 'a field of a key is external only on a type that is extended; say extend: true.';
        atField(issues, field).because(problem);
      }
    }
  }

  /** Composition refuses an external field that nothing names. */
  checkExternals(): void {
    for (const [name, { fields }] of this.#settings.types) {
      for (const [field, { external }] of fields) {
        if (!external || this.#sets.isUsed(name, field) || this.#isInherited(name, field)) continue;
        const issues = atField(this.#issues.at(`types.${name}`, { needs: [name] }), field);
        issues.because('external, but no key, requires or provides speaks of it.');
      }
    }
  }

  #checkResolved(name: string, type: GraphQLNamedType | undefined, issues: IssueScope): void {
    const problem = nameProblem(name);
    if (problem !== null) issues.because(problem);
    if (type && this.#entities.has(name)) {
      const problem = 'the rows of a table are found by the gateway; it is for types without one.';
      issues.at('resolveReferences').because(problem);
    } else if (type) issues.because('there is a type of this name already.');
  }

  /** A type that is not an entity has neither keys nor added fields. */
  #checkPlain(settings: TypeSettings, entity: Entity | undefined, issues: IssueScope): void {
    const { keys, addKeys, removeKeys, extend, interfaceObject, fields } = settings;
    const reason = entity ? 'its rows are of other types, which have keys of their own' : 'it is not an entity';
    if ([...(keys ?? []), ...addKeys, ...removeKeys].length > 0) issues.at('keys').because(`${reason}.`);
    if (extend) issues.at('extend').because(`${reason}.`);
    if (interfaceObject) issues.at('interfaceObject').because(`${reason}.`);
    for (const [field, { type, id, name }] of fields) {
      if (type === null && !id && name === null) continue;
      atField(issues, field).because(`only directives can be set here; ${reason}.`);
    }
  }

  #checkField(owner: string, field: string, settings: FieldSettings, issues: IssueScope): void {
    const { type, overrideLabel, override, requires, provides, external, resolve } = settings;
    const name = settings.name ?? field;
    const problem = nameProblem(name);
    if (problem !== null) issues.because(problem);
    const fields = this.#fieldsOf(owner);
    const untyped = this.#settings.types.get(owner)?.resolveReferences && type === null;
    if (!fields.has(name) && !untyped) issues.because(`there is no such field.${suggest(field, fields.keys())}`);
    const entity = this.#entities.get(owner);
    if (entity) this.#checkEntityField(entity, field, settings, issues);
    if (type !== null) this.#checkTypeText(type, issues.at('type'));
    if (overrideLabel !== null && override === null)
      issues.at('overrideLabel').because('says nothing without override.');
    if (external && override !== null) issues.because('is external, and so belongs to another subgraph; no override.');
    if (entity && requires !== null && !resolve)
      issues.at('requires').because('needs a resolve function, which makes the value of it.');
    if (requires !== null) {
      this.#sets.check(owner, requires, { issues: issues.at('requires'), mustBeExternal: false });
    }
    if (provides !== null && fields.has(name)) {
      const target = fields.get(name);
      if (isObjectType(target) || isInterfaceType(target)) {
        this.#sets.check(target.name, provides, { issues: issues.at('provides'), mustBeExternal: true });
      } else issues.at('provides').because(`${owner}.${name} leads to no type with fields.`);
    }
  }

  #checkEntityField(entity: Entity, field: string, { id, name, type }: FieldSettings, issues: IssueScope): void {
    const column = entity.columns.find((candidate) => candidate.field === field);
    if (id && !isId(column)) {
      issues.at('id').because('only columns of whole numbers, texts and UUIDs can be IDs.');
    }
    const unchanged = entity.relations.some((relation) => relation.field === field);
    if (name !== null && nameProblem(name) === null && unchanged) {
      issues.at('name').because(`"${name}" is the name of another field.`);
    }
    if (name !== null && column) issues.at('name').because('only relations can have another name here.');
    const own = this.#schema.getType(entity.name);
    if (type !== null && isObjectType(own) && own.getFields()[field]) {
      issues.at('type').because('there is a field of this name already.');
    }
  }

  #checkTypeText(text: string, issues: IssueScope): void {
    const named = typeNameIn(text);
    const names = [...SCALARS, ...this.#outputNames()];
    if (named === null || !names.includes(named)) {
      issues.because(`${text} is not a type.${suggest(named ?? text, names)}`);
    }
  }

  /** Gives the types that a field of the settings may have. */
  #outputNames(): string[] {
    return [...this.#entities.values()].filter(({ subtypes }) => !subtypes).map(({ name }) => name);
  }

  #typeNames(): string[] {
    return Object.keys(this.#schema.getTypeMap()).filter((name) => !name.startsWith('__'));
  }

  /** Gives the fields of a type, with the type of each where it is known. */
  #fieldsOf(name: string): ReadonlyMap<string, GraphQLNamedType | undefined> {
    const type = this.#schema.getType(name);
    const fields = new Map<string, GraphQLNamedType | undefined>();
    if (isObjectType(type) || isInterfaceType(type)) {
      for (const [field, each] of Object.entries(type.getFields())) fields.set(field, getNamedType(each.type));
    }
    for (const [field, each] of this.#settings.types.get(name)?.fields ?? []) {
      if (each.type !== null) fields.set(field, this.#typeOf(typeNameIn(each.type) ?? ''));
    }
    return fields;
  }

  #typeOf(name: string): GraphQLNamedType | undefined {
    return this.#schema.getType(name) ?? (SCALARS.includes(name) ? makeScalar(name) : undefined);
  }

  #isInherited(name: string, field: string): boolean {
    const type = this.#schema.getType(name);
    return isObjectType(type) && type.getInterfaces().some((each) => field in each.getFields());
  }
}

const SCALARS = ['ID', 'Int', 'Float', 'String', 'Boolean', 'BigInt', 'Decimal', 'JSON'];

function isId(column: Column | undefined): boolean {
  return column?.type.kind === 'scalar' && column.type.as === 'ID';
}

function atField(issues: IssueScope, field: string): IssueScope {
  return issues.at(`fields.${field}`, { needs: [field] });
}
