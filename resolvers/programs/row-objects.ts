/**
 * Rows as objects of a program: one per row and session, columns and relations as plain properties. What was not loaded
 * raises where it is read, so that no program takes it for empty.
 */
import { codecFor } from '../../loaders/postgres/codecs.ts';
import { IdentityMap } from '../../loaders/session/identity-map.ts';
import type { Instance } from '../../loaders/session/instance.ts';
import { SessionError } from '../../loaders/session/session-error.ts';
import type { NodeRows } from '../../loaders/strategies/node-rows.ts';
import type { Column, Entity } from '../../schema/model.ts';

export type RowState = 'persistent' | 'detached';

/** Millions of rows may pass by: a row keeps in private fields what is known of it beside its properties. */
class RowObject {
  readonly #instance: Instance;
  readonly #owner: RowObjects;
  readonly #path: string;

  constructor(instance: Instance, owner: RowObjects, path: string) {
    this.#instance = instance;
    this.#owner = owner;
    this.#path = path;
  }

  static isRow(object: object): object is RowObject {
    return #instance in object;
  }

  static instance(row: RowObject): Instance {
    return row.#instance;
  }

  static owner(row: RowObject): RowObjects {
    return row.#owner;
  }

  /** Where the session has met it first. */
  static path(row: RowObject): string {
    return row.#path;
  }
}

const classes = new WeakMap<Entity, typeof RowObject>();

export class RowObjects {
  /** Its rows stay readable; nothing more can be loaded for them. */
  closed = false;
  #identities = new IdentityMap();
  #objects = new Map<Instance, object>();

  get size(): number {
    return this.#identities.size;
  }

  /** Forgets all rows: they become detached, and the next load makes new objects. */
  clear(): void {
    this.#identities = new IdentityMap();
    this.#objects = new Map();
  }

  /** The object of a loaded row; null for the place of a joined row that was not found. */
  object(rows: NodeRows, at: number): object | null {
    const instance = this.#identities.instance(rows, at);
    if (!instance) return null;
    const known = this.#objects.get(instance);
    if (known) return known;
    const { entity, path } = rows.node;
    const object = new (classOf(entity))(instance, this, path);
    this.#objects.set(instance, object);
    return object;
  }

  /** The instance of an object that this session holds, else null. */
  instanceOf(object: object): Instance | null {
    const instance = RowObject.isRow(object) ? RowObject.instance(object) : null;
    return instance && this.#objects.get(instance) === object ? instance : null;
  }
}

/** Null for an object that came from no session. */
export function stateOf(object: object): RowState | null {
  if (!RowObject.isRow(object)) return null;
  const owner = RowObject.owner(object);
  return !owner.closed && owner.instanceOf(object) ? 'persistent' : 'detached';
}

/** Makes a value a property. What is loaded already stays: nobody sees a row change under their eyes. */
export function setProperty(object: object, name: string, value: unknown): void {
  if (!Object.hasOwn(object, name)) Object.defineProperty(object, name, { value, enumerable: true });
}

export function setColumn(object: object, column: Column, text: string | null): void {
  setProperty(object, column.field, text === null ? null : codecFor(column.type).decode(text));
}

/** Rows of an entity: whatever is no property of theirs yet raises. */
function classOf(entity: Entity): typeof RowObject {
  const known = classes.get(entity);
  if (known) return known;
  const EntityRow = class extends RowObject {};
  for (const { field } of [...entity.columns, ...entity.relations]) {
    const get = function (this: object): never {
      throw notLoaded(this, entity, field);
    };
    Object.defineProperty(EntityRow.prototype, field, { get, configurable: true });
  }
  classes.set(entity, EntityRow);
  return EntityRow;
}

function notLoaded(object: object, entity: Entity, field: string): SessionError {
  const path = RowObject.isRow(object) ? RowObject.path(object) : entity.name;
  const what = `${entity.name}.${field} not loaded (path ${path})`;
  if (stateOf(object) === 'persistent') return new SessionError('NOT_LOADED', `${what}. Add it to select.`);
  return new SessionError(
    'SESSION_CLOSED',
    `${what}, and its session is closed or cleared: nothing more can be loaded.`,
  );
}
