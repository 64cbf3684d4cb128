/**
 * (entity, key) → one Instance per request. It holds columns only: lists depend on arguments and are found by child ranges.
 */
import type { Entity } from '../../schema/model/model.ts';
import { hasOwnRows } from '../plan/read/own-rows.ts';
import { keyIdentity, keyTexts } from '../rows/keys.ts';
import type { NodeRows } from '../rows/node-rows.ts';
import { Instance } from './instance.ts';

export class IdentityMap {
  readonly #instances = new Map<Entity, Map<string, Instance>>();

  get size(): number {
    let size = 0;
    for (const instances of this.#instances.values()) size += instances.size;
    return size;
  }

  /** The instance of a loaded row, with its columns; null for the place of a joined row that was not found. */
  instance(rows: NodeRows, index: number): Instance | null {
    const instance = this.known(rows, index);
    instance?.add(rows, index);
    return instance;
  }

  /** The same without adding the columns, for callers that keep them themselves. A row without a valid key has an instance of its own. */
  known(rows: NodeRows, index: number): Instance | null {
    if (!rows.present(index)) return null;
    const { entity, args } = rows.node;
    const holds = !entity.hasChildTables || hasOwnRows(rows.node);
    const key = entity.key && holds ? keyTexts(rows, index, entity.key.columns) : null;
    // A row that a function of the database gives need not be the one that the table holds under the same key.
    return key && !args.call ? this.#find(entity, key) : new Instance(entity, key ?? []);
  }

  get(entity: Entity, key: readonly string[]): Instance | null {
    return this.#instances.get(entity)?.get(keyIdentity(key)) ?? null;
  }

  delete({ entity, key }: Instance): void {
    this.#instances.get(entity)?.delete(keyIdentity(key));
  }

  clear(): void {
    this.#instances.clear();
  }

  #find(entity: Entity, key: readonly string[]): Instance {
    const instances = this.#instances.get(entity) ?? new Map<string, Instance>();
    this.#instances.set(entity, instances);
    const identity = keyIdentity(key);
    const instance = instances.get(identity) ?? new Instance(entity, key);
    instances.set(identity, instance);
    return instance;
  }
}
