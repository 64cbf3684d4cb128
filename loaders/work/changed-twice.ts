/** Two inputs that mean one row: PostgreSQL would take one of them in silence, and which is not said. */
import type { Column } from '../../schema/model/model.ts';
import { keyIdentity } from '../rows/keys.ts';
import type { PendingRow } from '../plan/write/pending.ts';
import { numberOf } from './row-groups.ts';
import { WriteError } from './write-error.ts';

/** An error for each later input of a row that is changed or deleted already. The keys are those that PostgreSQL has found. */
export function changedTwice(rows: readonly PendingRow[]): readonly WriteError[] {
  const first = new Map<string, PendingRow>();
  return rows.flatMap((row) => {
    const { entity, outcome, input } = row;
    if (!isChange(row)) return [];
    const before = identityOf(row, (column) => outcome?.old?.get(column) ?? outcome?.texts.get(column));
    const after = row.kind === 'upsert' ? identityOf(row, (column) => outcome?.texts.get(column)) : null;
    const other = before === null ? undefined : first.get(before);
    for (const identity of [before, after]) {
      if (identity !== null && !first.has(identity)) first.set(identity, row);
    }
    if (!other) return [];
    const message = `This input means the same ${entity.name} as an earlier one; keep one of them.`;
    return [
      new WriteError('BAD_USER_INPUT', message, { reason: 'CONTRADICTION', input, otherInput: other.input, entity }),
    ];
  });
}

function isChange({ kind, changes, outcome, isPostponed }: PendingRow): boolean {
  if (!outcome?.action || isPostponed) return false;
  if (kind === 'upsert') return outcome.action !== 'UNCHANGED';
  return kind === 'delete' || (kind === 'update' && changes.size > 0);
}

/** Null where the key is not known. A row may be made or found by its values, and change by its key in the same field. */
function identityOf(
  { entity, kind }: PendingRow,
  textOf: (column: Column) => string | null | undefined,
): string | null {
  const texts = (entity.key?.columns ?? []).map(textOf);
  if (texts.length === 0 || texts.some((text) => text == null)) return null;
  return `${kind === 'upsert' ? 'upsert' : ''}${numberOf(entity)}/${keyIdentity(texts.map(String))}`;
}
