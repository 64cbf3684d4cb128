/** The policies of the configuration → filters, at boot: every mistake of all of them is found at once. */
import type { Filter } from '../../loaders/plan/filter.ts';
import type { GatewaySchema } from '../../schema/field-sources.ts';
import type { Entity, Model } from '../../schema/model.ts';
import type { ConfiguredSlots } from './configured-slots.ts';
import { readCondition } from './read-condition.ts';

export function readPolicies(
  gateway: GatewaySchema,
  slots: ConfiguredSlots,
  mistakes: string[],
): ReadonlyMap<Entity, Filter> {
  const filters = new Map<Entity, Filter>();
  for (const entity of reachable(gateway.model)) {
    const { policy } = entity;
    const filter = policy && readCondition(gateway, slots, mistakes, { entity, ...policy });
    if (filter) filters.set(entity, filter);
  }
  return filters;
}

/** Tables that no client sees may still stand between two others. */
function reachable({ entities }: Model): ReadonlySet<Entity> {
  const relations = entities.flatMap((entity) => entity.relations);
  const far = relations.flatMap(({ target, junction }) => (junction ? [target, junction.entity] : [target]));
  return new Set([...entities, ...far]);
}
