/** Non-negative integers, each once, numbered in the order in which they came: a hash table of two arrays, cheaper than a Map. */
const FREE = 0;
/** The golden ratio in 32 bits (Knuth, multiplicative hashing). */
const FACTOR = 0x9e3779b1;

export class DistinctNumbers {
  readonly #numbers: Int32Array;
  /** The ordinals of those numbers, from 1 on. */
  readonly #ordinals: Int32Array;
  readonly #shift: number;

  /** Room for `most`: half of the places stay free. */
  constructor(most: number) {
    const bits = Math.max(4, 33 - Math.clz32(most));
    this.#numbers = new Int32Array(2 ** bits);
    this.#ordinals = new Int32Array(2 ** bits);
    this.#shift = 32 - bits;
  }

  /** The number's ordinal, which is `next` if it is new. */
  ordinal(number: number, next: number): number {
    const last = this.#numbers.length - 1;
    let index = Math.imul(number, FACTOR) >>> this.#shift;
    for (; this.#ordinals[index] !== FREE; index = (index + 1) & last) {
      if (this.#numbers[index] === number) return this.#ordinals[index] ?? next;
    }
    this.#numbers[index] = number;
    this.#ordinals[index] = next;
    return next;
  }
}
