/** The arguments of one field of Mutation → its rows, and which of them the payload shows. */
import type { PendingRow } from '../../loaders/plan/write/pending.ts';
import type { WhereChanges } from '../../loaders/work/where-write.ts';
import { WriteErrors } from '../../loaders/work/write-error.ts';
import type { FieldSource } from '../../schema/graphql/field-sources.ts';
import type { Entity } from '../../schema/model/model.ts';
import type { Writable } from '../../schema/mutations/writable.ts';
import type { PendingOthers } from '../../loaders/plan/write/pending-others.ts';
import { ChangeReader, type RowLimits } from './change-reader.ts';
import { readChanges } from './column-changes.ts';
import { InputValues, listOf, recordOf, type Values } from './input-values.ts';

export type MutationSource = Extract<FieldSource, { kind: 'mutation' }>;

export interface FieldWrites {
  readonly rows: readonly PendingRow[];
  readonly others: readonly PendingOthers[];
  /** The rows that the payload shows, in the order of the input. */
  readonly shown: readonly PendingRow[];
  readonly isList: boolean;
}

export interface FieldReading {
  readonly writables: ReadonlyMap<Entity, Writable>;
  readonly limits: RowLimits;
}

/** Throws WriteErrors with every mistake of the arguments. */
export function readField(
  { entity, action }: MutationSource,
  args: Readonly<Record<string, unknown>>,
  { writables, limits }: FieldReading,
): FieldWrites {
  const reader = new ChangeReader(writables, limits);
  const shown = rowsOf(reader, entity, action, args);
  const { mistakes } = reader.values;
  if (mistakes.length > 0) throw new WriteErrors(mistakes);
  return {
    rows: reader.rows,
    others: reader.others,
    shown,
    isList: action !== 'create' && action !== 'update' && action !== 'upsert' && action !== 'delete',
  };
}

/** How all rows of a condition change. Throws WriteErrors with every mistake. */
export function readFieldChanges({ entity }: MutationSource, args: Values): WhereChanges {
  const values = new InputValues();
  const { changes, inputs } = readChanges(values, entity, args, []);
  const relation = entity.relations.find(({ field }) => recordOf(args['set'])[field] !== undefined);
  if (relation) {
    const message = `${relation.field} cannot be written for all rows of a condition; write the rows by their keys.`;
    values.mistake('CONTRADICTION', message, ['set', relation.field], entity);
  }
  if (values.mistakes.length > 0) throw new WriteErrors(values.mistakes);
  return { changes, inputs };
}

function rowsOf(
  reader: ChangeReader,
  entity: Entity,
  action: MutationSource['action'],
  args: Readonly<Record<string, unknown>>,
): readonly PendingRow[] {
  switch (action) {
    case 'create':
      return [reader.create(entity, recordOf(args['values']), ['values'])];
    case 'createMany':
      return listOf(args['values']).map((values, index) => reader.create(entity, recordOf(values), ['values', index]));
    case 'upsert':
      return [reader.upsert(entity, args, [[], ['values']])];
    case 'upsertMany':
      return listOf(args['values']).map((values, index) =>
        reader.upsert(entity, { ...args, values: recordOf(values) }, [
          ['values', index],
          ['values', index],
        ]),
      );
    case 'update':
      return [reader.update(entity, args, [])];
    case 'updateEach':
      return listOf(args['items']).map((item, index) =>
        reader.update(entity, { mustExist: args['mustExist'], ...recordOf(item) }, ['items', index]),
      );
    case 'delete':
      return [reader.delete(entity, args, [])];
    case 'updateWhere':
    case 'deleteWhere':
      throw new Error(`the rows of ${action} are found by their condition`);
  }
}
