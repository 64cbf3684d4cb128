/** Rows that a resolver asks for, by keys that it has. */
import { keyColumns } from '../../loaders/plan/read/columns.ts';
import { type SelectArguments, NO_ARGUMENTS } from '../../loaders/plan/shared/filter.ts';
import { keyRelation } from '../../loaders/plan/shared/key-relation.ts';
import { addColumn, type DraftPlan, Selects } from '../../loaders/plan/read/draft-plan.ts';
import { errorOfRows, type Missing } from '../../loaders/plan/shared/missing.ts';
import type { ParameterValue } from '../../loaders/database/database.ts';
import type { Column, Entity, Relation } from '../../schema/model/model.ts';

export interface KeyedRequest {
  /** Equal ids mean equal statements, but for values. */
  readonly id: string;
  /** The name for people: `loaders.order.byId`. */
  readonly path: string;
  /** Leads from the keys to the rows. */
  readonly relation: Relation;
  readonly many: boolean;
  readonly list: SelectArguments;
  /** The values of the list's slots. */
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
function nearColumns({ relation }: KeyedRequest): readonly Column[] {
  return keyColumns(relation);
}

/** Columns that the database no longer has are left out. */
export function requestPlan(request: KeyedRequest, missing: Missing): DraftPlan {
  const { path, relation, many, values } = request;
  const entity = relation.target;
  const keys = nearColumns(request).map((_, position) => values.length + position);
  const rows = { path, entity, relation, args: { ...request.list, id: request.id, keys }, load: null, parent: null };
  const error = errorOfRows(missing, rows);
  if (error) return { nodes: [], response: { fields: [{ kind: 'failed', key: '', error }] } };
  const selects = new Selects();
  const node = selects.select('rows', rows, many ? 'many' : 'one');
  for (const column of request.columns) if (!missing.has(column)) addColumn(node, column);
  // The program reads instances, not a response.
  const object = { node, typeName: entity.name, fields: [], subtypes: null };
  const kind = many ? 'many' : 'one';
  return { nodes: selects.nodes, response: { fields: [{ kind, key: '', node, object, cap: null }] } };
}

function names(columns: readonly Column[]): string {
  return columns.map(({ index }) => index).join();
}
