/** By what an upsert tells whether its row is there: unique keys, and unique indexes that are partial or over expressions. */
import type { Column, Entity } from '../model/model.ts';
import { enumValue, keyField } from './write-names.ts';

export interface ConflictKey {
  /** The enum value: the columns of a key, or the name of an index. */
  readonly name: string;
  /** A text is the SQL of an expression. */
  readonly elements: readonly (Column | string)[];
  /** The operators by which elements are equal, where one of them is an expression; else empty. */
  readonly operators: readonly string[];
  /** SQL text of the condition of a partial index. */
  readonly predicate: string | null;
}

/** Keys that are checked later tell nothing while a statement runs (55000). Columns come before indexes. */
export function conflictKeys({ uniqueKeys, write }: Entity): readonly ConflictKey[] {
  const indexes = write?.uniqueIndexes ?? [];
  const deferrable = new Set(indexes.filter((index) => index.deferrable !== 'no').map(({ name }) => name));
  const keys = uniqueKeys
    .filter(({ constraint, columns }) => !deferrable.has(constraint) && columns.every(({ computed }) => !computed))
    .map((key): ConflictKey => ({
      name: enumValue(keyField(key)),
      elements: key.columns,
      operators: [],
      predicate: null,
    }));
  const others = indexes
    .filter(({ predicate, elements }) => predicate !== null || elements.some((element) => typeof element === 'string'))
    .filter((index) => index.deferrable === 'no')
    .map(({ name, ...index }): ConflictKey => ({ ...index, name: enumName(name) }));
  const all = new Map<string, ConflictKey>();
  for (const key of [...keys, ...others]) if (!all.has(key.name)) all.set(key.name, key);
  return [...all.values()];
}

export function columnsOfKey({ elements }: Pick<ConflictKey, 'elements'>): readonly Column[] {
  return elements.filter((element) => typeof element !== 'string');
}

/** An index may have any name in PostgreSQL. */
function enumName(index: string): string {
  const name = enumValue(index).replaceAll(/[^A-Z0-9_]/g, '_');
  return /^[0-9]/.test(name) || name.startsWith('__') ? `INDEX_${name}` : name;
}
