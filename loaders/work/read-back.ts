/** Whether RETURNING tells how a row stands when the statement is over. */
import type { WriteEvent } from '../../schema/catalog/write.ts';
import type { Entity } from '../../schema/model/model.ts';
import type { PendingRow } from '../plan/write/pending.ts';

const EVENTS: Readonly<Record<PendingRow['kind'], readonly WriteEvent[]>> = {
  find: [],
  insert: ['insert'],
  upsert: ['insert', 'update'],
  update: ['update'],
  delete: ['delete'],
};

/**
 * RETURNING shows nothing of what AFTER triggers, deferred triggers, INSTEAD OF triggers and rules do to a row, and it shows
 * rows that policies hide from who reads.
 */
function isToldAlone({ policy, rowSecurity, kind, write }: Entity, written: PendingRow['kind']): boolean {
  if (policy || rowSecurity || kind === 'view' || !write) return false;
  const events = EVENTS[written];
  const concerns = (of: readonly WriteEvent[]): boolean => of.some((event) => events.includes(event));
  if (concerns(write.rules)) return false;
  return !write.triggers.some((trigger) => trigger.timing !== 'before' && concerns(trigger.events));
}

/**
 * Which rows of a unit RETURNING tells of: triggers on one table may write the others, and a table that is written in
 * two ways may have a row that changed after it was told.
 */
export function toldRows(rows: readonly PendingRow[]): (row: PendingRow) => boolean {
  const written = rows.filter(({ kind }) => kind !== 'find');
  const isQuiet = written.every(({ entity, kind }) => isToldAlone(entity, kind) || hides(entity));
  const kinds = new Map<Entity, Set<PendingRow['kind']>>();
  for (const { entity, kind } of written) kinds.set(entity, (kinds.get(entity) ?? new Set()).add(kind));
  return ({ entity, kind }) =>
    kind === 'find' ||
    kind === 'delete' ||
    (isQuiet && isToldAlone(entity, kind) && (kinds.get(entity)?.size ?? 0) <= 1);
}

/** Its rows are read again for who may see them, and not because they change. */
function hides({ policy, rowSecurity, kind, write }: Entity): boolean {
  return Boolean(policy ?? rowSecurity) && kind !== 'view' && write?.triggers.length === 0;
}

/** Something in the table waits for the end of the transaction: a foreign key, a unique key, a constraint trigger. */
export function isDeferring({ write }: Entity): boolean {
  if (!write) return false;
  const { foreignKeys, uniqueIndexes, checks, triggers } = write;
  return [...foreignKeys, ...uniqueIndexes, ...checks, ...triggers].some(
    ({ deferrable }) => deferrable === 'initially deferred',
  );
}
