import type { Entity, Model } from './model.ts';

/** Tables that no client sees may still stand between two others. */
export function reachable({ entities }: Pick<Model, 'entities'>): ReadonlySet<Entity> {
  const relations = entities.flatMap((entity) => entity.relations);
  const far = relations.flatMap(({ target, junction }) => (junction ? [target, junction.entity] : [target]));
  return new Set([...entities, ...far]);
}
