/** Pending rows of one group → the statement that writes them, and what its result means for each. */
import type { Column, Entity } from '../../schema/model/model.ts';
import type { ParameterValue, StatementCall, StatementResult } from '../database/database.ts';
import { type PendingRow, type RowAction, type RowOutcome, stepsText, textOf } from '../plan/write/pending.ts';
import type { RowPolicies } from '../sql/shared/scope.ts';
import type { Parameter } from '../sql/shared/statement.ts';
import { deleteStatement } from '../sql/write/delete-statement.ts';
import { findStatement, type RowLock } from '../sql/write/find-statement.ts';
import { type InsertShape, insertStatement } from '../sql/write/insert-statement.ts';
import type { Preset } from '../sql/write/preset.ts';
import { updateStatement } from '../sql/write/update-statement.ts';
import {
  defaultSql,
  FIRST_COLUMN,
  FOUND,
  MATCHES,
  ORDINAL,
  type WriteStatement,
  WRITTEN,
} from '../sql/write/write-statement.ts';
import { kindOf } from './row-groups.ts';
import type { LoggedWrite } from './write-log.ts';
import { textsOf, writtenRows } from './written-rows.ts';
import { presetsOf, type WriteAccess } from './write-access.ts';
import { WriteError, WriteErrors } from './write-error.ts';

export interface WriteSettings {
  readonly policies: RowPolicies;
  readonly access: WriteAccess;
  readonly configured: readonly ParameterValue[];
  /** Rows of one statement at the most. */
  readonly chunkSize: number;
  readonly prepare: boolean;
  /** The columns of an entity that are read back when its rows are written. */
  readonly returned: (entity: Entity) => readonly Column[];
  /** The columns of an entity whose former values are wanted. */
  readonly old: (entity: Entity) => readonly Column[];
  readonly lock: RowLock | null;
  /** Left out: new rows of a table are inserted together, and tell their keys. */
  readonly inserts?: InsertManner;
}

/** How new rows are inserted by a writer who may do little else. */
export interface InsertManner {
  /** One statement per row: keys are drawn by their defaults, which for an identity takes no right to its sequence. */
  readonly isSingle: boolean;
  /** The columns that a statement of one row gives back at the most, for a writer who may not read the row; null: as usual. */
  readonly unread: ((entity: Entity) => readonly Column[]) | null;
}

/** PostgreSQL checks an insert by its own policy first and for conflicts then; a row that is found is not hidden. */
export interface ConflictProbe {
  readonly insert: StatementCall;
  readonly find: StatementCall;
}

/** One statement for some rows. */
export interface RowWrite extends LoggedWrite {
  /** By which an upsert that row security refuses shows whether a hidden row is in its way. Left out: it cannot be. */
  readonly probe?: ConflictProbe;
  /** Tells the rows what the result says of them. */
  apply(result: StatementResult): void;
}

export function findsOf(rows: readonly PendingRow[], settings: WriteSettings): readonly RowWrite[] {
  return chunked(rows, settings, (chunk, { entity, by }) => {
    const columns = by?.columns ?? [];
    const returning = withKey(entity, settings.returned(entity));
    const statement = findStatement({ entity, by: columns, returning, lock: settings.lock }, settings.policies);
    const write = written(chunk, statement, keyArrays(chunk, columns), settings, () => 'UNCHANGED');
    return { ...write, lock: settings.lock };
  });
}

export function insertsOf(rows: readonly PendingRow[], settings: WriteSettings): readonly RowWrite[] {
  const [first] = rows;
  if (!first) return [];
  const { entity } = first;
  const isSingle = settings.inserts?.isSingle === true;
  const match = rows.length > 1 ? (isSingle ? null : matchedBy(rows, entity)) : [];
  // Without a key that is known beforehand each row has a statement, and so a result, of its own.
  const size = match === null ? 1 : settings.chunkSize;
  return chunked(rows, { ...settings, chunkSize: size }, (chunk) => insertOf(chunk, entity, match ?? [], settings));
}

function insertOf(
  rows: readonly PendingRow[],
  entity: Entity,
  match: readonly Column[],
  settings: WriteSettings,
): RowWrite {
  const { unread = null } = settings.inserts ?? {};
  const returning = rows.length === 1 && unread ? unread(entity) : withKey(entity, settings.returned(entity));
  const { shape, arrays } = insertShape(rows, entity, { match, returning }, settings);
  const statement = insertStatement(shape, settings.policies);
  return written(rows, statement, arrays, settings, () => 'CREATED');
}

/** The columns that an insert of these rows gives, and the arrays that it binds. */
export function insertShape(
  rows: readonly PendingRow[],
  entity: Entity,
  { match, returning }: Pick<InsertShape, 'match' | 'returning'>,
  settings: WriteSettings,
): { readonly shape: InsertShape; readonly arrays: readonly (readonly (string | null)[])[] } {
  const presets = presetsOf(settings.access, 'insert', entity);
  const given = [...new Set(rows.flatMap(({ cells }) => [...cells.keys()]))].filter((column) => !presets.has(column));
  const isSingle = rows.length === 1;
  const optional = new Set(isSingle ? [] : given.filter((column) => rows.some(({ cells }) => !cells.has(column))));
  const computed = new Map<Column, Preset>(presets);
  const matched = isSingle ? [] : match;
  for (const column of matched) {
    if (given.includes(column) || computed.has(column)) continue;
    computed.set(column, { kind: 'sql', sql: defaultSql(column) ?? 'null' });
  }
  const flags = [...optional].map((column) => rows.map(({ cells }) => (cells.has(column) ? 't' : 'f')));
  const arrays = [...given.map((column) => rows.map((row) => cellText(row, column))), ...flags];
  return { shape: { entity, given, optional, computed, match: matched, returning }, arrays };
}

/** The columns by which new rows are matched to their input; null: none are known before the rows are written. */
function matchedBy(rows: readonly PendingRow[], entity: Entity): readonly Column[] | null {
  const key = entity.key?.columns ?? [];
  if (key.length === 0 || entity.hasChildTables || entity.write?.rules.includes('insert')) return null;
  const isKnown = (column: Column): boolean =>
    rows.every(({ cells }) => cells.has(column)) || (rows.every(({ cells }) => !cells.has(column)) && isDrawn(column));
  return key.every(isKnown) ? key : null;
}

/** Its default may be evaluated before the insert: an expression, or a sequence that this role may use. */
function isDrawn(column: Column): boolean {
  return defaultSql(column) !== null;
}

export function updatesOf(rows: readonly PendingRow[], settings: WriteSettings): readonly RowWrite[] {
  return chunked(rows, settings, (chunk, first) => {
    const { entity, by } = first;
    const columns = by?.columns ?? [];
    const returning = withKey(entity, settings.returned(entity));
    const old = withKey(entity, settings.old(entity));
    if (first.changes.size === 0 && first.ifMatch.size === 0) {
      const statement = findStatement({ entity, by: columns, returning, lock: null }, settings.policies);
      const write = written(chunk, statement, keyArrays(chunk, columns), settings, () => 'UNCHANGED');
      return { ...write, kind: 'find', lock: null };
    }
    const changes = [...first.changes].map(([column, change]) => [column, kindOf(change)] as const);
    const match = [...first.ifMatch.keys()];
    const statement = updateStatement(
      {
        entity,
        by: columns,
        changes,
        computed: presetsOf(settings.access, 'update', entity),
        match,
        isConnect: first.isConnect,
        old,
        returning,
      },
      settings.access.update,
    );
    const operands = changes.flatMap(([column, kind]) =>
      kind === 'default' ? [] : [chunk.map((row) => changeText(row, column))],
    );
    const matches = match.map((column) => chunk.map(({ ifMatch }) => ifMatch.get(column) ?? null));
    const arrays = [...operands, ...keyArrays(chunk, columns), ...matches];
    return written(chunk, statement, arrays, settings, (_, isWritten) => (isWritten ? 'UPDATED' : 'UNCHANGED'));
  });
}

export function deletesOf(rows: readonly PendingRow[], settings: WriteSettings): readonly RowWrite[] {
  return chunked(rows, settings, (chunk, { entity, by, ifMatch }) => {
    const columns = by?.columns ?? [];
    const match = [...ifMatch.keys()];
    const statement = deleteStatement(
      {
        entity,
        by: columns,
        match,
        old: withKey(entity, settings.old(entity)),
        soft: presetsOf(settings.access, 'delete', entity),
      },
      settings.access.delete,
    );
    const matches = match.map((column) => chunk.map((row) => row.ifMatch.get(column) ?? null));
    return written(chunk, statement, [...keyArrays(chunk, columns), ...matches], settings, () => 'DELETED');
  });
}

export function chunked(
  rows: readonly PendingRow[],
  { chunkSize }: WriteSettings,
  write: (rows: readonly PendingRow[], first: PendingRow) => RowWrite,
): readonly RowWrite[] {
  const writes: RowWrite[] = [];
  for (let start = 0; start < rows.length; start += chunkSize) {
    const chunk = rows.slice(start, start + chunkSize);
    const [first] = chunk;
    if (first) writes.push(write(chunk, first));
  }
  return writes;
}

export function written(
  rows: readonly PendingRow[],
  statement: WriteStatement,
  arrays: readonly (readonly (string | null)[])[],
  { configured, prepare }: WriteSettings,
  actionOf: (found: boolean, isWritten: boolean) => RowAction,
): RowWrite {
  const [first] = rows;
  if (!first) throw new Error('no rows to write');
  const values = statement.parameters.map((parameter) => valueOf(parameter, arrays, configured));
  const call = {
    sql: statement.sql,
    values,
    maxRows: rows.length,
    prepare: prepare && isFew(rows),
    path: first.entity.name,
  };
  const apply = ({ rows: block }: StatementResult): void => {
    const { old, now } = statement.layout;
    for (const row of rows) row.outcome ??= NOT_THERE;
    const after = writtenRows(first.entity, block, now, FIRST_COLUMN + old.length);
    const before = writtenRows(first.entity, block, old, FIRST_COLUMN);
    const refused: WriteError[] = [];
    for (let index = 0; index < block.rowCount; index++) {
      const row = rows[block.integer(index, ORDINAL) - 1];
      if (!row) continue;
      const isFound = block.text(index, FOUND) === 't';
      const isWritten = block.text(index, WRITTEN) === 't';
      if (block.text(index, MATCHES) !== 't') refused.push(staleRow(row));
      if (!isWritten && !(isFound && staysUnwritten(row))) continue;
      const isAfter = row.kind !== 'delete' && (isWritten || old.length === 0);
      const read = { rows: isAfter ? after : before, index };
      row.outcome = {
        action: actionOf(isFound, isWritten),
        texts: textsOf(read.rows, index),
        read,
        old: isFound && row.kind !== 'insert' && old.length > 0 ? textsOf(before, index) : null,
      };
    }
    if (refused.length > 0) throw new WriteErrors(refused);
  };
  const { parameters } = statement;
  return { rows, entity: first.entity, kind: first.kind, call, parameters, apply };
}

/** A row that is found may be left as it is. */
function staysUnwritten({ kind, changes, isConnect, conflict }: PendingRow): boolean {
  if (kind === 'upsert') return conflict?.parent == null || conflict.parent.moves;
  return kind === 'find' || kind === 'delete' || (kind === 'update' && (isConnect || changes.size === 0));
}

const NOT_THERE: RowOutcome = { action: null, texts: new Map(), read: null, old: null };

function staleRow({ entity, input }: PendingRow): WriteError {
  return new WriteError('CONFLICT', `The ${entity.name} has changed since it was read.`, {
    reason: 'STALE',
    input,
    entity,
  });
}

/**
 * For an array whose length it does not know PostgreSQL expects ten rows (array_unnest_support, ROWS 10), and after five calls it plans a
 * prepared statement for that: joins of a thousand rows become a million comparisons. Such statements it plans for their values.
 */
const EXPECTED_ROWS = 10;

export function isFew(rows: readonly unknown[]): boolean {
  return rows.length <= EXPECTED_ROWS;
}

export function valueOf(
  parameter: Parameter,
  arrays: readonly (readonly (string | null)[])[],
  configured: readonly ParameterValue[],
): ParameterValue {
  switch (parameter.kind) {
    case 'key':
      return arrays[parameter.position] ?? [];
    case 'slot':
      return arrays[parameter.index]?.[0] ?? null;
    case 'configured':
      return configured[parameter.index] ?? null;
  }
}

function keyArrays(rows: readonly PendingRow[], columns: readonly Column[]): (string | null)[][] {
  return columns.map((_, position) =>
    rows.map(({ by }) => {
      const cell = by?.cells[position];
      return (cell && textOf(cell)) ?? null;
    }),
  );
}

export function cellText({ cells }: PendingRow, column: Column): string | null {
  const cell = cells.get(column);
  return (cell && textOf(cell)) ?? null;
}

function changeText({ changes }: PendingRow, column: Column): string | null {
  const change = changes.get(column);
  if (!change || change.kind === 'default') return null;
  if (change.kind === 'json') return stepsText(change.steps);
  return change.kind === 'set' ? (textOf(change.cell) ?? null) : change.text;
}

export function withKey(entity: Entity, columns: readonly Column[]): readonly Column[] {
  return [...new Set([...(entity.key?.columns ?? []), ...columns])];
}
