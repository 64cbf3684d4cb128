/**
 * Rows as objects of a program: one per row and session, columns and relations as plain properties. What was not loaded
 * raises where it is read, so that no program takes it for empty.
 */
import { type GraphQLSchema, isObjectType } from 'graphql';
import { IdentityMap } from '../../../loaders/session/identity-map.ts';
import { Instance } from '../../../loaders/session/instance.ts';
import { SessionError } from '../../../loaders/session/session-error.ts';
import type { ObjectShape } from '../../../loaders/plan/read/select-plan.ts';
import type { NodeRows } from '../../../loaders/rows/node-rows.ts';
import type { Entity } from '../../../schema/model/model.ts';
import { raiseWhereRead } from '../../objects/raising.ts';
import { jsonOfSelected } from '../../objects/row-json.ts';
import { sharedIdentity } from './shared-rows.ts';
import { WindowValues } from '../selection/window-values.ts';

export type RowState = 'persistent' | 'detached';

/** How a load has selected a row. */
export interface RowSelection {
  readonly load: object;
  /** How far it was from the root; 0: a row of the root. */
  readonly depth: number;
  readonly shapes: ObjectShape[];
}

/** Millions of rows may pass by: a row keeps in private fields what is known of it beside its properties. */
class RowObject {
  /** One for each entity that it was read by: its own, and its base's. */
  #instances: Instance | readonly Instance[];
  readonly #owner: RowObjects;
  readonly #path: string;
  #selection: RowSelection | null = null;

  constructor(instance: Instance, owner: RowObjects, path: string) {
    this.#instances = instance;
    this.#owner = owner;
    this.#path = path;
  }

  static isRow(object: object): object is RowObject {
    return #instances in object;
  }

  static instances(row: RowObject): readonly Instance[] {
    return row.#instances instanceof Instance ? [row.#instances] : row.#instances;
  }

  static add(row: RowObject, instance: Instance): void {
    row.#instances = [...RowObject.instances(row), instance];
  }

  static owner(row: RowObject): RowObjects {
    return row.#owner;
  }

  /** The first counts, but in one load the place nearest to the root, and a row of the root before one that others lead to. */
  static select(row: RowObject, selection: RowSelection): void {
    const existing = row.#selection;
    const isNearer = existing && selection.depth < existing.depth;
    if (!existing || (isNearer && (existing.load === selection.load || selection.depth === 0)))
      row.#selection = selection;
  }

  static widen(row: RowObject, wider: (existing: RowSelection) => RowSelection): void {
    if (row.#selection) row.#selection = wider(row.#selection);
  }

  toJSON(): unknown {
    const selection = this.#selection;
    return selection ? jsonOfSelected(selection.shapes, this) : { ...this };
  }

  /** Where the session has met it first. */
  static path(row: RowObject): string {
    return row.#path;
  }
}

/** Classes of rows, by the names of their GraphQL types: whatever is no property of a row yet raises where it is read. */
export class RowClasses {
  readonly #schema: GraphQLSchema;
  readonly #classes = new Map<string, typeof RowObject>();

  constructor(schema: GraphQLSchema) {
    this.#schema = schema;
  }

  of(typeName: string): typeof RowObject {
    const cached = this.#classes.get(typeName);
    if (cached) return cached;
    const type = this.#schema.getType(typeName);
    const TypeRow = class extends RowObject {};
    // As `console.log` shows a row.
    Object.defineProperty(TypeRow, 'name', { value: typeName });
    const fields = isObjectType(type) ? Object.keys(type.getFields()) : [];
    raiseWhereRead(TypeRow.prototype, fields, (row, field) => notLoaded(row, typeName, field));
    this.#classes.set(typeName, TypeRow);
    return TypeRow;
  }
}

export class RowObjects {
  /** Its rows stay readable; nothing more can be loaded for them. */
  closed = false;
  readonly windows = new WindowValues();
  #identities = new IdentityMap();
  #objects = new Map<Instance, RowObject>();
  /** Of rows that may be read by more than one entity. */
  #shared = new Map<string, RowObject>();
  #twins = 0;
  readonly #classes: RowClasses;

  constructor(classes: RowClasses) {
    this.#classes = classes;
  }

  get size(): number {
    return this.#identities.size - this.#twins;
  }

  /** Forgets all rows: they become detached, and the next load makes new objects. */
  clear(): void {
    this.#identities = new IdentityMap();
    this.#objects = new Map();
    this.#shared = new Map();
    this.#twins = 0;
  }

  /** The object of a loaded row; null for the place of a joined row that was not found. */
  object(rows: NodeRows, index: number, typeName: string): object | null {
    const instance = instanceOf(rows, index, this.#identities);
    if (!instance) return null;
    const cached = this.#objects.get(instance);
    if (cached) return cached;
    const shared = sharedIdentity(instance);
    const twin = shared === null ? undefined : this.#shared.get(shared);
    if (twin) {
      RowObject.add(twin, instance);
      this.#twins++;
    }
    const object = twin ?? new (this.#classes.of(typeName))(instance, this, rows.node.path);
    if (shared !== null) this.#shared.set(shared, object);
    this.#objects.set(instance, object);
    return object;
  }

  /** The row of a primary key; null where it is not held. */
  find(entity: Entity, key: readonly string[]): object | null {
    const instance = this.#identities.get(entity, key);
    return (instance && this.#objects.get(instance)) ?? null;
  }

  /** How `JSON.stringify` writes a row. */
  select(object: object, selection: RowSelection): void {
    if (RowObject.isRow(object)) RowObject.select(object, selection);
  }

  /** The same of a row that is filled: it is part of what was selected from now on. */
  widen(object: object, wider: (existing: RowSelection) => RowSelection): void {
    if (RowObject.isRow(object)) RowObject.widen(object, wider);
  }

  /** Its row is gone: it is detached, and what has its key next is another. */
  forget(object: object): void {
    const instances = this.instancesOf(object);
    this.#twins -= Math.max(0, instances.length - 1);
    for (const instance of instances) {
      this.#identities.delete(instance);
      this.#objects.delete(instance);
      const shared = sharedIdentity(instance);
      if (shared !== null) this.#shared.delete(shared);
    }
  }

  /** What this session holds of an object: an instance for each entity that it was read by. */
  instancesOf(object: object): readonly Instance[] {
    const instances = RowObject.isRow(object) ? RowObject.instances(object) : [];
    return instances.filter((instance) => this.#objects.get(instance) === object);
  }
}

/** What a function gives need not be what the table holds under the same key. */
function instanceOf(rows: NodeRows, index: number, identities: IdentityMap): Instance | null {
  const { args, entity } = rows.node;
  if (!args.call) return identities.known(rows, index);
  return rows.present(index) ? new Instance(entity, []) : null;
}

/** Null for an object that came from no session. */
export function stateOf(object: object): RowState | null {
  if (!RowObject.isRow(object)) return null;
  const owner = RowObject.owner(object);
  return !owner.closed && owner.instancesOf(object).length > 0 ? 'persistent' : 'detached';
}

/** Makes a value a property. What is loaded already stays, unless it is asked for again: nobody sees a row change under their eyes. */
export function setProperty(object: object, name: string, value: unknown, again: boolean): void {
  if (!again && Object.hasOwn(object, name)) return;
  Object.defineProperty(object, name, { value, enumerable: true, configurable: true });
}

function notLoaded(object: object, typeName: string, field: string): SessionError {
  const path = RowObject.isRow(object) ? RowObject.path(object) : typeName;
  const what = `${typeName}.${field} not loaded (path ${path})`;
  if (stateOf(object) === 'persistent') return new SessionError('NOT_LOADED', `${what}. Add it to select.`);
  return new SessionError(
    'SESSION_CLOSED',
    `${what}, and its session is closed or cleared, or the row is gone: nothing more can be loaded.`,
  );
}
