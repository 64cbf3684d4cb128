/** The rows of a session: one object per row, however it was reached. */
import { type GraphQLSchema, isObjectType } from 'graphql';
import { IdentityMap } from '../../../loaders/session/identity-map.ts';
import { Instance } from '../../../loaders/session/instance.ts';
import { SessionError } from '../../../loaders/session/session-error.ts';
import type { NodeRows } from '../../../loaders/rows/node-rows.ts';
import type { Entity } from '../../../schema/model/model.ts';
import { Row, type RowOrigin, rowClass, setField } from '../../objects/row.ts';
import type { RowSelection } from '../../objects/row-json.ts';
import { sharedIdentity } from './shared-rows.ts';
import { WindowValues } from '../selection/window-values.ts';

export type RowState = 'persistent' | 'detached';

/** Classes of rows, by the names of their GraphQL types. */
export class RowClasses {
  readonly #schema: GraphQLSchema;
  readonly #classes = new Map<string, typeof Row>();

  constructor(schema: GraphQLSchema) {
    this.#schema = schema;
  }

  of(typeName: string): typeof Row {
    const cached = this.#classes.get(typeName);
    if (cached) return cached;
    const type = this.#schema.getType(typeName);
    const made = rowClass(typeName, isObjectType(type) ? Object.keys(type.getFields()) : []);
    this.#classes.set(typeName, made);
    return made;
  }
}

export class RowObjects implements RowOrigin {
  /** Its rows stay readable; nothing more can be loaded for them. */
  closed = false;
  readonly windows = new WindowValues();
  #identities = new IdentityMap();
  #objects = new Map<Instance, Row>();
  /** Rows that may be read by more than one entity, by their shared identity. */
  #shared = new Map<string, Row>();
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
  object(rows: NodeRows, index: number, typeName: string): Row | null {
    const instance = instanceOf(rows, index, this.#identities);
    if (!instance) return null;
    const cached = this.#objects.get(instance);
    if (cached) return cached;
    const shared = sharedIdentity(instance);
    const twin = shared === null ? undefined : this.#shared.get(shared);
    if (twin) {
      Row.addInstance(twin, instance);
      this.#twins++;
    }
    const object = twin ?? new (this.#classes.of(typeName))(instance, this, rows.node.path);
    if (shared !== null) this.#shared.set(shared, object);
    this.#objects.set(instance, object);
    return object;
  }

  /** The row of a primary key; null where it is not held. */
  find(entity: Entity, key: readonly string[]): Row | null {
    const instance = this.#identities.get(entity, key);
    return (instance && this.#objects.get(instance)) ?? null;
  }

  /**
   * How `JSON.stringify` writes a row. The first selection counts, but in one load that of the place nearest to the root, and a row of the
   * root before one that others lead to.
   */
  select(row: Row, selection: RowSelection): void {
    const existing = Row.selectionOf(row);
    const isNearer = existing && selection.depth < existing.depth;
    if (!existing || (isNearer && (existing.load === selection.load || selection.depth === 0)))
      Row.select(row, selection);
  }

  /** The fields by which a row is filled are part of its selection from now on. */
  widen(row: Row, wider: (existing: RowSelection) => RowSelection): void {
    const existing = Row.selectionOf(row);
    if (existing) Row.select(row, wider(existing));
  }

  /** Detaches an object whose row is gone; the next row with its key is another object. */
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

  /** The instances that this session holds of an object: one for each entity that it was read by. */
  instancesOf(object: object): readonly Instance[] {
    const instances = Row.isRow(object) ? Row.instancesOf(object) : [];
    return instances.filter((instance) => this.#objects.get(instance) === object);
  }

  notLoaded(row: object, _field: string, what: string): SessionError {
    if (stateOf(row) === 'persistent') return new SessionError('NOT_LOADED', `${what}. Add it to select.`);
    return new SessionError(
      'SESSION_CLOSED',
      `${what}, and its session is closed or cleared, or the row is gone: nothing more can be loaded.`,
    );
  }
}

/** The rows of a function need not be those that the table holds under the same key. */
function instanceOf(rows: NodeRows, index: number, identities: IdentityMap): Instance | null {
  const { args, entity } = rows.node;
  if (!args.call) return identities.known(rows, index);
  return rows.present(index) ? new Instance(entity, []) : null;
}

/** Null for an object that came from no session. */
export function stateOf(object: object): RowState | null {
  const owner = Row.isRow(object) ? Row.originOf(object) : null;
  if (!(owner instanceof RowObjects)) return null;
  return !owner.closed && owner.instancesOf(object).length > 0 ? 'persistent' : 'detached';
}

/** Makes a value a property. A loaded value stays, unless it is asked for again: nobody sees a row change under their eyes. */
export function setProperty(object: object, name: string, value: unknown, again: boolean): void {
  if (again || !Object.hasOwn(object, name)) setField(object, name, value);
}
