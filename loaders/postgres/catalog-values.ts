/**
 * Typed values out of catalog rows, whether the driver decoded them or left them as text.
 */
import type { CatalogType, TableKind } from '../../schema/catalog/catalog.ts';

export type CatalogRow = Readonly<Record<string, unknown>>;

export function textOf(row: CatalogRow, name: string): string {
  const value = row[name];
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  throw unexpected(name, value);
}

export function optionalTextOf(row: CatalogRow, name: string): string | null {
  return row[name] === null ? null : textOf(row, name);
}

export function integerOf(row: CatalogRow, name: string): number {
  const value = Number(textOf(row, name));
  if (!Number.isSafeInteger(value)) throw unexpected(name, value);
  return value;
}

export function booleanOf(row: CatalogRow, name: string): boolean {
  const value = row[name];
  if (typeof value === 'boolean') return value;
  if (value === 't' || value === 'f') return value === 't';
  throw unexpected(name, value);
}

/** Integers separated by spaces, the text form of int2vector. */
export function integersOf(row: CatalogRow, name: string): number[] {
  const text = textOf(row, name);
  return text === '' ? [] : text.split(' ').map(Number);
}

/** A JSON array of strings, as text. */
export function stringsOf(row: CatalogRow, name: string): string[] {
  return arrayOf(row, name).map((value) => {
    if (typeof value !== 'string') throw unexpected(name, value);
    return value;
  });
}

/** A JSON array of pairs of a string and a number, as text. */
export function pairsOf(row: CatalogRow, name: string): (readonly [string, number])[] {
  return arrayOf(row, name).map((value) => {
    const [text, number]: readonly unknown[] = Array.isArray(value) ? value : [];
    if (typeof text !== 'string' || typeof number !== 'number') throw unexpected(name, value);
    return [text, number];
  });
}

/** A JSON array of objects, as text. */
export function objectsOf(row: CatalogRow, name: string): CatalogRow[] {
  return arrayOf(row, name).map((value) => {
    if (!isRow(value)) throw unexpected(name, value);
    return value;
  });
}

export function tableKindOf(row: CatalogRow, name: string): TableKind {
  return oneOf(tableKinds, row, name);
}

export function typeKindOf(row: CatalogRow, name: string): CatalogType['kind'] {
  return oneOf(typeKinds, row, name);
}

const tableKinds: ReadonlyMap<string, TableKind> = new Map([
  ['r', 'table'],
  ['v', 'view'],
  ['m', 'materialized view'],
  ['f', 'foreign table'],
  ['p', 'partitioned table'],
]);

/** `pg_type.typtype`, with `a` for arrays. */
const typeKinds: ReadonlyMap<string, CatalogType['kind']> = new Map([
  ['b', 'base'],
  ['a', 'array'],
  ['c', 'composite'],
  ['d', 'domain'],
  ['e', 'enum'],
  ['r', 'range'],
  ['m', 'multirange'],
  ['p', 'pseudo'],
]);

/** One of these texts. */
export function wordOf<W extends string>(words: readonly W[], row: CatalogRow, name: string): W {
  return oneOf(new Map(words.map((word) => [word, word])), row, name);
}

function oneOf<T>(kinds: ReadonlyMap<string, T>, row: CatalogRow, name: string): T {
  const kind = kinds.get(textOf(row, name));
  if (kind === undefined) throw unexpected(name, row[name]);
  return kind;
}

function arrayOf(row: CatalogRow, name: string): readonly unknown[] {
  const value: unknown = JSON.parse(textOf(row, name));
  if (!Array.isArray(value)) throw unexpected(name, value);
  return value;
}

function isRow(value: unknown): value is CatalogRow {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function unexpected(name: string, value: unknown): Error {
  return new Error(
    `The catalog gave ${JSON.stringify(value)} as ${name}, which this version of the gateway does not know.`,
  );
}

export function numberOf(row: CatalogRow, name: string): number {
  const value = Number(textOf(row, name));
  if (Number.isNaN(value)) throw unexpected(name, row[name]);
  return value;
}
