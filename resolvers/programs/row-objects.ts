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

/** What is known of an object beside its properties. */
interface Held {
  readonly instance: Instance;
  readonly owner: RowObjects;
  /** Where the session has met it first. */
  readonly path: string;
}

const held = new WeakMap<object, Held>();
const prototypes = new WeakMap<Entity, object>();

export class RowObjects {
  /** Its rows stay readable; nothing more can be loaded for them. */
  closed = false;
  #identities = new IdentityMap();
  #objects = new WeakMap<Instance, object>();

  get size(): number {
    return this.#identities.size;
  }

  /** Forgets all rows: they become detached, and the next load makes new objects. */
  clear(): void {
    this.#identities = new IdentityMap();
    this.#objects = new WeakMap();
  }

  /** The object of a loaded row; null for the place of a joined row that was not found. */
  object(rows: NodeRows, at: number): object | null {
    const instance = this.#identities.instance(rows, at);
    if (!instance) return null;
    const known = this.#objects.get(instance);
    if (known) return known;
    const { entity, path } = rows.node;
    const object: object = Object.create(prototypeOf(entity));
    held.set(object, { instance, owner: this, path });
    this.#objects.set(instance, object);
    return object;
  }

  /** The instance of an object that this session holds, else null. */
  instanceOf(object: object): Instance | null {
    const found = held.get(object);
    return found && this.#objects.get(found.instance) === object ? found.instance : null;
  }
}

/** Null for an object that came from no session. */
export function stateOf(object: object): RowState | null {
  const found = held.get(object);
  if (!found) return null;
  return !found.owner.closed && found.owner.instanceOf(object) ? 'persistent' : 'detached';
}

/** Makes a value a property. What is loaded already stays: nobody sees a row change under their eyes. */
export function setProperty(object: object, name: string, value: unknown): void {
  if (!Object.hasOwn(object, name)) Object.defineProperty(object, name, { value, enumerable: true });
}

export function setColumn(object: object, column: Column, text: string | null): void {
  setProperty(object, column.field, text === null ? null : codecFor(column.type).decode(text));
}

function prototypeOf(entity: Entity): object {
  const known = prototypes.get(entity);
  if (known) return known;
  const prototype: object = Object.create(Object.prototype);
  const fields = [...entity.columns, ...entity.relations].map(({ field }) => field);
  for (const field of fields) {
    const get = function (this: object): never {
      throw notLoaded(this, entity, field);
    };
    Object.defineProperty(prototype, field, { get, configurable: true });
  }
  prototypes.set(entity, prototype);
  return prototype;
}

function notLoaded(object: object, entity: Entity, field: string): SessionError {
  const what = `${entity.name}.${field} not loaded (path ${held.get(object)?.path ?? entity.name})`;
  if (stateOf(object) === 'persistent') return new SessionError('NOT_LOADED', `${what}. Add it to select.`);
  return new SessionError(
    'SESSION_CLOSED',
    `${what}, and its session is closed or cleared: nothing more can be loaded.`,
  );
}
