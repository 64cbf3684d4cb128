/** The two sides of reading: `readField` knows the kinds of fields, and a reader what is made of their values. */
import { GraphQLError } from 'graphql';
import type { BaseFieldShape, ObjectShape, RowsShape, SelectNode } from '../../loaders/plan/read/select-plan.ts';
import { arrivalOf } from '../../loaders/plan/shared/load-strategy.ts';
import type { LoadResult } from '../../loaders/session/load-result.ts';
import { notLoaded } from '../../loaders/strategies/raise.ts';
import type { Column } from '../../schema/model/model.ts';
import { firstOf, type Range, rangeOf } from './page.ts';

export interface RowReader<Row> {
  readonly loaded: LoadResult;
  /** Null for a row that is not there; lists leave it out. */
  row(object: ObjectShape, index: number): Row | null;
}

/** Makes views, or rows for resolvers or sessions. `Call` is what the caller knows of a field beyond its shape. */
export interface FieldReader<Call> extends RowReader<unknown> {
  column(node: SelectNode, index: number, column: Column): unknown;
  list(values: unknown[]): unknown;
  /** An object that is not a row: a page, an edge, values of many rows. */
  object<Field extends { readonly key: string }>(fields: readonly Field[], value: (field: Field) => unknown): unknown;
  /** The value of a to-one whose row is not there. */
  noRow(field: RowsShape | BaseFieldShape, call: Call): unknown;
  /** Loads a select that waits until somebody asks. The reader in the result sees its rows. */
  loadLater(node: SelectNode, parent: number): Promise<FieldReader<Call>>;
}

/** Whether a select must be loaded first. Throws where it may not be. */
export function isDeferred(loaded: LoadResult, node: SelectNode): boolean {
  const arrival = arrivalOf(node);
  if (arrival === 'never') throw new GraphQLError(notLoaded(node), { extensions: { code: 'NOT_LOADED' } });
  return arrival === 'onDemand' && !loaded.has(node);
}

export function readRows<Call>(reader: FieldReader<Call>, shape: RowsShape, parent: number, call: Call): unknown {
  if (shape.kind === 'many') return reader.list(rowsOf(reader, shape, parent));
  const first = firstOf(reader.loaded, shape.node, parent);
  return first < 0 ? reader.noRow(shape, call) : reader.row(shape.object, first);
}

export function rowsOf<Row>(reader: RowReader<Row>, { node, object, cap }: RowsShape, parent: number): Row[] {
  const { start, end } = rangeOf(reader.loaded, node, parent);
  return rowsIn(reader, object, { start, end: cap === null ? end : Math.min(end, start + cap) });
}

export function rowsIn<Row>(reader: RowReader<Row>, object: ObjectShape, { start, end }: Range): Row[] {
  const rows: Row[] = [];
  for (let index = start; index < end; index++) {
    const row = reader.row(object, index);
    if (row !== null) rows.push(row);
  }
  return rows;
}

/** The shape of the type that a row says it is of. */
export function shapeAt(loaded: LoadResult, object: ObjectShape, index: number): ObjectShape | GraphQLError {
  const { node, subtypes } = object;
  if (!subtypes) return object;
  const value = loaded.rows(node).text(index, subtypes.discriminator);
  const shape = value === null ? undefined : subtypes.shapes.get(value);
  return shape ?? unknownType(node, subtypes.discriminator.field, value);
}

export function unknownType({ entity }: SelectNode, field: string, value: string | null): GraphQLError {
  const given = value === null ? 'null' : JSON.stringify(value);
  const message = `${entity.name}.${field} is ${given}, for which the configuration names no type.`;
  return new GraphQLError(message, { extensions: { code: 'UNREPRESENTABLE' } });
}
