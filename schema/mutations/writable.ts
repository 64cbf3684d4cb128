/** The parts of an entity that clients may write: kinds of writes, columns, keys and relations. */
import type { ColumnWrite } from '../catalog/write.ts';
import type { Column, Entity, Model, Relation, UniqueKey } from '../model/model.ts';
import { conflictKeys } from './conflict-keys.ts';

/** An entity with at least one kind of write. */
export interface Writable {
  readonly entity: Entity;
  readonly create: boolean;
  readonly update: boolean;
  readonly delete: boolean;
  /** Columns that a new row may be given. */
  readonly creatable: readonly Column[];
  /** Columns that may change in a row. */
  readonly updatable: readonly Column[];
  /** By which a row is named. */
  readonly keys: readonly UniqueKey[];
  /** Through which rows of other entities are written along. */
  readonly relations: readonly Relation[];
}

/** Everything that can be written, by entity, as PostgreSQL and the configuration allow. */
export function writables(model: Model): ReadonlyMap<Entity, Writable> {
  const all = new Map<Entity, Writable>();
  for (const entity of model.entities) {
    const writable = writableOf(entity);
    if (writable.create || writable.update || writable.delete) all.set(entity, writable);
  }
  return all;
}

function writableOf(entity: Entity): Writable {
  const events = entity.write?.events;
  const keys = entity.uniqueKeys.filter(({ columns }) => columns.every(({ computed }) => !computed));
  const hasKey = keys.length > 0;
  return {
    entity,
    // A policy is asked of a new row by its key, and of no other.
    create: events?.insert === 'yes' && entity.write?.unreadRequired.length === 0 && (!entity.policy || hasKey),
    update: events?.update === 'yes' && hasKey,
    delete: events?.delete === 'yes' && hasKey,
    creatable: entity.columns.filter(({ write }) => write?.insert === 'yes' && !isAlwaysMade(write)),
    updatable: entity.columns.filter(({ write }) => write?.update === 'yes' && !isAlwaysMade(write)),
    keys,
    relations: entity.relations.filter(isWritable),
  };
}

/** PostgreSQL makes the value, and takes none from clients. */
function isAlwaysMade({ default: made }: ColumnWrite): boolean {
  return made?.kind === 'generated' || (made?.kind === 'identity' && made.always);
}

/** A relation by columns of constraints alone: what the configuration says in SQL or as a condition cannot be written. */
function isWritable({ on, criteria, tree, target, pairs, junction, orderBy, kind }: Relation): boolean {
  if (on || criteria || tree !== null || target.stub) return false;
  if (kind === 'one' && orderBy) return false;
  const near = junction ? junction.pairs : pairs;
  return near.every(({ local, remote }) => !local.computed && !remote.computed);
}

/** It takes both kinds of writes, and a key tells whether the row is there. */
export function isUpsertable({ entity, create, update }: Writable): boolean {
  return create && update && conflictKeys(entity).length > 0;
}

/** A new row must be given this column: nothing else brings a value. */
export function isRequired(column: Column, brought: ReadonlySet<Column>): boolean {
  return column.write?.refusesNull === true && column.write.default === null && !brought.has(column);
}

/** Columns of foreign keys, whose values a relation may bring. */
export function broughtColumns({ relations }: Writable): ReadonlySet<Column> {
  const forward = relations.filter(({ direction, junction }) => direction === 'forward' && !junction);
  return new Set(forward.flatMap(({ pairs }) => pairs.map(({ local }) => local)));
}
