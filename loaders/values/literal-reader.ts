/**
 * Reads the items of an array, composite or range in PostgreSQL's text form. Inside quotes arrays escape with a backslash,
 * composites and ranges by doubling; as no item follows another without a separator, one rule reads both.
 */
export class LiteralReader {
  /** Whether the last item was quoted: `""` is an empty text where nothing at all is NULL. */
  quoted = false;
  readonly #text: string;
  #at: number;

  constructor(text: string, start: number) {
    this.#text = text;
    this.#at = start;
  }

  get peek(): string {
    return this.#text.charAt(this.#at);
  }

  /** Takes one character. */
  next(): string {
    return this.#text.charAt(this.#at++);
  }

  /** The item up to an unquoted `stop` or `orStop`, which is left to be taken by `next`. */
  item(stop: string, orStop: string): string {
    this.quoted = this.peek === '"';
    if (this.quoted) return this.#quotedItem();
    const start = this.#at;
    while (this.#at < this.#text.length && this.peek !== stop && this.peek !== orStop) this.#at += 1;
    return this.#text.slice(start, this.#at);
  }

  #quotedItem(): string {
    let item = '';
    let start = this.#at + 1;
    for (let at = start; at < this.#text.length; at++) {
      const character = this.#text.charAt(at);
      if (character === '"' && this.#text.charAt(at + 1) !== '"') {
        this.#at = at + 1;
        return item + this.#text.slice(start, at);
      }
      if (character === '\\' || character === '"') {
        item += this.#text.slice(start, at);
        at += 1;
        start = at;
      }
    }
    throw new Error('The database sent a value whose quotes do not end.');
  }
}
