/** The named statements of one connection, the least recently used closed first. */
const DEFAULT_CAPACITY = 200;
/** Characters of all texts: they are kept as long as the server keeps the statements. */
const MAX_TEXT = 2 ** 20;

export class PreparedStatements {
  readonly #capacity: number;
  /** Text → name; a Map's order of insertion is the order of use. */
  readonly #names = new Map<string, string>();
  #next = 0;
  #text = 0;
  /** The text used last, which stands at the end already. */
  #latest: string | null = null;

  constructor(capacity: number = DEFAULT_CAPACITY) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#names.size;
  }

  /** The name of a text that is already prepared, else undefined. */
  use(sql: string): string | undefined {
    const name = this.#names.get(sql);
    if (name !== undefined && sql !== this.#latest) {
      this.#names.delete(sql);
      this.#names.set(sql, name);
      this.#latest = sql;
    }
    return name;
  }

  /** A new name. Names are never used twice, so a statement that could not be closed is in nobody's way. */
  add(sql: string): string {
    const name = `e${this.#next++}`;
    this.#names.set(sql, name);
    this.#text += sql.length;
    this.#latest = sql;
    return name;
  }

  forget(sql: string): void {
    if (this.#names.delete(sql)) this.#text -= sql.length;
  }

  forgetAll(): void {
    this.#names.clear();
    this.#text = 0;
  }

  /**
   * Drops the statements beyond the capacity and gives their names. Called before a flight is written, so that no statement is closed in the
   * flight that uses it, and so that Close comes first, where no error can skip it.
   */
  evict(): string[] {
    const evicted: string[] = [];
    for (const [sql, name] of this.#names) {
      if (this.#names.size <= this.#capacity && this.#text <= MAX_TEXT) break;
      this.forget(sql);
      evicted.push(name);
    }
    return evicted;
  }
}
