/**
 * New rows that need each other: their keys come first. A row that refers to one of its own table, or by a constraint that
 * is checked later, needs no more; a foreign key that may be null is set when the other row is there; and where none may
 * be null, all tables of the cycle are written by one statement.
 */
import type { Column, Entity, ForeignKeyConstraint } from '../../schema/model/model.ts';
import type { StatementResult } from '../database/database.ts';
import { type Cell, PendingRow, type RowKey } from '../plan/write/pending.ts';
import { cycleStatement } from '../sql/write/cycle-statement.ts';
import { drawStatement } from '../sql/write/draw-statement.ts';
import { groupBy, numberOf } from './row-groups.ts';
import { insertShape, isFew, type RowWrite, valueOf, type WriteSettings } from './row-writes.ts';
import { WriteError, WriteErrors } from './write-error.ts';

/** Draws the keys that rows lack. Throws WriteErrors where a key cannot be known before its row is written. */
export function drawings(rows: readonly PendingRow[], { prepare }: WriteSettings): readonly RowWrite[] {
  return groupBy(
    rows,
    ({ entity, cells }) => `${numberOf(entity)}/${lacking(entity, cells).map(numberOf).join(',')}`,
  ).flatMap((group) => {
    const [first] = group;
    const columns = first ? lacking(first.entity, first.cells) : [];
    if (!first || columns.length === 0) return [];
    const sql = drawStatement(columns);
    if (sql === null) throw new WriteErrors([cycleError(group)]);
    const call = { sql, values: [`${group.length}`], maxRows: group.length, prepare, path: first.entity.name };
    const apply = ({ rows: drawn }: StatementResult): void => {
      for (const [index, row] of group.entries()) {
        for (const [position, column] of columns.entries()) {
          row.cells.set(column, { kind: 'text', text: drawn.text(index, position + 1) });
        }
      }
    };
    return [{ rows: [], entity: first.entity, kind: 'insert', purpose: 'keys', call, parameters: [], apply }];
  });
}

function lacking({ key }: Entity, cells: PendingRow['cells']): readonly Column[] {
  return (key?.columns ?? []).filter((column) => !cells.has(column));
}

function cycleError(rows: readonly PendingRow[]): WriteError {
  const [first] = rows;
  const names = [...new Set(rows.map(({ entity }) => entity.name))].join(' and ');
  const message = `Rows of ${names} refer to each other, and their keys are not known before they are written: give the keys.`;
  return new WriteError('BAD_USER_INPUT', message, {
    reason: 'REFERENCE',
    input: first?.input ?? [],
    entity: first?.entity ?? null,
  });
}

export function isOneTable(rows: readonly PendingRow[]): boolean {
  return rows.every(({ entity }) => entity === rows[0]?.entity);
}

/** Rows of one table need others of it, or rows of several tables are named by foreign keys that form a cycle. */
export function needsCycle(rows: readonly PendingRow[]): boolean {
  const among = new Set(rows);
  const entities = new Set(rows.map(({ entity }) => entity));
  if (entities.size > 1) return rows.every((row) => referringCells(row, entities, among).length > 0);
  return rows.some((row) => [...row.needs()].some(({ row: other }) => among.has(other)));
}

/** Every foreign key between the tables of the rows is checked when the transaction ends. */
export function isDeferred(rows: readonly PendingRow[]): boolean {
  const entities = new Set(rows.map(({ entity }) => entity));
  return [...entities].every((entity) =>
    foreignKeysTo(entity, entities).every(({ deferrable }) => deferrable === 'initially deferred'),
  );
}

function foreignKeysTo({ write }: Entity, entities: ReadonlySet<Entity>): readonly ForeignKeyConstraint[] {
  return (write?.foreignKeys ?? []).filter(({ target }) => target && entities.has(target));
}

/** Columns of a new row that name a new row of another of these tables; a key that is given may be any row's. */
function referringCells(
  row: PendingRow,
  entities: ReadonlySet<Entity>,
  among: ReadonlySet<PendingRow>,
): readonly (readonly [Column, Cell])[] {
  const keys = foreignKeysTo(row.entity, entities).filter(({ target }) => target !== row.entity);
  return keys.flatMap(({ columns }) =>
    columns.flatMap((column) => {
      const cell = row.cells.get(column);
      const isNamed = cell && (cell.kind === 'of' ? among.has(cell.row) : cell.text !== null);
      return isNamed ? [[column, cell] as const] : [];
    }),
  );
}

/** The tables that rows of an entity cannot do without. */
export function requiredTargets({ write }: Entity): readonly Entity[] {
  const required = (write?.foreignKeys ?? []).filter(({ columns }) =>
    columns.some((column) => column.write?.refusesNull),
  );
  return required.flatMap(({ target }) => target ?? []);
}

/** Takes foreign keys that may be null out of new rows, and gives the updates that set them afterwards. */
export function postponed(rows: readonly PendingRow[]): readonly PendingRow[] {
  const entities = new Set(rows.map(({ entity }) => entity));
  const among = new Set(rows);
  return rows.flatMap((row) => {
    const later = referringCells(row, entities, among).filter(([column]) => !column.write?.refusesNull);
    if (later.length === 0) return [];
    for (const [column] of later) row.cells.delete(column);
    const changes = new Map(later.map(([column, cell]) => [column, { kind: 'set', cell } as const]));
    const { entity, input, inputs } = row;
    return [new PendingRow({ entity, kind: 'update', input, by: ownKey(row), changes, inputs, isPostponed: true })];
  });
}

function ownKey(row: PendingRow): RowKey {
  const columns = row.entity.key?.columns ?? [];
  return { columns, cells: columns.map((column) => row.cells.get(column) ?? { kind: 'of', row, column }) };
}

/** One statement for all rows of a cycle; their keys are given or drawn. */
export function cycleWrite(rows: readonly PendingRow[], settings: WriteSettings): RowWrite {
  const groups = groupBy(rows, ({ entity }) => `${numberOf(entity)}`);
  const parts = groups.map((group) => {
    const [first] = group;
    if (!first) throw new Error('a cycle has rows');
    return insertShape(group, first.entity, { match: [], returning: [] }, settings);
  });
  const statement = cycleStatement(
    parts.map(({ shape }) => shape),
    settings.policies,
  );
  const arrays = parts.flatMap((part) => part.arrays);
  const values = statement.parameters.map((parameter) => valueOf(parameter, arrays, settings.configured));
  const [first] = rows;
  if (!first) throw new Error('a cycle has rows');
  const call = {
    sql: statement.sql,
    values,
    maxRows: 1,
    prepare: settings.prepare && isFew(rows),
    path: first.entity.name,
  };
  const apply = ({ rows: block }: StatementResult): void => {
    for (const [position, group] of groups.entries()) {
      const isWhole = block.integer(0, position) === group.length;
      for (const row of group) {
        row.outcome = { action: isWhole ? 'CREATED' : null, texts: new Map(), read: null, old: null };
      }
    }
  };
  const { parameters } = statement;
  return { rows, entity: first.entity, kind: 'insert', purpose: 'cycle', call, parameters, apply };
}
