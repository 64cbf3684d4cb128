/** Gives relations the names that a supergraph has for them. */
import type { EntityDraft } from '../tables/build-entity.ts';
import type { Entity, Relation } from '../../model/model.ts';
import { siblingsOf } from '../../naming/root-names.ts';
import { nameProblem } from '../../naming/naming.ts';
import type { FederationSettings } from '../../config/federation/federation-settings.ts';

export function renameRelations(drafts: readonly EntityDraft[], settings: FederationSettings): void {
  for (const { entity, relations } of drafts) {
    const fields = settings.types.get(entity.name)?.fields;
    for (const [index, relation] of relations.entries()) {
      const name = fields?.get(relation.field)?.name ?? null;
      if (name !== null && nameProblem(name) === null && isFree(entity, name))
        relations[index] = renamed(relation, name);
    }
  }
}

function isFree(entity: Entity, name: string): boolean {
  return ![...entity.columns, ...entity.relations].some(({ field }) => field === name);
}

function renamed(relation: Relation, field: string): Relation {
  return { ...relation, field, siblings: relation.siblings && siblingsOf(field) };
}
