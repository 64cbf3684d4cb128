/** The policies of the configuration → filters, at boot: every mistake of all of them is found at once. */
import type { Filter } from '../../loaders/plan/filter.ts';
import type { GatewaySchema } from '../../schema/field-sources.ts';
import type { Entity, Model } from '../../schema/model.ts';
import { WhereReader } from '../where-reader.ts';
import type { ConfiguredSlots } from './configured-slots.ts';
import { ConfiguredWhere } from './configured-where.ts';

export function readPolicies(
  gateway: GatewaySchema,
  slots: ConfiguredSlots,
  mistakes: string[],
): ReadonlyMap<Entity, Filter> {
  const filters = new Map<Entity, Filter>();
  for (const entity of reachable(gateway.model)) {
    const filter = readPolicy(gateway, slots, mistakes, entity);
    if (filter) filters.set(entity, filter);
  }
  return filters;
}

function readPolicy(
  { configured, textSearch }: GatewaySchema,
  slots: ConfiguredSlots,
  mistakes: string[],
  entity: Entity,
): Filter | null {
  const { policy } = entity;
  if (!policy) return null;
  const { inputs } = configured;
  const type = configured.whereOf(entity);
  const before = mistakes.length;
  const where = new ConfiguredWhere(configured, mistakes).check(type, policy.where, policy.path);
  try {
    return new WhereReader({ inputs, textSearch }, slots).read(type, where, policy.path);
  } catch (error) {
    if (mistakes.length === before) mistakes.push(error instanceof Error ? error.message : String(error));
    return null;
  }
}

/** Tables that no client sees may still stand between two others. */
function reachable({ entities }: Model): ReadonlySet<Entity> {
  const relations = entities.flatMap((entity) => entity.relations);
  const far = relations.flatMap(({ target, junction }) => (junction ? [target, junction.entity] : [target]));
  return new Set([...entities, ...far]);
}
