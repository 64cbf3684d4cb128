/**
 * A map with limits of entries and of estimated bytes that forgets unused entries. It has two generations: a used entry
 * moves to the young one, and when that is full the old one goes. A hit costs one look-up.
 */
export interface LruBounds {
  readonly entries: number;
  /** Without this limit, entries may take any size. */
  readonly bytes?: number;
  /** Called when an entry goes because there were too many bytes. */
  readonly crowded?: (() => void) | undefined;
}

interface Entry<Value> {
  readonly value: Value;
  readonly bytes: number;
}

export class Lru<Value> {
  readonly #entries: number;
  readonly #bytes: number;
  readonly #crowded: (() => void) | undefined;
  #young = new Map<string, Entry<Value>>();
  #old = new Map<string, Entry<Value>>();
  #youngBytes = 0;
  #oldBytes = 0;

  /** Keeps no more than the limits, and at least the recently used half of that. */
  constructor({ entries, bytes = Infinity, crowded }: LruBounds) {
    this.#crowded = crowded;
    this.#entries = Math.max(1, Math.ceil(entries / 2));
    this.#bytes = bytes / 2;
  }

  get size(): number {
    return this.#young.size + this.#old.size;
  }

  /** The estimated bytes of all entries. */
  get bytes(): number {
    return this.#youngBytes + this.#oldBytes;
  }

  get(key: string): Value | undefined {
    const young = this.#young.get(key);
    if (young !== undefined) return young.value;
    const old = this.#old.get(key);
    if (old === undefined) return undefined;
    this.#old.delete(key);
    this.#oldBytes -= old.bytes;
    this.set(key, old.value, old.bytes);
    return old.value;
  }

  /** Keeps a value of an estimated size in `bytes`. A value larger than half of the limit is not kept. */
  set(key: string, value: Value, bytes = 0): void {
    if (bytes > this.#bytes) return this.#forget(key);
    const isCrowded = this.#youngBytes + bytes > this.#bytes;
    if (isCrowded) this.#crowded?.();
    if (isCrowded || this.#young.size >= this.#entries) {
      this.#old = this.#young;
      this.#oldBytes = this.#youngBytes;
      this.#young = new Map();
      this.#youngBytes = 0;
    }
    this.#youngBytes += bytes - (this.#young.get(key)?.bytes ?? 0);
    this.#young.set(key, { value, bytes });
  }

  #forget(key: string): void {
    this.#youngBytes -= this.#young.get(key)?.bytes ?? 0;
    this.#young.delete(key);
  }

  clear(): void {
    this.#young.clear();
    this.#old.clear();
    this.#youngBytes = 0;
    this.#oldBytes = 0;
  }
}
