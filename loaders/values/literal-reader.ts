/**
 * Reads the items of an array, composite or range in PostgreSQL's text form. Inside quotes arrays escape with a backslash,
 * composites and ranges by doubling; as no item follows another without a separator, one rule reads both.
 */
export class LiteralReader {
  /** Whether the last item was quoted: `""` is an empty text where nothing at all is NULL. */
  quoted = false;
  readonly #text: string;
  #index: number;

  constructor(text: string, start: number) {
    this.#text = text;
    this.#index = start;
  }

  get peek(): string {
    return this.#text.charAt(this.#index);
  }

  /** Takes one character. */
  next(): string {
    return this.#text.charAt(this.#index++);
  }

  /** The item up to an unquoted `stop` or `orStop`, which is left to be taken by `next`. */
  item(stop: string, orStop: string): string {
    this.quoted = this.peek === '"';
    if (this.quoted) return this.#quotedItem();
    const start = this.#index;
    while (this.#index < this.#text.length && this.peek !== stop && this.peek !== orStop) this.#index += 1;
    return this.#text.slice(start, this.#index);
  }

  #quotedItem(): string {
    let item = '';
    let start = this.#index + 1;
    for (let index = start; index < this.#text.length; index++) {
      const character = this.#text.charAt(index);
      if (character === '"' && this.#text.charAt(index + 1) !== '"') {
        this.#index = index + 1;
        return item + this.#text.slice(start, index);
      }
      if (character === '\\' || character === '"') {
        item += this.#text.slice(start, index);
        index += 1;
        start = index;
      }
    }
    throw new Error('The database sent a value whose quotes do not end.');
  }
}
