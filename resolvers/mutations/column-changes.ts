/** `set`, `setDefault`, `inc` and their kin → how the columns of a row change. */
import type { Change, InputPath, JsonStep } from '../../loaders/plan/write/pending.ts';
import type { Column, Entity } from '../../schema/model/model.ts';
import { columnOf, columnsOf, type InputValues, isColumn, listOf, recordOf, type Values } from './input-values.ts';

export interface ColumnChanges {
  readonly changes: Map<Column, Change>;
  /** The place of each change in the arguments. */
  readonly inputs: Map<Column, InputPath>;
}

const OPERATIONS = ['inc', 'append', 'prepend', 'remove', 'merge'] as const;

/** A column in two changes of one row is a mistake; several steps into one document are made in order. */
export function readChanges(values: InputValues, entity: Entity, args: Values, input: InputPath): ColumnChanges {
  const changes = new Map<Column, Change>();
  const inputs = new Map<Column, InputPath>();
  const add = (column: Column, change: Change, at: InputPath): void => {
    if (changes.has(column)) {
      const message = `${column.field} is changed twice; keep one change.`;
      values.mistake('CONTRADICTION', message, at, entity, inputs.get(column));
    }
    changes.set(column, change);
    inputs.set(column, at);
  };
  for (const [name, value] of Object.entries(recordOf(args['set']))) {
    const column = value === undefined ? undefined : columnOf(entity, name);
    const at = [...input, 'set', name];
    if (column) add(column, { kind: 'set', cell: values.cell(entity, column, value, at) }, at);
  }
  for (const column of columnsOf(args['setDefault']) ?? []) add(column, { kind: 'default' }, [...input, 'setDefault']);
  for (const kind of OPERATIONS) {
    for (const [name, value] of Object.entries(recordOf(args[kind]))) {
      const column = value === undefined ? undefined : columnOf(entity, name);
      const at = [...input, kind, name];
      if (!column) continue;
      if (value === null) values.mistake('NULL', `${column.field} is null; ${kind} needs a value.`, at, entity);
      else add(column, { kind, text: values.text(entity, column, value, at) }, at);
    }
  }
  for (const [column, { steps, at }] of stepsOf(values, entity, args, input)) add(column, { kind: 'json', steps }, at);
  return { changes, inputs };
}

interface Steps {
  readonly steps: JsonStep[];
  readonly at: InputPath;
}

function stepsOf(values: InputValues, entity: Entity, args: Values, input: InputPath): ReadonlyMap<Column, Steps> {
  const all = new Map<Column, Steps>();
  for (const kind of ['putAt', 'dropAt'] as const) {
    if (args[kind] === undefined || args[kind] === null) continue;
    for (const [index, item] of listOf(args[kind]).entries()) {
      const { column, path, value } = recordOf(item);
      if (!isColumn(column)) continue;
      const at = [...input, kind, index];
      const text =
        kind === 'dropAt' ? null : value == null ? 'null' : values.text(entity, column, value, [...at, 'value']);
      const own = all.get(column) ?? { steps: [], at };
      own.steps.push({ path: listOf(path).map(String), value: text });
      all.set(column, own);
    }
  }
  return all;
}
