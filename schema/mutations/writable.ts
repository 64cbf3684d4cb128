/** The parts of an entity that clients may write: kinds of writes, columns, keys and relations. */
import type { Column, Entity, Model, Relation, UniqueKey } from '../model/model.ts';
import { ROW_VERSION, type WriteRules } from '../model/write-rules.ts';
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
  /** Through which rows of other entities are created along with a row. */
  readonly relations: readonly Relation[];
  /** Through which they are written along with a change. */
  readonly changedRelations: readonly Relation[];
}

/** Everything that can be written, by entity, as PostgreSQL and the configuration allow. */
export function writables(model: Model, only: 'all' | 'listed' = 'all'): ReadonlyMap<Entity, Writable> {
  const all = new Map<Entity, Writable>();
  for (const entity of model.entities) {
    if (only === 'listed' && !entity.write?.configured?.isListed) continue;
    const writable = writableOf(entity);
    if (writable.create || writable.update || writable.delete) all.set(entity, writable);
  }
  return all;
}

function writableOf(entity: Entity): Writable {
  const rules = entity.write?.configured ?? null;
  const relations = entity.relations.filter((relation) => isWritable(relation) && !isPresetBeyond(relation));
  return {
    entity,
    create: whyNot(entity, 'create') === null,
    update: whyNot(entity, 'update') === null,
    delete: whyNot(entity, 'delete') === null,
    creatable: creatableColumns(entity),
    updatable: entity.columns.filter(
      (column) => isUpdatable(column) && column !== rules?.version && isGiven(rules, 'update', column),
    ),
    keys: keysOf(entity),
    relations: relations.filter((relation) => isGiven(rules, 'create', relation)),
    changedRelations: relations.filter((relation) => isGiven(rules, 'update', relation)),
  };
}

function keysOf({ uniqueKeys }: Entity): readonly UniqueKey[] {
  return uniqueKeys.filter(({ columns }) => columns.every(({ computed }) => !computed));
}

function creatableColumns({ columns, write }: Entity): readonly Column[] {
  return columns.filter((column) => isCreatable(column) && isGiven(write?.configured ?? null, 'create', column));
}

const EVENTS = { create: 'insert', update: 'update', delete: 'delete' } as const;

/** Why rows cannot be written so, in the words of `inspect`; null: they can. */
export function whyNot(entity: Entity, kind: 'create' | 'update' | 'delete'): string | null {
  const { write } = entity;
  if (!write) return 'its rows are not those of a table';
  const { configured: rules } = write;
  if (rules?.[kind] === null) return 'the configuration takes it away';
  const event = kind === 'delete' && rules?.softDelete ? 'update' : EVENTS[kind];
  if (write.events[event] === 'no right') return `this role has no right to ${event}`;
  if (write.events[event] === 'never') return `PostgreSQL cannot ${event} rows of this ${entity.kind}`;
  if (kind === 'create') return whyNotCreated(entity);
  if (keysOf(entity).length === 0) return 'no key names its rows';
  // PostgreSQL refuses such rules in the statements that find, change and tell rows at once (0A000).
  return entity.kind !== 'view' && write.rules.includes(event) ? `rules of the table rewrite ${event}` : null;
}

function whyNotCreated(entity: Entity): string | null {
  const { policy, write } = entity;
  const lacking = [...(write?.unreadRequired ?? []), ...lackedColumns(entity, creatableColumns(entity))];
  if (lacking.length > 0) return `nobody gives ${lacking.join(', ')}, which must not be null`;
  const isChecked = Boolean(policy) || write?.configured?.create?.check != null;
  // A policy is asked of a new row by its key, and of no other.
  return isChecked && keysOf(entity).length === 0 ? 'no key finds a new row, which a condition must hold for' : null;
}

/** Clients may give the column or relation: it is among those of the configuration, and the gateway does not set it. */
function isGiven(rules: WriteRules<Column> | null, kind: 'create' | 'update', part: Column | Relation): boolean {
  const own = rules?.[kind];
  if (!own) return true;
  const names = 'pairs' in part ? [part.field] : [part.field, part.name];
  if (own.only && !names.some((name) => own.only?.includes(name))) return false;
  const set = own.presets.map(({ column }) => column);
  return 'pairs' in part ? !set.some((column) => isHeldBy(part, column)) : !set.includes(part);
}

/** A to-one whose foreign key has this column. */
function isHeldBy({ direction, junction, pairs }: Relation, column: Column): boolean {
  return direction === 'forward' && !junction && pairs.some(({ local }) => local === column);
}

/** The gateway sets the column that would hold the parent: no place below a parent can give it. */
function isPresetBeyond({ direction, junction, pairs, target }: Relation): boolean {
  if (direction === 'forward' && !junction) return false;
  const { create, update } = (junction?.entity ?? target).write?.configured ?? {};
  const set = [...(create?.presets ?? []), ...(update?.presets ?? [])].map(({ column }) => column);
  return [...pairs.map(({ remote }) => remote), ...(junction?.pairs ?? []).map(({ local }) => local)].some((column) =>
    set.includes(column),
  );
}

/** Names of columns that a new row needs and nobody gives: neither clients nor the gateway, and no place below a parent. */
function lackedColumns(
  { columns, hiddenColumns, relations, write }: Entity,
  creatable: readonly Column[],
): readonly string[] {
  const given = new Set([...creatable, ...(write?.configured?.create?.presets ?? []).map(({ column }) => column)]);
  const lacked = [...columns, ...hiddenColumns].filter((column) => isRequired(column, given) && !isAlwaysMade(column));
  return lacked.filter((column) => !relations.some((relation) => isHeldBy(relation, column))).map(({ name }) => name);
}

function isCreatable(column: Column): boolean {
  return column.write?.insert === 'yes' && !isAlwaysMade(column);
}

function isUpdatable(column: Column): boolean {
  return column.write?.update === 'yes' && !isAlwaysMade(column);
}

/** PostgreSQL makes the value, and takes none from clients. */
function isAlwaysMade({ write }: Column): boolean {
  const made = write?.default;
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
  const { rules = [], configured } = entity.write ?? {};
  // PostgreSQL takes no ON CONFLICT where rules rewrite inserts or updates (0A000).
  const isRuled = rules.includes('insert') || rules.includes('update');
  return create && update && !isRuled && configured?.upsert !== false && conflictKeys(entity).length > 0;
}

/** A new row must be given this column: nothing else brings a value. */
export function isRequired(column: Column, brought: ReadonlySet<Column>): boolean {
  return column.write?.refusesNull === true && column.write.default === null && !brought.has(column);
}

/** The values by which versions of a row are told apart: a column that the gateway moves on, and `rowVersion`. */
export function versionsOf({ computed, write }: Entity): readonly Column[] {
  const { version = null, rowVersion = false } = write?.configured ?? {};
  const ofRow = rowVersion ? computed.filter(({ field }) => field === ROW_VERSION) : [];
  return [...(version ? [version] : []), ...ofRow];
}

/** Columns that change by their own name, or by that of a relation. */
export function changeableColumns(writable: Writable | undefined): ReadonlySet<Column> {
  const { updatable = [], changedRelations = [] } = writable ?? {};
  return new Set([...updatable, ...broughtColumns({ relations: changedRelations })]);
}

/** Columns of foreign keys, whose values a relation may bring. */
export function broughtColumns({ relations }: Pick<Writable, 'relations'>): ReadonlySet<Column> {
  const forward = relations.filter(({ direction, junction }) => direction === 'forward' && !junction);
  return new Set(forward.flatMap(({ pairs }) => pairs.map(({ local }) => local)));
}
