/**
 * Root fields whose resolvers give rows by key: alone, in lists, and inside of objects. Some keys are missing or belong
 * to no row.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ConfigOptions } from '../../../schema/config/read-config.ts';
import type { Column, Entity } from '../../../schema/model/model.ts';
import type { Dice } from '../dice.ts';
import type { Samples } from '../samples.ts';

/** Each call makes a new value, because a rejected promise serves one answer only. */
type Make = () => unknown;

export function failingRoots(
  dice: Dice,
  entities: readonly Entity[],
  samples: Samples,
): Required<Pick<ConfigOptions, 'typeDefs' | 'resolvers'>> {
  const roots = entities.filter(({ key }) => key !== null).map((entity) => rootsOf(dice, entity, samples));
  return {
    typeDefs: roots.map(({ typeDefs }) => typeDefs),
    resolvers: { Query: Object.fromEntries(roots.flatMap(({ fields }) => Object.entries(fields))) },
  };
}

function rootsOf(dice: Dice, entity: Entity, samples: Samples) {
  const { name } = entity;
  const keys = new KeyMaker(dice, entity, samples);
  const [given, strict, one, inside] = [keys.list(), keys.list(), keys.element(), keys.element()];
  const [ok, rows, some] = [keys.element(), keys.list(), keys.list()];
  const bad = dice.pick<Make>([() => 1, () => null, () => Promise.reject(new Error('the number rejects'))]);
  return {
    typeDefs: `
      extend type Query { given${name}: [${name}] strict${name}: [${name}!] one${name}: ${name} pair${name}: Pair${name} pairs${name}: [Pair${name}!] }
      type Pair${name} { ok: ${name} inside: ${name}! bad: Int! rows: [${name}!] some: [[${name}]!] }`,
    fields: {
      [`given${name}`]: given,
      [`strict${name}`]: strict,
      [`one${name}`]: one,
      [`pair${name}`]: () => ({ ok, inside, bad, rows, some: () => [some(), []] }),
      [`pairs${name}`]: () => [
        { ok, inside: ok, bad: () => 1, rows: () => [], some: () => null },
        nextTurn({ inside, bad }),
      ],
    },
  };
}

class KeyMaker {
  readonly #dice: Dice;
  readonly #key: readonly Column[];
  readonly #samples: Samples;

  constructor(dice: Dice, { key }: Entity, samples: Samples) {
    this.#dice = dice;
    this.#key = key?.columns ?? [];
    this.#samples = samples;
  }

  list(): Make {
    const elements = Array.from({ length: this.#dice.next(5) }, () => this.element());
    const make = (): unknown[] => elements.map((element) => element());
    return this.#dice.oneIn(3) ? () => nextTurn().then(make) : make;
  }

  element(): Make {
    const make = this.#dice.oneIn(3) ? this.#odd() : this.#usable();
    return this.#dice.oneIn(4) ? () => nextTurn().then(make) : make;
  }

  #usable(): Make {
    const values = this.#key.map((column) => [column.field, this.#dice.pick(this.#samples.get(column) ?? []) ?? 999]);
    return () => Object.fromEntries(values);
  }

  #odd(): Make {
    const empty = Object.fromEntries(this.#key.map(({ field }) => [field, null]));
    const wrong = Object.fromEntries(this.#key.map(({ field }) => [field, {}]));
    const odd: readonly Make[] = [
      () => empty,
      () => wrong,
      () => ({}),
      () => 5,
      () => 'x',
      () => null,
      () => new Error('the function gives an error'),
      () => Promise.reject(new Error('the key rejects')),
      () => {
        throw new Error('the function throws');
      },
    ];
    return this.#dice.pick(odd) ?? (() => null);
  }
}
