/**
 * Finds junctions, the tables between two others.
 */
import type { EntityDraft } from '../tables/build-entity.ts';
import type { ForeignKey } from './foreign-keys.ts';

/** One direction across a junction: `near` leads to the table that gets the field, `far` to the table it shows. */
export interface JunctionSide {
  readonly near: ForeignKey;
  readonly far: ForeignKey;
  /** Several junctions join the two tables. */
  readonly ambiguous: boolean;
}

export function findJunctions(foreignKeys: readonly ForeignKey[]): JunctionSide[] {
  const bySource = Map.groupBy(foreignKeys, (foreignKey) => foreignKey.source);
  const sides = [...bySource].flatMap(([draft, own]) => {
    const [first, second] = junctionKeys(draft, own);
    if (first === undefined || second === undefined) return [];
    return [
      { near: first, far: second },
      { near: second, far: first },
    ];
  });
  const byEnds = Map.groupBy(sides, (side) => `${side.near.target.table.oid} ${side.far.target.table.oid}`);
  return [...byEnds.values()].flatMap((group) => group.map((side) => ({ ...side, ambiguous: group.length > 1 })));
}

/**
 * Gives the two foreign keys of a junction, and none for another table. The primary or only unique key of a junction is exactly two
 * foreign keys; without such a key, the table is exactly two foreign keys and no other columns.
 */
function junctionKeys(draft: EntityDraft, foreignKeys: readonly ForeignKey[]): ForeignKey[] {
  const { primaryKey, uniqueKeys, columns } = draft.table;
  const only = uniqueKeys.length === 1 ? uniqueKeys : [];
  const candidates = [...(primaryKey === null ? [] : [primaryKey]), ...only].map((key) => key.columns);
  for (const key of candidates) {
    const within = foreignKeys.filter((foreignKey) => foreignKey.key.columns.every((attnum) => key.includes(attnum)));
    if (isPair(within, key)) return within;
  }
  const all = columns.map((column) => column.attnum);
  return isPair(foreignKeys, all) ? [...foreignKeys] : [];
}

/** Whether there are two keys, neither within the other, that together are exactly these columns. They may share some (a tenant). */
function isPair(foreignKeys: readonly ForeignKey[], attnums: readonly number[]): boolean {
  const [first, second] = foreignKeys;
  if (first === undefined || second === undefined || foreignKeys.length > 2) return false;
  const one = new Set(first.key.columns);
  const other = new Set(second.key.columns);
  return !one.isSubsetOf(other) && !other.isSubsetOf(one) && one.union(other).size === attnums.length;
}
