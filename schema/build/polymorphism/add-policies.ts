/** Gives entities their policies. Some of their rows may be hidden, so that no relation to them can promise a row. */
import type { EntityDraft } from '../tables/build-entity.ts';
import { findDraft } from '../tables/find.ts';
import type { TableMappings } from '../tables/match-tables.ts';

/** The conditions of a policy are read when there is a GraphQL schema to read them by. */
export function addPolicies(drafts: readonly EntityDraft[], mappings: TableMappings): void {
  for (const { entity, table } of drafts) {
    const mapping = mappings.get(table.oid);
    const deleted = entity.write?.configured?.softDelete?.column;
    const where = mapping?.settings.policy ?? null;
    if (!mapping || (where === null && !deleted)) continue;
    // Rows that are deleted are there for the database alone.
    const ofBase = deleted ? { [deleted.field]: { isNull: true } } : null;
    entity.policy = { where, ofBase, path: `${mapping.path}.policy` };
    entity.rowSecurity = true;
    // The tables of its subtypes continue its rows. `add-subtypes.ts` gives them the policy when relations are known.
    for (const type of mapping.settings.variants?.types.keys() ?? []) {
      const draft = findDraft(drafts, type);
      if (draft) draft.entity.rowSecurity = true;
    }
  }
}
