/**
 * A bounded map that forgets what has not been used for long. Two generations: what is used moves to the young one,
 * and when that is full the old one goes. A hit costs one look-up.
 */
export class Lru<Value> {
  readonly #generation: number;
  #young = new Map<string, Value>();
  #old = new Map<string, Value>();

  /** Keeps at most `limit` entries, and at least the half of them that was used last. */
  constructor(limit: number) {
    this.#generation = Math.max(1, Math.ceil(limit / 2));
  }

  get size(): number {
    return this.#young.size + this.#old.size;
  }

  get(key: string): Value | undefined {
    const young = this.#young.get(key);
    if (young !== undefined) return young;
    const old = this.#old.get(key);
    if (old === undefined) return undefined;
    this.#old.delete(key);
    this.set(key, old);
    return old;
  }

  set(key: string, value: Value): void {
    if (this.#young.size >= this.#generation) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, value);
  }

  clear(): void {
    this.#young.clear();
    this.#old.clear();
  }
}
