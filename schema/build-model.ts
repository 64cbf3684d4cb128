/**
 * From the catalog to the model. Total and deterministic: any catalog gives a model, the same catalog the same one.
 */
import { draftEntity } from './build-entity.ts';
import { addRelations } from './build-relations.ts';
import { addUnions } from './mapping/add-unions.ts';
import { addVariants } from './mapping/add-variants.ts';
import { ConfigError } from './setting-reader.ts';
import type { Catalog } from './catalog.ts';
import { nameEntities } from './entity-names.ts';
import { renameRelations } from './federation/model-changes.ts';
import { addStubs } from './federation/stubs.ts';
import type { FederationSettings } from './federation/settings.ts';
import type { Mapping } from './mapping/settings.ts';
import { ownTypeNames } from './graphql-type-name.ts';
import type { Model } from './model.ts';
import { nameTypes, scalarTypeNames, TypeResolver } from './pg-types.ts';
import { typeCompanions } from './type-companions.ts';
import { UniqueNames } from './unique-names.ts';

/** What the configuration says of the model. */
export interface ModelSettings extends Mapping {
  readonly federation: FederationSettings | null;
}

const NO_SETTINGS: ModelSettings = { federation: null, entities: new Map(), claims: new Map() };

/** The meaning of a catalog, deeply frozen. */
export function buildModel(catalog: Catalog, { federation, entities }: ModelSettings = NO_SETTINGS): Model {
  // GraphQL has no object type without fields.
  const tables = catalog.tables.filter((table) => table.columns.length > 0);
  const fixed = [...ownTypeNames, ...scalarTypeNames(catalog)];
  const typeNames = new UniqueNames([...fixed, ...fixed.flatMap(typeCompanions)]);
  const entityNames = nameEntities(tables, typeNames);
  const types = new TypeResolver(catalog, nameTypes(catalog, typeNames));
  const roots = new UniqueNames();
  const drafts = tables.flatMap((table) => {
    const name = entityNames.get(table.oid);
    return name === undefined ? [] : [draftEntity(table, name, types, roots, federation)];
  });
  addRelations(drafts);
  if (federation) renameRelations(drafts, federation);
  const stubs = federation ? addStubs(drafts, federation) : [];
  const mistakes: string[] = [];
  addVariants(drafts, entities, mistakes);
  addUnions(drafts, entities, mistakes);
  if (mistakes.length > 0) throw new ConfigError(mistakes);
  return deepFreeze({
    entities: drafts.map((draft) => draft.entity),
    stubs,
    enums: types.enums,
    composites: types.composites,
  });
}

/** Entities refer to each other in circles: what is frozen already has been visited. */
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
