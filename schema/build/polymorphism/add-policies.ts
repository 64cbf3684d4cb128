/** Entities with a policy: some of their rows may be hidden, so that nothing that leads to them can be promised. */
import type { EntityDraft } from '../tables/build-entity.ts';
import { findDraft } from '../tables/find.ts';
import type { TableMappings } from '../tables/match-tables.ts';

/** What a policy says is read when there is a GraphQL schema to read it by. */
export function addPolicies(drafts: readonly EntityDraft[], mappings: TableMappings): void {
  for (const { entity, table } of drafts) {
    const mapping = mappings.get(table.oid);
    if (mapping?.settings.policy == null) continue;
    entity.policy = { where: mapping.settings.policy, ofBase: null, path: `${mapping.path}.policy` };
    entity.rowSecurity = true;
    // Tables of its types have rows of its rows: `add-variants.ts` gives them the policy when relations are known.
    for (const type of mapping.settings.variants?.types.keys() ?? []) {
      const draft = findDraft(drafts, type);
      if (draft) draft.entity.rowSecurity = true;
    }
  }
}
