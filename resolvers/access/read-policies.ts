/** The policies of the configuration → filters, at boot: every mistake of all of them is found at once. */
import type { Filter } from '../../loaders/plan/shared/filter.ts';
import type { ApiSchema } from '../../schema/graphql/field-sources.ts';
import type { ConfigIssue, ConfigIssues } from '../../schema/config/reader/config-issues.ts';
import type { Entity } from '../../schema/model/model.ts';
import { reachable } from '../../schema/model/reachable.ts';
import type { ConfiguredSlots } from './configured-slots.ts';
import { readCondition } from './read-condition.ts';

export function readPolicies(
  api: ApiSchema,
  slots: ConfiguredSlots,
  issues: ConfigIssues,
): ReadonlyMap<Entity, Filter> {
  const filters = new Map<Entity, Filter>();
  const ofBases: ConfigIssue[] = [];
  for (const entity of reachable(api.model)) {
    const { policy } = entity;
    if (!policy) continue;
    const read = (where: unknown): readonly Filter[] => {
      const filter = where === null ? null : readCondition(api, slots, issues, { entity, where, path: policy.path });
      return filter ? [filter] : [];
    };
    const own = read(policy.where);
    const before = issues.all.length;
    const parts = [...read(policy.ofBase), ...own];
    ofBases.push(...issues.withdraw(before));
    const [only] = parts;
    if (only) filters.set(entity, parts.length === 1 ? only : { kind: 'and', filters: parts });
  }
  // The base's own mistakes are reported where the base says them; no policy that could not be read is left out.
  if (!issues.areThere) for (const issue of ofBases) issues.report(issue);
  return filters;
}
