/** Rows that resolvers are given. */
import { GraphQLError } from 'graphql';
import { withNumbers } from '../../loaders/values/plain-json.ts';
import type { Instance } from '../../loaders/session/instance.ts';
import { messageOf } from '../../schema/util/message-of.ts';
import type { Column, Entity } from '../../schema/model/model.ts';
import { decodeText } from './column-values.ts';
import { failField, type Row, type RowOrigin, rowClass, setField } from './row.ts';

export function missingField(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'NOT_LOADED' } });
}

const classes = new WeakMap<Entity, typeof Row>();

/** The class of rows of an entity: its columns and relations raise, and those of its base. */
export function resolverRowClass(entity: Entity): typeof Row {
  const cached = classes.get(entity);
  if (cached) return cached;
  const base = entity.base?.entity;
  const fields = [...entity.columns, ...entity.relations, ...(base?.columns ?? []), ...(base?.relations ?? [])];
  const made = rowClass(
    entity.name,
    fields.map(({ field }) => field),
  );
  classes.set(entity, made);
  return made;
}

/** The place at which a loader has found a row. */
export interface RowPlace extends RowOrigin {
  readonly path: string;
}

/** A row of the identity map, with these of its columns. */
export function rowOfInstance(instance: Instance, columns: readonly Column[], place: RowPlace): Row {
  const RowClass = resolverRowClass(instance.entity);
  const row = new RowClass(() => instance, place, place.path);
  for (const column of columns) setColumn(row, column, instance.text(column));
  return row;
}

/** A value that cannot be represented, such as NaN, fails only where it is read: a loader reads all columns. */
function setColumn(row: Row, column: Column, text: string | null): void {
  try {
    setField(row, column.field, withNumbers(column.type, decodeText(column, text)));
  } catch (error) {
    failField(row, column.field, error instanceof Error ? error : new Error(messageOf(error)));
  }
}
