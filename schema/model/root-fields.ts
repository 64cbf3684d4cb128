import type { Entity } from './model.ts';

/** The names of all root fields of an entity. */
export function rootFields({ roots }: Entity): readonly string[] {
  return [roots.list, roots.connection, roots.aggregate, ...roots.one.map(({ field }) => field)];
}
