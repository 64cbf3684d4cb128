import * as fc from 'fast-check';

/** Random numbers that are the same for the same seed. */
export class Dice {
  #numbers: readonly number[];
  #index = 0;

  constructor(seed: number) {
    this.#numbers = fc.sample(fc.nat({ max: 1_000_000 }), { seed, numRuns: 4_000 });
  }

  next(below: number): number {
    return (this.#numbers[this.#index++ % this.#numbers.length] ?? 0) % below;
  }

  /** Returns true once in so many times. */
  oneIn(times: number): boolean {
    return this.next(times) === 0;
  }

  pick<Item>(items: readonly Item[]): Item | undefined {
    return items[this.next(Math.max(1, items.length))];
  }
}
