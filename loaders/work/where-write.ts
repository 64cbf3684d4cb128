/** Rows that satisfy a condition and are written by it → the statement, and the rows that it found. */
import type { Column, Entity } from '../../schema/model/model.ts';
import type { ParameterValue, StatementResult } from '../database/database.ts';
import { DatabaseError } from '../database/database-error.ts';
import type { Filter, Slot } from '../plan/shared/filter.ts';
import { type Change, type InputPath, PendingRow, stepsText, textOf } from '../plan/write/pending.ts';
import { FIRST_COLUMN, WRITTEN } from '../sql/write/write-statement.ts';
import { whereStatement } from '../sql/write/where-statement.ts';
import { rowError } from './constraint-errors.ts';
import type { WriteSettings } from './row-writes.ts';
import { presetsOf } from './write-access.ts';
import { WriteError, WriteErrors } from './write-error.ts';
import type { LoggedWrite } from './write-log.ts';
import { textsOf, writtenRows } from './written-rows.ts';

export interface PendingWhere {
  readonly entity: Entity;
  readonly filter: Filter;
  /** The values that the condition compares with, by the slots of the filter. */
  readonly values: readonly ParameterValue[];
  readonly act: WhereAct;
  readonly atMost: number;
}

/** How the rows are written; `find` locks them alone, as those that go. */
export type WhereAct = { readonly kind: 'find' | 'delete' } | ({ readonly kind: 'update' } & WhereChanges);

export interface WhereChanges {
  readonly changes: ReadonlyMap<Column, Change>;
  /** The place in the arguments of each. */
  readonly inputs: ReadonlyMap<Column, InputPath>;
}

export interface WhereWrite extends LoggedWrite {
  /** Stands for each of the rows: PostgreSQL does not say which one it refuses. */
  readonly any: PendingRow;
  /** The rows that were written, in the order of the key. Throws WriteErrors for too many. */
  found(result: StatementResult): readonly PendingRow[];
}

export function whereWrite(where: PendingWhere, settings: WriteSettings): WhereWrite {
  const { entity, filter, act, atMost } = where;
  const values: ParameterValue[] = [...where.values];
  const slot = (value: ParameterValue, column: Column | null): Slot => {
    const type = column?.type ?? entity.key?.columns[0]?.type;
    if (!type) throw new Error(`${entity.name} has no key`);
    return { index: values.push(value) - 1, type, isArray: false };
  };
  const limit = slot(`${atMost + 1}`, null);
  const changes =
    act.kind === 'update'
      ? [...act.changes].map(([column, change]) => [column, change.kind, operandOf(change, column, slot)] as const)
      : [];
  const key = entity.key?.columns ?? [];
  const old = [...new Set([...key, ...settings.old(entity)])];
  const returning = [...new Set([...key, ...settings.returned(entity)])];
  const { access } = settings;
  const event = act.kind === 'update' ? 'update' : 'delete';
  const presets = presetsOf(access, event, entity);
  const statement = whereStatement(
    { entity, filter, kind: act.kind, changes, limit, old, returning, presets },
    access[event],
  );
  const bound = statement.parameters.map((parameter) => {
    if (parameter.kind === 'configured') return settings.configured[parameter.index] ?? null;
    return parameter.kind === 'slot' ? (values[parameter.index] ?? null) : null;
  });
  const call = { sql: statement.sql, values: bound, maxRows: atMost + 1, prepare: settings.prepare, path: entity.name };
  return {
    entity,
    kind: act.kind,
    rows: [],
    purpose: 'where',
    any: new PendingRow({ ...act, entity, input: act.kind === 'update' ? [] : ['where'] }),
    call,
    parameters: statement.parameters,
    found: (result) => foundRows(where, statement.layout, result),
  };
}

function operandOf(change: Change, column: Column, slot: (value: ParameterValue, column: Column) => Slot): Slot | null {
  switch (change.kind) {
    case 'default':
      return null;
    case 'json':
      return slot(stepsText(change.steps), column);
    case 'set':
      return slot(textOf(change.cell) ?? null, column);
    default:
      return slot(change.text, column);
  }
}

const ACTIONS = { find: 'UNCHANGED', update: 'UPDATED', delete: 'DELETED' } as const;

function foundRows(
  { entity, act, atMost }: PendingWhere,
  { old, now }: { readonly old: readonly Column[]; readonly now: readonly Column[] },
  { rows: block }: StatementResult,
): readonly PendingRow[] {
  const { kind } = act;
  if (block.rowCount > atMost) {
    const message = `More than ${atMost} rows of ${entity.name} satisfy the condition; nothing was written.`;
    throw new WriteErrors([new WriteError('LIMIT_EXCEEDED', message, { input: ['atMost'], entity })]);
  }
  const before = writtenRows(entity, block, old, FIRST_COLUMN);
  const after = writtenRows(entity, block, now, FIRST_COLUMN + old.length);
  return Array.from({ length: block.rowCount }, (_, index) => {
    const row = new PendingRow({ ...act, entity, input: ['where'] });
    const isWritten = block.text(index, WRITTEN) === 't';
    const texts = textsOf(before, index);
    const isUpdate = kind === 'update';
    const read = { rows: isUpdate ? after : before, index };
    row.outcome = {
      action: isWritten ? ACTIONS[kind] : null,
      texts: isUpdate ? textsOf(after, index) : texts,
      read,
      old: texts,
    };
    return row;
  });
}

/** The changes are the same for all rows, so the error stands at them. */
export function whereError(error: unknown, { any }: WhereWrite): unknown {
  const known = error instanceof DatabaseError ? rowError(error, any) : null;
  return known ? new WriteErrors([known]) : error;
}
