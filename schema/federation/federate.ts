/**
 * Settings and model → what the subgraph offers: entities with their keys, added fields, directives by coordinate.
 * Everything that composition would refuse is found here, all of it at once.
 */
import { ConfigError } from '../setting-reader.ts';
import { suggest } from '../suggest.ts';
import { graphqlTypeName } from '../graphql-type-name.ts';
import type { Entity, Model, PgType } from '../model.ts';
import type { ValueTypes } from '../value-types.ts';
import { addedFields } from './added-fields.ts';
import type { KnownField } from '../added/added-field.ts';
import { checkDirectives } from './check-directives.ts';
import { fieldDirectives, keyDirective, typeDirectives } from './directives.ts';
import { type EntityKey, entityKeys } from './entity-keys.ts';
import { type FieldSetField, parseFieldSet } from './field-set.ts';
import { type ResolvedEntity, resolvedEntity } from './resolved-entities.ts';
import type { SdlAdditions } from './print-sdl.ts';
import type { FederationSettings, TypeSettings } from './settings.ts';

export interface Federation extends SdlAdditions {
  readonly settings: FederationSettings;
  /** By type name: what `_entities` answers. */
  readonly entities: ReadonlyMap<string, FederatedEntity>;
  /** Those that no table has. */
  readonly resolved: ReadonlyMap<string, ResolvedEntity>;
  readonly added: ReadonlyMap<Entity, readonly KnownField[]>;
}

export interface FederatedEntity {
  readonly entity: Entity;
  /** Only those that can be asked by. */
  readonly keys: readonly EntityKey[];
}

/** Throws a ConfigError with every mistake. */
export function federate(model: Model, settings: FederationSettings, values: ValueTypes): Federation {
  const builder = new Federator(model, settings, values);
  for (const entity of [...model.entities, ...model.stubs]) builder.addEntity(entity);
  builder.addQuery();
  builder.checkNames();
  builder.mistakes.push(...checkDirectives(settings, builder.directives));
  if (builder.mistakes.length > 0) throw new ConfigError(builder.mistakes);
  return builder;
}

const SCALARS = ['ID', 'Int', 'Float', 'String', 'Boolean', 'BigInt', 'Decimal', 'JSON'];

class Federator implements Federation {
  readonly settings: FederationSettings;
  readonly entities = new Map<string, FederatedEntity>();
  readonly resolved = new Map<string, ResolvedEntity>();
  readonly added = new Map<Entity, readonly KnownField[]>();
  readonly directives = new Map<string, string[]>([['PageInfo', ['@shareable']]]);
  readonly extended = new Set<string>();
  readonly mistakes: string[] = [];
  readonly #model: Model;
  readonly #values: ValueTypes;

  constructor(model: Model, settings: FederationSettings, values: ValueTypes) {
    this.#model = model;
    this.#values = values;
    this.settings = settings;
  }

  addEntity(entity: Entity): void {
    const { name } = entity;
    // Its rows are of other types, which have keys of their own.
    if (entity.variants) return;
    const settings = this.settings.types.get(name);
    const report = (mistake: string): void => void this.mistakes.push(`federation.types.${name}: ${mistake}`);
    const keys = entityKeys(entity, settings, this.#values, report);
    const resolvable = keys.filter((key) => key.resolvable);
    if (resolvable.length > 0) this.entities.set(name, { entity, keys: resolvable });
    if (keys.length > 0) this.directives.set(name, keys.map(keyDirective));
    if (entity.stub || settings?.extend) this.extended.add(name);
    for (const { type } of entity.columns) this.#shareRanges(type);
    if (!settings) return;
    this.added.set(entity, addedFields(entity, settings, report));
    this.#applyDirectives(name, settings);
    this.#checkFields(entity, settings, keys, report);
  }

  /** Root fields have no entity. */
  addQuery(): void {
    const settings = this.settings.types.get('Query');
    if (settings) this.#applyDirectives('Query', settings);
  }

  /** Composite types carry directives too; all other names are mistakes. */
  checkNames(): void {
    const { entities, stubs, composites } = this.#model;
    const names = [...entities, ...composites].map(({ name }) => name);
    for (const [name, settings] of this.settings.types) {
      if (name === 'Query' || [...entities, ...stubs].some((entity) => entity.name === name)) continue;
      if (settings.resolveReferences) {
        this.#addResolved(name, settings);
        continue;
      }
      const composite = composites.find((each) => each.name === name);
      if (!composite) {
        this.mistakes.push(`federation.types.${name}: there is no such type.${suggest(name, names)}`);
        continue;
      }
      this.#applyDirectives(name, settings);
      const fields = composite.attributes.map(({ field }) => field);
      for (const field of settings.fields.keys()) {
        if (!fields.includes(field)) {
          this.mistakes.push(
            `federation.types.${name}.fields.${field}: there is no such field.${suggest(field, fields)}`,
          );
        }
      }
    }
  }

  /** PostgreSQL's own, and so the same in every gateway. */
  #shareRanges(type: PgType): void {
    if (type.kind === 'array') this.#shareRanges(type.element);
    if (type.kind === 'range') this.directives.set(graphqlTypeName(type), ['@shareable']);
  }

  #addResolved(name: string, settings: TypeSettings): void {
    const report = (mistake: string): void => void this.mistakes.push(`federation.types.${name}: ${mistake}`);
    const resolved = resolvedEntity(name, settings, report);
    if (!resolved) return;
    this.resolved.set(name, resolved);
    this.directives.set(
      name,
      resolved.keys.map(({ fields }) => keyDirective({ fields, resolvable: true })),
    );
    if (settings.extend) this.extended.add(name);
    for (const [field, type] of resolved.fields) if (type !== '') this.#checkType(type, `fields.${field}.type`, report);
    this.#applyDirectives(name, settings);
  }

  #applyDirectives(name: string, settings: TypeSettings): void {
    const own = typeDirectives(settings);
    if (own.length > 0) this.directives.set(name, [...(this.directives.get(name) ?? []), ...own]);
    for (const [field, each] of settings.fields) {
      const applied = fieldDirectives(each);
      if (applied.length > 0) this.directives.set(`${name}.${each.name ?? field}`, applied);
    }
  }

  #checkFields(
    entity: Entity,
    settings: TypeSettings,
    keys: readonly EntityKey[],
    report: (mistake: string) => void,
  ): void {
    const known = this.#fieldsOf(entity);
    for (const [field, each] of settings.fields) {
      const name = each.name ?? field;
      if (!known.has(name)) report(`fields.${field}: there is no such field.${suggest(field, known.keys())}`);
      const column = entity.columns.find((candidate) => candidate.field === field);
      if (each.id && !(column?.type.kind === 'scalar' && column.type.as === 'ID')) {
        report(`fields.${field}.id: only columns of whole numbers, texts and UUIDs can be IDs.`);
      }
      if (each.name !== null && entity.relations.some((relation) => relation.field === field)) {
        report(`fields.${field}.name: "${each.name}" is the name of another field.`);
      }
      if (each.type !== null) this.#checkType(each.type, `fields.${field}.type`, report);
      if (each.external && !settings.extend && keys.some((key) => key.parts.some(({ path }) => path[0] === name))) {
        report(`fields.${name}: a field of a key is external only on a type that is extended; say extend: true.`);
      }
      if (each.requires !== null) this.#checkSet(entity, each.requires, `fields.${field}.requires`, report);
      const target = known.get(name);
      if (each.provides !== null && known.has(name) && !target) {
        report(`fields.${field}.provides: ${entity.name}.${name} leads to no entity.`);
      }
      if (each.provides !== null && target) this.#checkSet(target, each.provides, `fields.${field}.provides`, report);
    }
  }

  #checkType(text: string, at: string, report: (mistake: string) => void): void {
    const named = /^[[\s]*(\w+)[\]!\s]*$/.exec(text)?.[1];
    const names = [...SCALARS, ...this.#model.entities.map(({ name }) => name)];
    if (named === undefined || !names.includes(named)) {
      report(`${at}: ${text} is no type.${suggest(named ?? text, names)}`);
    }
  }

  #checkSet(entity: Entity, text: string, at: string, report: (mistake: string) => void): void {
    try {
      for (const field of parseFieldSet(text)) this.#checkField(entity, field, at, report);
    } catch (error) {
      report(`${at}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  #checkField(entity: Entity, { name, fields }: FieldSetField, at: string, report: (mistake: string) => void): void {
    const known = this.#fieldsOf(entity);
    const target = known.get(name);
    if (!known.has(name)) report(`${at}: ${entity.name}.${name} is not there.${suggest(name, known.keys())}`);
    if (target) for (const below of fields) this.#checkField(target, below, at, report);
  }

  /** The fields of an entity's type, with the entity that a relation leads to. */
  #fieldsOf(entity: Entity): ReadonlyMap<string, Entity | null> {
    const fields = new Map<string, Entity | null>(entity.columns.map(({ field }) => [field, null]));
    for (const { field, target } of entity.relations) fields.set(field, target);
    for (const [field, { type }] of this.settings.types.get(entity.name)?.fields ?? []) {
      if (type !== null) fields.set(field, null);
    }
    return fields;
  }
}
