/** The parts of the model that the database no longer has. A field that needs one fails, and the rest is planned without it. */
import type { Aggregates } from '../../../schema/model/aggregate-model.ts';
import type { Column, Entity, Relation, RootFunction } from '../../../schema/model/model.ts';
import { isCalled } from './called-column.ts';
import { columnsOfList, columnsOfRelation } from './columns-of.ts';
import type { SelectArguments } from './filter.ts';
import { relationsOfList, tablesOf } from './relations-of.ts';

/** An entity stands for its rows, whichever columns are asked for. */
export type Readable = Column | Relation | Entity | RootFunction;

/** Each missing part has the error of a field that needs it. */
export type Missing = ReadonlyMap<Readable, Error>;

export interface NeededRows {
  readonly entity: Entity;
  readonly relation: Relation | null;
  readonly args: SelectArguments;
}

/** The error of a field whose rows cannot be found, told apart or sorted; null where they can. */
export function errorOfRows(missing: Missing | null, rows: NeededRows): Error | null {
  if (!missing?.size) return null;
  const { key, subtypes } = rows.entity;
  const columns = [...(key?.columns ?? []), ...(subtypes ? [subtypes.discriminator] : [])];
  return firstError(missing, columns) ?? errorOfValues(missing, rows);
}

/** The same for values of all rows together, which need not be told apart. */
export function errorOfValues(missing: Missing | null, { entity, relation, args }: NeededRows): Error | null {
  return errorOfList(missing, relation, args) ?? missing?.get(entity) ?? null;
}

/** The error of what a list's arguments, and the relation that leads to it, need. */
export function errorOfList(missing: Missing | null, relation: Relation | null, args: SelectArguments): Error | null {
  if (!missing?.size) return null;
  const own = relation ? [relation] : [];
  const along = [...own, ...relationsOfList(args)].flatMap((each) => [...tablesOf(each), each]);
  const called = args.call ? [args.call] : [];
  return firstError(missing, [...called, ...own.flatMap(columnsOfRelation), ...columnsOfList(args), ...along]);
}

/** The missing parts, with the values and keys of groups that are made of them. */
export function withAggregates(missing: Missing | null, { values, keys }: Aggregates): Missing | null {
  if (!missing?.size) return null;
  const made = new Map(missing);
  for (const { of, column } of [...values, ...keys]) {
    const error = of && missing.get(of);
    if (error) made.set(column, error);
  }
  return made;
}

function firstError(missing: Missing, needed: readonly Readable[]): Error | null {
  for (const each of needed) {
    const error = missing.get('type' in each && isCalled(each) ? each.of : each);
    if (error) return error;
  }
  return null;
}
