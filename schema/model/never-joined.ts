import type { Relation } from './model.ts';

/** Why a list can be joined to its parents in no operation; null: it can. */
export function whyNeverJoined({ kind, on, junction, target }: Relation): string | null {
  if (kind === 'one') return null;
  if (junction && !junction.unique) return `${junction.entity.name} may hold a pair twice`;
  return on && !target.key?.columns.some(({ nullable }) => !nullable)
    ? `${target.name} has no key to tell a row from none`
    : null;
}
