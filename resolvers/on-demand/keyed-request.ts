/** Rows that a function of the program asks for, by keys that it has. */
import { keyColumns } from '../../loaders/plan/read/columns.ts';
import { type SelectArguments, NO_ARGUMENTS } from '../../loaders/plan/shared/filter.ts';
import { keyRelation } from '../../loaders/plan/shared/key-relation.ts';
import type { ObjectSelection, Selection } from '../../loaders/plan/read/selection.ts';
import type { ParameterValue } from '../../loaders/database/database.ts';
import type { Column, Entity, Relation } from '../../schema/model/model.ts';

export interface KeyedRequest {
  /** Equal ids mean equal statements, but for values. */
  readonly id: string;
  /** For people: `loaders.order.byId`. */
  readonly path: string;
  /** Leads from the keys to the rows. */
  readonly relation: Relation;
  readonly many: boolean;
  readonly list: SelectArguments;
  /** Of the list's slots. */
  readonly values: readonly ParameterValue[];
  readonly columns: readonly Column[];
}

export function keyedRequest(
  entity: Entity,
  key: readonly Column[],
  columns: readonly Column[],
  path: string,
): KeyedRequest {
  const id = `${path}(${names(key)}){${names(columns)}}`;
  return { id, path, relation: keyRelation(entity, key), many: false, list: NO_ARGUMENTS, values: [], columns };
}

/** The columns whose values are the keys. */
export function nearColumns({ relation }: KeyedRequest): readonly Column[] {
  return keyColumns(relation);
}

export function requestSelection(request: KeyedRequest): Selection {
  const { path, relation, many, values } = request;
  const entity = relation.target;
  const keys = nearColumns(request).map((_, position) => values.length + position);
  const list = { ...request.list, id: request.id, keys };
  const selection: ObjectSelection = { entity, fields: request.columns.map(columnField), subtypes: null };
  const form = many ? ({ kind: 'many', selection, cap: null } as const) : ({ kind: 'one', selection } as const);
  return { fields: [{ kind: 'rows', key: '', path, entity, relation, args: list, guard: null, load: null, form }] };
}

function columnField(column: Column) {
  return { kind: 'column', key: column.field, column } as const;
}

function names(columns: readonly Column[]): string {
  return columns.map(({ index }) => index).join();
}
