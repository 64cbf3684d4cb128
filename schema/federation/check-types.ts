/**
 * Whether the settings speak of types and fields that are there, and in a way that composes. It looks at the schema as it
 * would be without federation; every mistake has its place.
 */
import { getNamedType, type GraphQLNamedType, type GraphQLSchema, isInterfaceType, isObjectType } from 'graphql';
import type { Column, Entity, Model } from '../model/model.ts';
import { makeScalar } from '../values/scalars.ts';
import { suggest } from '../util/suggest.ts';
import { typeNameIn } from './added-fields.ts';
import { FieldSetChecker } from './check-field-set.ts';
import { nameProblem } from '../naming/naming.ts';
import type { FederationSettings, FieldSettings, TypeSettings } from '../config/federation/federation-settings.ts';

type Report = (mistake: string) => void;

/** `keys`: the field sets of each type's keys. */
export function checkTypes(
  model: Model,
  settings: FederationSettings,
  schema: GraphQLSchema,
  keys: ReadonlyMap<string, readonly string[]>,
): string[] {
  const checker = new TypeChecker(model, settings, schema);
  for (const [name, type] of settings.types) checker.checkType(name, type, keys.get(name) ?? []);
  checker.checkExternals();
  return checker.mistakes;
}

class TypeChecker {
  readonly mistakes: string[] = [];
  readonly #settings: FederationSettings;
  readonly #schema: GraphQLSchema;
  readonly #entities: ReadonlyMap<string, Entity>;
  readonly #sets: FieldSetChecker;

  constructor(model: Model, settings: FederationSettings, schema: GraphQLSchema) {
    this.#settings = settings;
    this.#schema = schema;
    this.#entities = new Map([...model.entities, ...model.stubs].map((entity) => [entity.name, entity]));
    this.#sets = new FieldSetChecker((type) => this.#fieldsOf(type), settings);
  }

  checkType(name: string, settings: TypeSettings, keys: readonly string[]): void {
    const report = (mistake: string): void => void this.mistakes.push(`federation.types.${name}: ${mistake}`);
    const type = this.#schema.getType(name);
    if (settings.resolveReferences) this.#checkResolved(name, type, report);
    else if (!type) report(`there is no such type.${suggest(name, this.#typeNames())}`);
    const entity = this.#entities.get(name);
    if (type && !settings.resolveReferences && (!entity || entity.subtypes)) this.#checkPlain(settings, entity, report);
    if (settings.interfaceObject && entity && keys.length === 0) report('interfaceObject: it has no key.');
    for (const key of keys) this.#sets.check(name, key, { at: `key "${key}"`, mustBeExternal: false, report });
    const isThere = type !== undefined || settings.resolveReferences !== null;
    if (isThere) for (const [field, each] of settings.fields) this.#checkField(name, field, each, report);
    for (const [field, { external }] of settings.fields) {
      const isKey = keys.some((key) => key.split(/\W+/).includes(field));
      if (external && isKey && !settings.extend) {
        report(`fields.${field}: a field of a key is external only on a type that is extended; say extend: true.`);
      }
    }
  }

  /** Composition refuses an external field that nothing speaks of. */
  checkExternals(): void {
    for (const [name, { fields }] of this.#settings.types) {
      for (const [field, { external }] of fields) {
        if (!external || this.#sets.isUsed(name, field) || this.#isInherited(name, field)) continue;
        const nobody = 'external, but no key, requires or provides speaks of it';
        this.mistakes.push(`federation.types.${name}: fields.${field}: ${nobody}.`);
      }
    }
  }

  #checkResolved(name: string, type: GraphQLNamedType | undefined, report: Report): void {
    const problem = nameProblem(name);
    if (problem !== null) report(problem);
    if (type && this.#entities.has(name)) {
      report('resolveReferences: the rows of a table are found by the gateway; it is for types without one.');
    } else if (type) report('there is a type of this name already.');
  }

  /** What is no entity has neither keys nor fields of its own making. */
  #checkPlain(settings: TypeSettings, entity: Entity | undefined, report: Report): void {
    const { keys, addKeys, removeKeys, extend, interfaceObject, fields } = settings;
    const reason = entity ? 'its rows are of other types, which have keys of their own' : 'it is no entity';
    if ([...(keys ?? []), ...addKeys, ...removeKeys].length > 0) report(`keys: ${reason}.`);
    if (extend) report(`extend: ${reason}.`);
    if (interfaceObject) report(`interfaceObject: ${reason}.`);
    for (const [field, { type, id, name }] of fields) {
      if (type !== null || id || name !== null) report(`fields.${field}: only directives can be set here; ${reason}.`);
    }
  }

  #checkField(owner: string, field: string, settings: FieldSettings, report: Report): void {
    const { type, overrideLabel, override, requires, provides, external, resolve } = settings;
    const at = `fields.${field}`;
    const name = settings.name ?? field;
    const problem = nameProblem(name);
    if (problem !== null) report(`${at}: ${problem}`);
    const fields = this.#fieldsOf(owner);
    const untyped = this.#settings.types.get(owner)?.resolveReferences && type === null;
    if (!fields.has(name) && !untyped) report(`${at}: there is no such field.${suggest(field, fields.keys())}`);
    const entity = this.#entities.get(owner);
    if (entity) this.#checkEntityField(entity, field, settings, report);
    if (type !== null) this.#checkTypeText(type, `${at}.type`, report);
    if (overrideLabel !== null && override === null) report(`${at}.overrideLabel: says nothing without override.`);
    if (external && override !== null) report(`${at}: is external, and so belongs to another subgraph; no override.`);
    if (entity && requires !== null && !resolve)
      report(`${at}.requires: needs a resolve function, which makes the value of it.`);
    if (requires !== null) {
      this.#sets.check(owner, requires, { at: `${at}.requires`, mustBeExternal: false, report });
    }
    if (provides !== null && fields.has(name)) {
      const target = fields.get(name);
      if (isObjectType(target) || isInterfaceType(target)) {
        this.#sets.check(target.name, provides, { at: `${at}.provides`, mustBeExternal: true, report });
      } else report(`${at}.provides: ${owner}.${name} leads to no type with fields.`);
    }
  }

  #checkEntityField(entity: Entity, field: string, { id, name, type }: FieldSettings, report: Report): void {
    const column = entity.columns.find((candidate) => candidate.field === field);
    if (id && !isId(column)) {
      report(`fields.${field}.id: only columns of whole numbers, texts and UUIDs can be IDs.`);
    }
    const unchanged = entity.relations.some((relation) => relation.field === field);
    if (name !== null && nameProblem(name) === null && unchanged) {
      report(`fields.${field}.name: "${name}" is the name of another field.`);
    }
    if (name !== null && column) report(`fields.${field}.name: only relations can have another name here.`);
    const own = this.#schema.getType(entity.name);
    if (type !== null && isObjectType(own) && own.getFields()[field]) {
      report(`fields.${field}.type: there is a field of this name already.`);
    }
  }

  #checkTypeText(text: string, at: string, report: Report): void {
    const named = typeNameIn(text);
    const names = [...SCALARS, ...this.#outputNames()];
    if (named === null || !names.includes(named)) {
      report(`${at}: ${text} is no type.${suggest(named ?? text, names)}`);
    }
  }

  /** Types that a field of the settings may have. */
  #outputNames(): string[] {
    return [...this.#entities.values()].filter(({ subtypes }) => !subtypes).map(({ name }) => name);
  }

  #typeNames(): string[] {
    return Object.keys(this.#schema.getTypeMap()).filter((name) => !name.startsWith('__'));
  }

  /** The fields of a type, with the type of each; undefined where it is not known. */
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
