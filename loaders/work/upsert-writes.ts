/** Pending upserts of one group → the statement that writes them. Rows that share a key are one row, or contradict each other. */
import type { StatementResult } from '../database/database.ts';
import { columnsOfKey } from '../../schema/mutations/conflict-keys.ts';
import { PendingRow, type RowAction } from '../plan/write/pending.ts';
import { upsertStatement } from '../sql/write/upsert-statement.ts';
import { FIRST_COLUMN, FOUND, ORDINAL, type WriteLayout, WRITTEN } from '../sql/write/write-statement.ts';
import {
  cellText,
  chunked,
  findsOf,
  insertsOf,
  type RowWrite,
  withKey,
  type WriteSettings,
  written,
} from './row-writes.ts';
import { presetsOf } from './write-access.ts';
import { WriteError, WriteErrors } from './write-error.ts';

export function upsertsOf(rows: readonly PendingRow[], settings: WriteSettings): readonly RowWrite[] {
  return chunked(rows, settings, (chunk, { entity, conflict, cells }) => {
    if (!conflict) throw new Error('an upsert names a key');
    const { access } = settings;
    const computed = presetsOf(access, 'insert', entity);
    const set = presetsOf(access, 'update', entity);
    const given = [...cells.keys()].filter((column) => !computed.has(column));
    const { key, inc, parent } = conflict;
    const update = conflict.update.filter((column) => !computed.has(column) && !set.has(column));
    const isUpdate = update.length + inc.length > 0;
    const statement = upsertStatement(
      {
        entity,
        given,
        computed,
        key,
        update,
        inc,
        parent,
        set,
        isSingle: chunk.length === 1,
        old: settings.old(entity),
        returning: withKey(entity, settings.returned(entity)),
      },
      isUpdate ? access.update : settings.policies,
    );
    const arrays = given.map((column) => chunk.map((row) => cellText(row, column)));
    const action = (found: boolean, isWritten: boolean): RowAction => {
      if (!found) return 'CREATED';
      return isWritten && isUpdate ? 'UPDATED' : 'UNCHANGED';
    };
    const write = written(chunk, statement, arrays, settings, action);
    const apply = (result: StatementResult): void => {
      write.apply(result);
      const errors = isUpdate && !parent?.moves ? [] : null;
      shareRows(chunk, result, statement.layout, errors);
      const refused = [...(errors ?? []), ...foreignRows(chunk, result)];
      if (refused.length > 0) throw new WriteErrors(refused);
    };
    return { ...write, apply, ...(isUpdate && probeOf(chunk, settings)) };
  });
}

/** Row security tells of a refused upsert neither whose policy it was nor whether the row is there. */
function probeOf(rows: readonly PendingRow[], settings: WriteSettings): Pick<RowWrite, 'probe'> {
  const [row, ...more] = rows;
  const key = row?.conflict?.key;
  if (!row || !key || more.length > 0 || !row.entity.rowSecurity || key.predicate !== null) return {};
  const { entity, input, cells } = row;
  const columns = columnsOfKey(key);
  if (columns.length < key.elements.length) return {};
  const by = { columns, cells: columns.flatMap((column) => cells.get(column) ?? []) };
  const [insert] = insertsOf(rows, { ...settings, inserts: { isSingle: true, unread: () => [] } });
  const [find] = findsOf([new PendingRow({ entity, kind: 'find', input, by })], { ...settings, lock: null });
  return insert && find ? { probe: { insert: insert.call, find: find.call } } : {};
}

/** A row whose key an earlier one has is that row; where rows are updated it is an error, if `errors` are collected. */
function shareRows(
  rows: readonly PendingRow[],
  { rows: block }: StatementResult,
  { old, now }: WriteLayout,
  errors: WriteError[] | null,
): void {
  for (let index = 0; index < block.rowCount; index++) {
    const ordinal = block.integer(index, ORDINAL);
    const first = block.integer(index, FIRST_COLUMN + old.length + now.length);
    const row = rows[ordinal - 1];
    const other = rows[first - 1];
    if (!row?.outcome || !other || other === row) continue;
    if (!errors) {
      row.outcome = { ...row.outcome, action: 'UNCHANGED' };
      continue;
    }
    const { entity, input } = row;
    const message = `This input has the key of an earlier ${entity.name}; keep one of them.`;
    const details = { reason: 'CONTRADICTION', input, otherInput: other.input, entity };
    errors.push(new WriteError('BAD_USER_INPUT', message, details));
  }
}

/** Rows of another parent, which an upsert of a child does not take. */
function foreignRows(rows: readonly PendingRow[], { rows: block }: StatementResult): readonly WriteError[] {
  const errors: WriteError[] = [];
  for (let index = 0; index < block.rowCount; index++) {
    const row = rows[block.integer(index, ORDINAL) - 1];
    const isLeft = block.text(index, FOUND) === 't' && block.text(index, WRITTEN) !== 't';
    if (!row?.conflict?.parent || row.conflict.parent.moves || !isLeft) continue;
    const { entity, input } = row;
    errors.push(new WriteError('NOT_FOUND', `The ${entity.name} with this key has another parent.`, { input, entity }));
  }
  return errors;
}
