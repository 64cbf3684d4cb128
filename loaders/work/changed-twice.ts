/** Two inputs that mean one row: PostgreSQL would take one of them in silence, and which is not said. */
import { keyIdentity } from '../rows/keys.ts';
import type { PendingRow } from '../plan/write/pending.ts';
import { numberOf } from './row-groups.ts';
import { WriteError } from './write-error.ts';

/** An error for each later input of a row that is changed or deleted already. The keys are those that PostgreSQL has found. */
export function changedTwice(rows: readonly PendingRow[]): readonly WriteError[] {
  const first = new Map<string, PendingRow>();
  return rows.flatMap((row) => {
    const { entity, kind, outcome, isPostponed, input } = row;
    const isChange = (kind === 'update' && row.changes.size > 0) || kind === 'delete';
    const key = entity.key?.columns.map((column) => outcome?.texts.get(column) ?? outcome?.old?.get(column));
    if (!isChange || isPostponed || !outcome?.action || !key || key.some((text) => text == null)) return [];
    const identity = `${numberOf(entity)}/${keyIdentity(key.map(String))}`;
    const other = first.get(identity);
    first.set(identity, other ?? row);
    if (!other) return [];
    const message = `This input means the same ${entity.name} as an earlier one; keep one of them.`;
    return [
      new WriteError('BAD_USER_INPUT', message, { reason: 'CONTRADICTION', input, otherInput: other.input, entity }),
    ];
  });
}
