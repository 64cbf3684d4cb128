/**
 * The keys that a statement binds for all parents. Each distinct text is bound once; a key with a null is not bound at all
 * (SQL's MATCH SIMPLE: such a row relates to nothing). Two texts of one value ('2.5', '2.50') stay two keys:
 * only PostgreSQL decides what equals what.
 */
import type { Column } from '../../schema/model/model.ts';
import { DistinctNumbers } from './distinct-numbers.ts';
import type { NodeRows } from './node-rows.ts';

/** The ordinal of a key that is not bound. */
const NONE = 0;

export interface Keys {
  /** One array per key column, all of `count` elements. */
  readonly arrays: readonly (readonly (string | null)[])[];
  /** 1-based ordinal of every parent's key, 0 for none. */
  readonly ordinals: Int32Array;
  readonly count: number;
}

interface KeysAsked {
  /** The parents that are asked for; left out: all. */
  readonly only?: readonly number[] | undefined;
  /** The columns up to this one are compared with the far rows; those behind tell where a walk began, and may be null. */
  readonly compared: number;
}

export function keysOf(parents: NodeRows, columns: readonly Column[], { only, compared }: KeysAsked): Keys {
  const ordinals = new Int32Array(parents.count);
  const count = only ? only.length : parents.count;
  const [first, ...others] = columns;
  const distinct =
    first && others.length === 0 ? new KeysOfOne(parents, first, count) : new KeysOfMany(parents, columns, compared);
  for (let index = 0; index < count; index++) {
    const instance = only ? (only[index] ?? 0) : index;
    if (parents.present(instance)) ordinals[instance] = distinct.ordinal(instance);
  }
  const { arrays } = distinct;
  return { arrays, ordinals, count: arrays[0]?.length ?? 0 };
}

/** Most keys are of one column, and most of these are whole numbers, whose texts need not be made to tell them apart. */
class KeysOfOne {
  readonly arrays: readonly string[][];
  readonly #rows: NodeRows;
  readonly #column: Column;
  readonly #distinct: string[] = [];
  readonly #numbers: DistinctNumbers;
  readonly #texts = new Map<string, number>();

  constructor(rows: NodeRows, column: Column, most: number) {
    this.#rows = rows;
    this.#column = column;
    this.arrays = [this.#distinct];
    this.#numbers = new DistinctNumbers(most);
  }

  ordinal(index: number): number {
    const number = this.#rows.number(index, this.#column);
    const next = this.#distinct.length + 1;
    if (number >= 0) {
      const ordinal = this.#numbers.ordinal(number, next);
      if (ordinal === next) this.#distinct.push(String(number));
      return ordinal;
    }
    const text = this.#rows.text(index, this.#column);
    if (text === null) return NONE;
    const cached = this.#texts.get(text);
    if (cached !== undefined) return cached;
    this.#texts.set(text, next);
    return this.#distinct.push(text);
  }
}

class KeysOfMany {
  readonly arrays: readonly (string | null)[][];
  readonly #rows: NodeRows;
  readonly #columns: readonly Column[];
  readonly #compared: number;
  readonly #cached = new Map<string, number>();

  constructor(rows: NodeRows, columns: readonly Column[], compared: number) {
    this.#rows = rows;
    this.#columns = columns;
    this.#compared = compared;
    this.arrays = columns.map(() => []);
  }

  ordinal(index: number): number {
    const texts = this.#columns.map((column) => this.#rows.text(index, column));
    if (texts.slice(0, this.#compared).includes(null)) return NONE;
    const identity = texts.map((text) => (text === null ? '-' : partOf(text))).join('');
    const cached = this.#cached.get(identity);
    if (cached !== undefined) return cached;
    for (const [position, array] of this.arrays.entries()) array.push(texts[position] ?? null);
    this.#cached.set(identity, this.#cached.size + 1);
    return this.#cached.size;
  }
}

/** Keys that the request itself gives, each once. */
export function givenKeys(arrays: readonly (readonly string[])[]): Keys {
  const count = arrays[0]?.length ?? 0;
  return { arrays, ordinals: Int32Array.from({ length: count }, (_, index) => index + 1), count };
}

/** The key's texts, null when any part is NULL. */
export function keyTexts(rows: NodeRows, index: number, columns: readonly Column[]): string[] | null {
  const texts: string[] = [];
  for (const column of columns) {
    const text = rows.text(index, column);
    if (text === null) return null;
    texts.push(text);
  }
  return texts;
}

/** ('a','b:c') and ('a:b','c') differ: every part is preceded by its length. */
export function keyIdentity(texts: readonly string[]): string {
  const [only] = texts;
  if (texts.length === 1 && only !== undefined) return only;
  return texts.map(partOf).join('');
}

function partOf(text: string): string {
  return `${text.length}:${text}`;
}
