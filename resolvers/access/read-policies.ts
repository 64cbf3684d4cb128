/** Turns the policies of the configuration into filters. It runs at boot and reports every issue. */
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
  // Issues of a base's policy are reported at the base. They count here only if there are no others, so that no policy is lost.
  if (!issues.areThere) for (const issue of ofBases) issues.report(issue);
  return filters;
}
