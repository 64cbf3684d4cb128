/**
 * A map that is bounded in entries and in estimated bytes, and forgets what has not been used for long. Two generations: what is used
 * moves to the young one, and when that is full the old one goes. A hit costs one look-up.
 */
export interface LruBounds {
  readonly entries: number;
  /** Left out: whatever they take. */
  readonly bytes?: number;
  /** Told when something goes because there were too many bytes. */
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

  /** Keeps no more than the bounds say, and at least the half of it that was used last. */
  constructor({ entries, bytes = Infinity, crowded }: LruBounds) {
    this.#crowded = crowded;
    this.#entries = Math.max(1, Math.ceil(entries / 2));
    this.#bytes = bytes / 2;
  }

  get size(): number {
    return this.#young.size + this.#old.size;
  }

  /** As they were estimated. */
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

  /** `bytes`: what it is estimated to take. What alone is more than half of all is not kept. */
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
