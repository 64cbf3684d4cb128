/**
 * From the catalog to the model. Total and deterministic: any catalog gives a model, the same catalog the same one.
 */
import { draftEntity, type EntityDraft } from './build/tables/build-entity.ts';
import { addWrites } from './build/tables/add-writes.ts';
import { addRelations } from './build/relations/build-relations.ts';
import { addComputed } from './build/computed/add-computed.ts';
import { rootFunctions } from './build/computed/add-functions.ts';
import type { DescribedField, DescribedRoot } from './build/computed/described.ts';
import type { Catalog, CatalogTable } from './catalog/catalog.ts';
import { type EntityName, nameEntities } from './naming/entity-names.ts';
import { renameRelations } from './build/federation/model-changes.ts';
import { addStubs } from './build/federation/stubs.ts';
import type { FederationSettings } from './config/federation/federation-settings.ts';
import { addPolicies } from './build/polymorphism/add-policies.ts';
import { addUnions } from './build/polymorphism/add-unions.ts';
import { addSubtypes } from './build/polymorphism/add-subtypes.ts';
import { mapNames } from './build/tables/map-names.ts';
import { mapRelations } from './build/relations/map-relations.ts';
import { mapTable } from './build/tables/map-table.ts';
import { naturalNames } from './build/relations/natural-names.ts';
import { matchTables, type TableMappings } from './build/tables/match-tables.ts';
import type { Mapping } from './config/mapping/entity-settings.ts';
import { ownTypeNames } from './naming/graphql-type-name.ts';
import type { Model } from './model/model.ts';
import { nameTypes, scalarTypeNames, TypeResolver } from './build/tables/pg-types.ts';
import { collectIssues, type ConfigIssue, ConfigIssues } from './config/reader/config-issues.ts';
import { typeCompanions } from './naming/type-companions.ts';
import { UniqueNames } from './naming/unique-names.ts';

/** The settings that change the model. */
export interface ModelSettings extends Mapping {
  readonly federation: FederationSettings | null;
}

/** The database's description of values that it computes, and the issues that it brought to light. */
interface ComputedValues {
  readonly fields: readonly DescribedField[];
  readonly roots: readonly DescribedRoot[];
  readonly issues: readonly ConfigIssue[];
}

const NO_SETTINGS: ModelSettings = { federation: null, entities: new Map(), claims: new Map(), functions: new Map() };

export const NOTHING_COMPUTED: ComputedValues = { fields: [], roots: [], issues: [] };

/** Gives the model of a catalog, deeply frozen. Throws a ConfigError with every issue of the configuration. */
export function buildModel(catalog: Catalog, settings = NO_SETTINGS): Model {
  return collectIssues((issues) => draftModel(catalog, settings, NOTHING_COMPUTED, issues));
}

/** Builds the model from the settings that are right, and reports the issues of the others. */
export function draftModel(
  catalog: Catalog,
  settings: ModelSettings,
  computed: ComputedValues,
  issues: ConfigIssues,
): Model {
  const { federation, entities } = settings;
  // GraphQL has no object type without fields.
  const tables = catalog.tables.filter((table) => table.columns.length > 0);
  const fixed = [...ownTypeNames, ...scalarTypeNames(catalog)];
  const taken = [...fixed, ...fixed.flatMap(typeCompanions)];
  const natural = nameEntities(tables, new UniqueNames(taken));
  const mappings = matchTables(tables, natural, entities, issues);
  const typeNames = new UniqueNames(taken);
  const entityNames = mapNames(natural, mappings, typeNames, issues);
  const types = new TypeResolver(catalog, nameTypes(catalog, typeNames));
  const roots = new UniqueNames();
  const draft = (table: CatalogTable): readonly EntityDraft[] => {
    const name = entityNames.get(table.oid);
    const mapped = mapTable(table, mappings.get(table.oid), catalog, issues);
    return name === undefined ? [] : [draftEntity(mapped, name, types, roots, federation)];
  };
  // Tables that keep their names come first, so that no root field moves because another table is renamed.
  const isRenamed = ({ oid }: CatalogTable): boolean => (mappings.get(oid)?.settings.name ?? null) !== null;
  const drafted = [...tables.filter((table) => !isRenamed(table)), ...tables.filter(isRenamed)].flatMap(draft);
  const byTable = new Map(drafted.map((each) => [each.table.oid, each]));
  const drafts = tables.flatMap(({ oid }) => byTable.get(oid) ?? []);
  checkRoots(drafts, mappings, issues);
  addWrites(drafts, mappings, issues);
  addPolicies(drafts, mappings);
  addRelations(drafts);
  const nameOf = naturalNames(plainDrafts(catalog, tables, natural, taken));
  mapRelations(drafts, { mappings, entities, nameOf, issues });
  const shown = withoutHidden(drafts, mappings);
  if (federation) renameRelations(shown, federation);
  const stubs = federation ? addStubs(shown, federation, typeNames, issues) : [];
  for (const issue of computed.issues) issues.report(issue);
  addComputed(shown, computed.fields, types, issues);
  const overRows = addSubtypes(shown, entities, { types: typeNames, roots }, issues);
  addUnions({ drafts: shown, all: drafts, overRows }, entities, typeNames, issues);
  const served = [...shown.map((draft) => draft.entity), ...overRows];
  const functions = rootFunctions(served, computed.roots, types, issues);
  return deepFreeze({
    entities: served,
    stubs,
    functions,
    enums: types.enums,
    composites: types.composites,
    ownRoles: catalog.ownRoles,
    operators: catalog.operators,
  });
}

/** Checks that the root fields of a new name are free. */
function checkRoots(drafts: readonly EntityDraft[], mappings: TableMappings, issues: ConfigIssues): void {
  for (const { entity, name, table } of drafts) {
    const mapping = mappings.get(table.oid);
    if (mapping?.settings.name !== entity.name || entity.roots.list === name.many) continue;
    issues
      .at(`${mapping.path}.name`, { leavesOut: { names: [entity.name] } })
      .because(`another type has the root field "${name.many}" already. Choose another name.`);
  }
}

/** Gives the drafts that there would be without any configuration, for the names of their relations. */
function plainDrafts(
  catalog: Catalog,
  tables: readonly CatalogTable[],
  names: ReadonlyMap<number, EntityName>,
  taken: readonly string[],
): readonly EntityDraft[] {
  const types = new TypeResolver(catalog, nameTypes(catalog, new UniqueNames(taken)));
  const drafts = tables.flatMap((table) => {
    const name = names.get(table.oid);
    const plain = mapTable(table, undefined, catalog, new ConfigIssues());
    return name === undefined ? [] : [draftEntity(plain, name, types, new UniqueNames(), null)];
  });
  addRelations(drafts);
  return drafts;
}

/** Drops hidden entities and the relations to them. A hidden table may still be a junction of two others. */
function withoutHidden(drafts: readonly EntityDraft[], mappings: TableMappings): readonly EntityDraft[] {
  const isHidden = ({ table }: EntityDraft): boolean => mappings.get(table.oid)?.settings.hide ?? false;
  const hidden = new Set(drafts.filter(isHidden).map(({ entity }) => entity));
  for (const { relations } of drafts) {
    const left = relations.filter(({ target }) => !hidden.has(target));
    relations.splice(0, relations.length, ...left);
  }
  return drafts.filter(({ entity }) => !hidden.has(entity));
}

/** Entities refer to each other in circles. A frozen object has been visited already. */
function deepFreeze<T>(root: T): T {
  const pending: unknown[] = [root];
  while (pending.length > 0) {
    const value = pending.pop();
    if (typeof value !== 'object' || value === null || Object.isFrozen(value)) continue;
    Object.freeze(value);
    pending.push(...Object.values(value));
  }
  return root;
}
