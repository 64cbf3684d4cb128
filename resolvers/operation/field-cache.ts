/**
 * Caches facts about an operation under one outcome of its conditions, within a limit of estimated bytes. Its fields
 * are nodes of the document, and a node leads to the whole text and all of its tokens, so nothing here may keep a
 * document alive that is kept nowhere else.
 */
import type { OperationDefinitionNode } from 'graphql';

interface Entry<Value> {
  readonly value: Value;
  readonly bytes: number;
}

type Generation<Value> = WeakMap<OperationDefinitionNode, Map<string, Entry<Value>>>;

/** Has two generations, like an `Lru`. */
export class OutlineCache<Value> {
  readonly #bytes: number;
  #young: Generation<Value> = new WeakMap();
  #old: Generation<Value> = new WeakMap();
  #youngBytes = 0;

  /** Keeps no more than these bytes, and at least the recently used half of them. */
  constructor(bytes: number) {
    this.#bytes = bytes / 2;
  }

  get(operation: OperationDefinitionNode, conditions: string): Value | undefined {
    const young = this.#young.get(operation)?.get(conditions);
    if (young) return young.value;
    const old = this.#old.get(operation)?.get(conditions);
    if (old) this.set(operation, conditions, old.value, old.bytes);
    return old?.value;
  }

  /** A value larger than half of the limit is not kept. */
  set(operation: OperationDefinitionNode, conditions: string, value: Value, bytes: number): void {
    if (bytes > this.#bytes) return;
    if (this.#youngBytes + bytes > this.#bytes) {
      this.#old = this.#young;
      this.#young = new WeakMap();
      this.#youngBytes = 0;
    }
    const cached = this.#young.get(operation) ?? new Map<string, Entry<Value>>();
    this.#young.set(operation, cached);
    this.#youngBytes += bytes;
    cached.set(conditions, { value, bytes });
  }
}
