/** A field of Mutation gives a payload: the rows that it has written, as they are and as they were. */
import type { PendingRow, RowAction, RowTexts } from '../../loaders/plan/write/pending.ts';
import { Instance } from '../../loaders/session/instance.ts';
import type { Entity } from '../../schema/model/model.ts';
import { decodeText } from '../objects/column-values.ts';
import { NodeRows } from '../../loaders/rows/node-rows.ts';
import { missingField, rowOfInstance, type RowPlace } from '../objects/resolver-rows.ts';
import type { Row } from '../objects/row.ts';

/** The properties by which graphql-js reads a payload; `row` and `query` load what the client selects. */
export type Payload = Readonly<Record<string, unknown>>;

/** Nobody but graphql-js gets a written row, and it reads views of the row. */
const WRITTEN: RowPlace = { path: 'Mutation', notLoaded: (_row, _field, what) => missingField(what) };

/**
 * The row as resolvers would give it, so that what is selected of it is loaded by its key; null where there is none.
 * `isTold`: what was read back is how the row stands.
 */
export function writtenRow(row: PendingRow, isTold: boolean): Row | null {
  const { entity, outcome } = row;
  const key = entity.key?.columns;
  if (!outcome?.action || !key) return null;
  const known = key.map((column) => row.text(column));
  // Its key was not told: the writer may not read it.
  if (known.includes(undefined)) return null;
  const texts = known.map((text) => text ?? '');
  const instance = new Instance(entity, texts);
  const { read } = outcome;
  if (isTold && read?.rows instanceof NodeRows) instance.add(read.rows, read.index);
  return rowOfInstance(instance, [], WRITTEN);
}

export function actionOf({ outcome }: PendingRow): RowAction {
  return outcome?.action ?? 'UNCHANGED';
}

/** Values under the names of fields; null for a row that was created. */
export function oldValues({ entity, outcome }: PendingRow): Readonly<Record<string, unknown>> | null {
  return outcome?.old ? valuesOf(entity, outcome.old) : null;
}

function valuesOf({ columns }: Entity, texts: RowTexts): Readonly<Record<string, unknown>> {
  const entries = columns.map((column) => [column.field, decodeText(column, texts.get(column) ?? null)] as const);
  return Object.fromEntries(entries);
}

/** Rows that the field has written in all tables; rows that were only looked up count nothing. */
export function affectedRows(rows: readonly PendingRow[]): number {
  return rows.filter(
    ({ kind, outcome, isPostponed }) =>
      kind !== 'find' && !isPostponed && outcome?.action && outcome.action !== 'UNCHANGED',
  ).length;
}
