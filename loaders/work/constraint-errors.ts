/** Errors that PostgreSQL raises for one row → what was wrong with which input. No text of PostgreSQL is parsed for it. */
import type { Column, Entity } from '../../schema/model/model.ts';
import { DatabaseError } from '../database/database-error.ts';
import type { InputPath, PendingRow } from '../plan/write/pending.ts';
import { WriteError, type WriteErrorDetails, WriteErrors } from './write-error.ts';

/** Null for an error that no row is to blame for. */
export function rowError(error: DatabaseError, row: PendingRow): WriteError | null {
  const { sqlState } = error;
  switch (sqlState) {
    case '23505':
      return uniqueError(error, row);
    case '23503':
    case '23001':
      return referenceError(error, row);
    case '23502':
      return columnError(error, row, 'NULL', (name) => `${name} must not be null.`);
    case '23514':
      return checkError(error, row);
    case '23P01':
      return conflict(error, row, 'EXCLUSION', 'The row excludes another one that is there.');
    case '21000':
      return refused(row, 'CONTRADICTION', 'Two rows of the input have the same key.', row.input, error);
    case '22001':
    case '22026':
      return columnError(error, row, 'LENGTH', (name) => `${name} is too long.`);
    case '22003':
      return columnError(error, row, 'RANGE', (name) => `${name} is out of range.`);
    case '42501':
    case '44000':
      return forbidden(error, row);
    default:
      if (error.raised !== null) return raisedError(error, row);
      return sqlState?.startsWith('22') ? refused(row, 'VALUE', 'A value was refused.', row.input, error) : null;
  }
}

/** An error of a constraint that waited: of the only row that can have brought it, else of its table. Null: no row is to blame. */
export function deferredError(error: unknown, rows: readonly PendingRow[]): WriteErrors | null {
  if (!(error instanceof DatabaseError)) return null;
  const { violation } = error;
  const concerned = rows.filter(
    ({ entity: { table } }) => table.name === violation?.table && table.schema === violation.schema,
  );
  const [only] = concerned;
  const known = only && rowError(error, only);
  if (!known) return null;
  if (concerned.length === 1) return new WriteErrors([known]);
  const { details, code, message } = known;
  return new WriteErrors([new WriteError(code, message, { ...details, input: [] })]);
}

/** Its author chose the SQLSTATE: whoever answers the client decides whether the message is for people. */
function raisedError(error: DatabaseError, { input, entity }: PendingRow): WriteError {
  return new WriteError('RAISED', error.raised ?? '', { reason: error.sqlState, input, entity, cause: error });
}

function uniqueError(error: DatabaseError, row: PendingRow): WriteError {
  const name = error.violation?.constraint;
  const index = row.entity.write?.uniqueIndexes.find((each) => each.name === name);
  const columns = (index?.elements ?? []).filter((element) => typeof element !== 'string');
  const names = columns.map(({ field }) => field).join(' and ');
  const message =
    names === ''
      ? 'A row with these values is there already.'
      : `A ${row.entity.name} with this ${names} is there already.`;
  return new WriteError('CONFLICT', message, { ...about(error, row, columns), reason: 'UNIQUE' });
}

/** A key that leads nowhere, or a row that others still refer to: then the constraint is one of their table. */
function referenceError(error: DatabaseError, row: PendingRow): WriteError {
  const { entity } = row;
  const name = error.violation?.constraint;
  const isOwn = error.violation?.table === entity.table.name && error.violation.schema === entity.table.schema;
  const own = isOwn && row.kind !== 'delete' ? entity.write?.foreignKeys.find((each) => each.name === name) : undefined;
  if (!own) {
    const columns = [...row.changes.keys()].filter((column) =>
      entity.uniqueKeys.some((key) => key.columns.includes(column)),
    );
    const details = about(error, row, columns);
    return new WriteError('CONFLICT', `Other rows refer to this ${entity.name}.`, { ...details, reason: 'REFERENCED' });
  }
  const details = about(error, row, own.columns);
  const target = own.target?.name ?? 'row';
  if (details.input.at(-1) === 'connect')
    return new WriteError('NOT_FOUND', `There is no ${target} with this key.`, details);
  return new WriteError('BAD_USER_INPUT', `There is no ${target} with this key.`, { ...details, reason: 'REFERENCE' });
}

function checkError(error: DatabaseError, row: PendingRow): WriteError {
  const name = error.violation?.constraint;
  const check = row.entity.write?.checks.find((each) => each.name === name);
  const columns = check?.columns ?? [];
  const names = columns.map(({ field }) => field).join(' and ');
  const message = names === '' ? 'The row breaks a rule of the database.' : `${names} breaks a rule of the database.`;
  return new WriteError('BAD_USER_INPUT', message, { ...about(error, row, columns), reason: 'CHECK' });
}

function conflict(error: DatabaseError, row: PendingRow, reason: string, message: string): WriteError {
  const check = row.entity.write?.checks.find(({ name }) => name === error.violation?.constraint);
  return new WriteError('CONFLICT', message, { ...about(error, row, check?.columns ?? []), reason });
}

function columnError(error: DatabaseError, row: PendingRow, reason: string, say: (name: string) => string): WriteError {
  const column = columnNamed(row.entity, error.violation?.column);
  const details = about(error, row, column ? [column] : []);
  return new WriteError('BAD_USER_INPUT', say(column?.field ?? 'A value'), { ...details, reason });
}

/** PostgreSQL's functions that raise an error for a lacking right: to a table or column, and to a sequence (aclchk.c, sequence.c). */
const GRANT_ROUTINES = new Set(['aclcheck_error', 'aclcheck_error_col', 'nextval_internal']);

function forbidden(error: DatabaseError, row: PendingRow): WriteError {
  const isGrant = error.sqlState === '42501' && GRANT_ROUTINES.has(error.routine ?? '');
  const message = isGrant
    ? `This role may not write ${row.entity.name} so.`
    : `This row of ${row.entity.name} may not be written.`;
  return new WriteError('FORBIDDEN', message, {
    reason: isGrant ? 'GRANT' : 'POLICY',
    input: row.input,
    entity: row.entity,
    cause: error,
  });
}

function refused(row: PendingRow, reason: string, message: string, input: InputPath, cause: unknown): WriteError {
  return new WriteError('BAD_USER_INPUT', message, { reason, input, entity: row.entity, cause });
}

/** The input of the only column that the request gave, else that of the row. */
function about(error: DatabaseError, row: PendingRow, columns: readonly Column[]): WriteErrorDetails {
  const given = columns.filter((column) => row.cells.has(column) || row.changes.has(column));
  const [only, ...more] = given;
  return {
    input: only && more.length === 0 ? row.inputOf(only) : row.input,
    entity: row.entity,
    fields: columns.map(({ field }) => field),
    constraint: error.violation?.constraint ?? null,
    cause: error,
  };
}

function columnNamed({ columns, hiddenColumns }: Entity, name: string | null | undefined): Column | undefined {
  return [...columns, ...hiddenColumns].find((column) => column.name === name);
}

/** Nothing is told of a row that is there and hidden. */
export function hiddenConflict(entity: Entity, input: InputPath): WriteError {
  const message = `A ${entity.name} with this key is there already.`;
  return new WriteError('CONFLICT', message, { reason: 'UNIQUE', input, entity });
}
