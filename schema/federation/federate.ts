/**
 * Makes of settings and model what the subgraph offers: entities with their keys, added fields, directives by coordinate. It reports
 * everything that composition would refuse.
 */
import type { GraphQLSchema } from 'graphql';
import type { ConfigIssues, IssueScope } from '../config/reader/config-issues.ts';
import { graphqlTypeName } from '../naming/graphql-type-name.ts';
import type { Entity, Model, PgType } from '../model/model.ts';
import type { ValueTypes } from '../graphql/value-types.ts';
import { customFields } from './added-fields.ts';
import type { ConfiguredField } from '../graphql/added-field.ts';
import { checkDirectives } from './check-directives.ts';
import { checkTypes } from './check-types.ts';
import { fieldDirectives, keyDirective, typeDirectives } from './directives.ts';
import { entityKeys } from './entity-keys.ts';
import type { EntityKey, FederatedEntity, ResolvedEntity } from '../graphql/entity-references.ts';
import { printFieldSet, readFieldSet } from './field-set.ts';
import { resolverEntity } from './resolved-entities.ts';
import type { SdlAdditions } from './print-sdl.ts';
import type { FederationSettings, TypeSettings } from '../config/federation/federation-settings.ts';

export interface Federation extends SdlAdditions {
  readonly settings: FederationSettings;
  /** The entities that `_entities` answers, by type name. */
  readonly entities: ReadonlyMap<string, FederatedEntity>;
  /** The entities without a table, by type name. */
  readonly resolved: ReadonlyMap<string, ResolvedEntity>;
  readonly added: ReadonlyMap<Entity, readonly ConfiguredField[]>;
}

/** Gives null where anything is wrong. `plain` makes the schema without federation. */
export function federate(
  model: Model,
  settings: FederationSettings,
  values: ValueTypes,
  plain: () => GraphQLSchema,
  issues: ConfigIssues,
): Federation | null {
  const scope = issues.at('federation');
  const builder = new Federator(model, settings, values, scope);
  for (const entity of [...model.entities, ...model.stubs]) builder.addEntity(entity);
  builder.addOthers();
  checkDirectives(settings, builder.directives, scope);
  if (settings.types.size > 0) checkTypes(model, settings, plain(), builder.keys, scope);
  if (!scope.hasIssues) return builder;
  issues.leaveOut({ names: [...settings.types.keys()] });
  return null;
}

class Federator implements Federation {
  readonly settings: FederationSettings;
  readonly entities = new Map<string, FederatedEntity>();
  readonly resolved = new Map<string, ResolvedEntity>();
  readonly added = new Map<Entity, readonly ConfiguredField[]>();
  readonly directives = new Map<string, string[]>([['PageInfo', ['@shareable']]]);
  readonly extended = new Set<string>();
  /** The field sets of each type's keys. */
  readonly keys = new Map<string, readonly string[]>();
  readonly #issues: IssueScope;
  readonly #model: Model;
  readonly #values: ValueTypes;

  constructor(model: Model, settings: FederationSettings, values: ValueTypes, issues: IssueScope) {
    this.#model = model;
    this.#values = values;
    this.settings = settings;
    this.#issues = issues;
  }

  addEntity(entity: Entity): void {
    const { name } = entity;
    const settings = this.settings.types.get(name);
    // Rows of such an entity are of its subtypes, which have keys of their own.
    if (!entity.subtypes) this.#addKeys(entity, settings);
    for (const { type } of entity.columns) this.#shareRanges(type);
    if (!settings) return;
    this.added.set(entity, customFields(entity, settings, this.#issuesOf(name)));
    this.#applyDirectives(name, settings);
  }

  #addKeys(entity: Entity, settings: TypeSettings | undefined): void {
    const { name } = entity;
    const found = entityKeys(entity, settings, this.#values, this.#issuesOf(name));
    // A router has no reason to ask here for a stub without fields of this subgraph.
    const keys = isBare(entity, settings) ? found.map((key) => ({ ...key, resolvable: false })) : found;
    const resolvable = keys.filter((key) => key.resolvable);
    if (resolvable.length > 0) this.entities.set(name, { entity, keys: resolvable });
    this.#addKeyDirectives(name, keys);
    if (entity.stub || settings?.extend) this.extended.add(name);
  }

  #addKeyDirectives(name: string, keys: readonly Pick<EntityKey, 'fields' | 'resolvable'>[]): void {
    this.keys.set(
      name,
      keys.map(({ fields }) => fields),
    );
    if (keys.length > 0) this.directives.set(name, [...new Set(keys.map(keyDirective))]);
  }

  #issuesOf(name: string): IssueScope {
    return this.#issues.at(`types.${name}`, { needs: [name] });
  }

  /** Adds types without a table, and directives of all others: `Query`, `OrderConnection`, composite types. */
  addOthers(): void {
    const declared = new Set([...this.#model.entities, ...this.#model.stubs].map(({ name }) => name));
    for (const [name, settings] of this.settings.types) {
      if (declared.has(name)) continue;
      if (settings.resolveReferences) this.#addResolved(name, settings);
      else this.#applyDirectives(name, settings);
    }
  }

  /** Range types are PostgreSQL's own, and so the same in every gateway. */
  #shareRanges(type: PgType): void {
    if (type.kind === 'array') this.#shareRanges(type.element);
    if (type.kind === 'range') this.directives.set(graphqlTypeName(type), ['@shareable']);
  }

  #addResolved(name: string, settings: TypeSettings): void {
    const resolved = resolverEntity(name, settings, this.#issuesOf(name));
    if (!resolved) return;
    this.resolved.set(name, resolved);
    this.#addKeyDirectives(name, resolved.keys);
    if (settings.extend) this.extended.add(name);
    this.#applyDirectives(name, settings);
  }

  #applyDirectives(name: string, settings: TypeSettings): void {
    const own = typeDirectives(settings);
    const before = this.directives.get(name) ?? [];
    if (own.length > 0) this.directives.set(name, [...before, ...own.filter((each) => !before.includes(each))]);
    for (const [field, each] of settings.fields) {
      const applied = fieldDirectives({ ...each, requires: externalPart(each.requires, settings) });
      if (applied.length > 0) this.directives.set(`${name}.${each.name ?? field}`, applied);
    }
  }
}

function isBare({ stub, relations }: Entity, settings: TypeSettings | undefined): boolean {
  return stub && relations.length === 0 && ![...(settings?.fields.values() ?? [])].some(({ resolve }) => resolve);
}

/** Gives the required fields that a router has to fetch elsewhere. The others are in the row. */
function externalPart(requires: string | null, { fields }: TypeSettings): string | null {
  const set = requires === null ? [] : readFieldSet(requires);
  const external = set.filter((each) => each.fields.length > 0 || fields.get(each.name)?.external);
  return external.length === 0 ? null : printFieldSet(external);
}
