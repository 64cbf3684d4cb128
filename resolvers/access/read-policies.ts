/** The policies of the configuration → filters, at boot: every mistake of all of them is found at once. */
import type { Filter } from '../../loaders/plan/filter.ts';
import type { GatewaySchema } from '../../schema/field-sources.ts';
import type { Entity } from '../../schema/model.ts';
import { reachable } from '../../schema/reachable.ts';
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
