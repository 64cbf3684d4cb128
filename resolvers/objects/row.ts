/**
 * A row as the program's own functions see it: what was loaded for it, decoded, under the names of fields.
 * Everything else that its table has is an error to read, never an absent value.
 */
import { GraphQLError } from 'graphql';
import { withNumbers } from '../../loaders/values/plain-json.ts';
import type { FieldShape, ObjectShape, RowsShape, SelectNode } from '../../loaders/plan/read/select-plan.ts';
import type { Instance } from '../../loaders/session/instance.ts';
import type { LoadResult } from '../../loaders/session/load-result.ts';
import { messageOf } from '../../schema/util/message-of.ts';
import type { Column, Entity } from '../../schema/model/model.ts';
import { rangeOf } from './page.ts';
import { raiseWhereRead } from './raising.ts';
import { decodeText, readPlain, type Reading, whenLoaded } from './view.ts';

export class Row {
  readonly [field: string]: unknown;
  readonly #instance: () => Instance | null;

  constructor(instance: () => Instance | null) {
    this.#instance = instance;
  }

  /** Null for what is no row of ours. */
  static instanceOf(value: unknown): Instance | null {
    return value instanceof Row ? value.#instance() : null;
  }
}

/** Where a row is seen, and what to do about what is missing. */
export interface RowPlace {
  readonly path: string;
  readonly advice: (field: string) => string;
}

export function requiredAt(path: string): RowPlace {
  return { path, advice: () => 'add it to requires' };
}

/** What is missing is known by what is there, so rows of one shape share a class. */
const classes = new WeakMap<ObjectShape, typeof Row>();

/** A promise only where a relation is loaded lazily. */
export function rowOf(
  reading: Reading,
  loaded: LoadResult,
  object: ObjectShape,
  index: number,
  place: RowPlace,
): Row | Promise<Row> {
  const shape = shapeOf(loaded, object, index);
  const RowClass = classOf(shape, place);
  const row = new RowClass(() => reading.transaction.identities.instance(loaded.rows(shape.node), index));
  const waits = shape.fields.flatMap((field) => {
    const value = valueOf(reading, { loaded, node: shape.node, index }, field, place);
    if (value instanceof Promise) return [value.then((loadedValue) => setField(row, field.key, loadedValue))];
    setField(row, field.key, value);
    return [];
  });
  return waits.length === 0 ? row : Promise.all(waits).then(() => row);
}

/** A row of the identity map, with these of its columns. */
export function rowOfInstance(instance: Instance, columns: readonly Column[], place: RowPlace): Row {
  const RowClass = rowClass(
    instance.entity,
    columns.map(({ field }) => field),
    place,
  );
  const row = new RowClass(() => instance);
  for (const column of columns) setColumn(row, column, instance.text(column));
  return row;
}

/** A value that nothing can tell, such as NaN, is no reason to fail before somebody reads it: a loader reads all columns. */
function setColumn(row: Row, column: Column, text: string | null): void {
  try {
    setField(row, column.field, withNumbers(column.type, decodeText(column, text)));
  } catch (error) {
    failField(row, column.field, error instanceof Error ? error : new Error(messageOf(error)));
  }
}

/** An own property whatever the name, `__proto__` too. */
export function setField(row: Row, name: string, value: unknown): void {
  Object.defineProperty(row, name, { value, enumerable: true, configurable: true });
}

/** The field raises where it is read; a copy of the row's own fields goes without it. */
export function failField(row: Row, name: string, error: Error): void {
  const get = (): never => {
    throw error;
  };
  Object.defineProperty(row, name, { get, configurable: true });
}

/** That of the type that the row says. Of a type that nobody named, nothing was loaded but that. */
function shapeOf(loaded: LoadResult, object: ObjectShape, index: number): ObjectShape {
  const { node, subtypes } = object;
  const type = subtypes && loaded.rows(node).text(index, subtypes.discriminator);
  return (type === null ? undefined : subtypes?.shapes.get(type)) ?? object;
}

function classOf(shape: ObjectShape, place: RowPlace): typeof Row {
  const cached = classes.get(shape);
  if (cached) return cached;
  const made = rowClass(
    shape.node.entity,
    shape.fields.map(({ key }) => key),
    place,
  );
  classes.set(shape, made);
  return made;
}

function rowClass(entity: Entity, present: readonly string[], { path, advice }: RowPlace): typeof Row {
  const RowClass = class extends Row {};
  const base = entity.base?.entity;
  const fields = [...entity.columns, ...entity.relations, ...(base?.columns ?? []), ...(base?.relations ?? [])];
  const missing = new Set(fields.map(({ field }) => field)).difference(new Set(present));
  raiseWhereRead(RowClass.prototype, missing, (_, field) => {
    const message = `${entity.name}.${field} not loaded (path ${path}); ${advice(field)}`;
    return new GraphQLError(message, { extensions: { code: 'NOT_LOADED' } });
  });
  return RowClass;
}

/** A row by its number. */
interface At {
  readonly loaded: LoadResult;
  readonly node: SelectNode;
  readonly index: number;
}

function valueOf(reading: Reading, { loaded, node, index }: At, field: FieldShape, place: RowPlace): unknown {
  switch (field.kind) {
    case 'column':
      return readPlain(loaded, node, index, field.column);
    case 'one':
    case 'many':
      return whenLoaded(reading, loaded, field.node, index, (held) => related(reading, held, field, index, place));
    case 'baseField':
      return whenLoaded(reading, loaded, field.node, index, (held) => {
        const { start, end } = rangeOf(held, field.node, index);
        const at = { loaded: held, node: field.node, index: start };
        return end > start ? valueOf(reading, at, field.field, place) : null;
      });
    case 'failed':
      throw field.error;
    default:
      throw new Error(`${place.path} requires a ${field.kind}`);
  }
}

function related(reading: Reading, loaded: LoadResult, field: RowsShape, parent: number, place: RowPlace): unknown {
  const { start, end } = rangeOf(loaded, field.node, parent);
  const rows = Array.from({ length: end - start }, (_, index) =>
    rowOf(reading, loaded, field.object, start + index, place),
  );
  if (field.kind === 'one') return rows[0] ?? null;
  return rows.some((row) => row instanceof Promise) ? Promise.all(rows) : rows;
}
