/**
 * The keys that a statement binds for all parents. Each distinct text is bound once; a key with a null is not bound at all
 * (SQL's MATCH SIMPLE: such a row relates to nothing). Two texts of one value ('2.5', '2.50') stay two keys:
 * only PostgreSQL decides what equals what.
 */
import type { Column } from '../../schema/model.ts';
import type { NodeRows } from './node-rows.ts';

export interface Keys {
  /** One array per key column, all of `count` elements. */
  readonly arrays: readonly (readonly string[])[];
  /** 1-based ordinal of every parent's key, 0 for none. */
  readonly ordinals: Int32Array;
  readonly count: number;
}

export function keysOf(parents: NodeRows, columns: readonly Column[], only?: readonly number[]): Keys {
  const [first, ...others] = columns;
  // Most keys are of one column, whose text is all that there is to them.
  const alone = others.length === 0 ? first : undefined;
  const arrays = columns.map((): string[] => []);
  const ordinals = new Int32Array(parents.count);
  const known = new Map<string, number>();
  const instances = only ? only.length : parents.count;
  for (let at = 0; at < instances; at++) {
    const instance = only ? (only[at] ?? 0) : at;
    if (!parents.present(instance)) continue;
    const key = alone ? null : keyTexts(parents, instance, columns);
    const identity = alone ? parents.text(instance, alone) : key && keyIdentity(key);
    if (identity === null) continue;
    let ordinal = known.get(identity);
    if (ordinal === undefined) {
      ordinal = known.size + 1;
      known.set(identity, ordinal);
      if (key) arrays.forEach((array, position) => array.push(key[position] ?? ''));
    }
    ordinals[instance] = ordinal;
  }
  return { arrays: alone ? [[...known.keys()]] : arrays, ordinals, count: known.size };
}

/** Keys that the request itself gives, each once. */
export function givenKeys(arrays: readonly (readonly string[])[]): Keys {
  const count = arrays[0]?.length ?? 0;
  return { arrays, ordinals: Int32Array.from({ length: count }, (_, at) => at + 1), count };
}

/** The key's texts, null when any part is NULL. */
export function keyTexts(rows: NodeRows, instance: number, columns: readonly Column[]): string[] | null {
  const texts: string[] = [];
  for (const column of columns) {
    const text = rows.text(instance, column);
    if (text === null) return null;
    texts.push(text);
  }
  return texts;
}

/** ('a','b:c') and ('a:b','c') differ: every part is preceded by its length. */
export function keyIdentity(texts: readonly string[]): string {
  const [only] = texts;
  if (texts.length === 1 && only !== undefined) return only;
  return texts.map((text) => `${text.length}:${text}`).join('');
}
