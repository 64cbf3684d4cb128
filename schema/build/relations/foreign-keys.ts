/**
 * Finds the foreign keys that have both ends in the model.
 */
import { columnsOf } from '../tables/build-entity.ts';
import type { EntityDraft } from '../tables/build-entity.ts';
import type { CatalogForeignKey } from '../../catalog/catalog.ts';
import { columnPair } from './column-pair.ts';
import type { ColumnPair } from '../../model/model.ts';

export interface ForeignKey {
  readonly key: CatalogForeignKey;
  readonly source: EntityDraft;
  readonly target: EntityDraft;
  /** `local` is the referencing column, `remote` the referenced one. */
  readonly pairs: readonly ColumnPair[];
  /** Other foreign keys lead from the same table to the same table. */
  readonly ambiguous: boolean;
}

/** The foreign keys come in table order, then by constraint name. */
export function findForeignKeys(drafts: readonly EntityDraft[]): ForeignKey[] {
  const byOid = new Map(drafts.map((draft) => [draft.table.oid, draft]));
  return drafts.flatMap((source) =>
    source.table.foreignKeys.flatMap((key) => {
      const target = byOid.get(key.targetOid);
      const pairs = target === undefined ? null : pairColumns(key, source, target);
      if (target === undefined || pairs === null) return [];
      const ambiguous = source.table.foreignKeys.filter((other) => other.targetOid === key.targetOid).length > 1;
      return [{ key, source, target, pairs, ambiguous }];
    }),
  );
}

/** Whether this role may name the types of both, and their collations where they differ. */
function isComparable({ local, remote, collation }: ColumnPair): boolean {
  const areNamed = !collation || [local, remote].every((column) => column.collation?.usable ?? true);
  return areNamed && !local.type.unusable && !remote.type.unusable;
}

/** Gives null when this role cannot see a column, or cannot compare it. */
function pairColumns(key: CatalogForeignKey, source: EntityDraft, target: EntityDraft): ColumnPair[] | null {
  const locals = columnsOf(key.columns, source.columns);
  const remotes = columnsOf(key.targetColumns, target.columns);
  if (locals.length !== key.columns.length || remotes.length !== locals.length) return null;
  const pairs = locals.flatMap((local, index) => {
    const remote = remotes[index];
    if (remote === undefined) return [];
    const isCast = local.stored !== null || remote.stored !== null;
    return [columnPair(local, remote, isCast ? undefined : key.operators[index])];
  });
  return pairs.every(isComparable) ? pairs : null;
}
