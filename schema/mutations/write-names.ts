/** Names of the types and fields of mutations. Columns, relations and entities keep the names by which they are read. */
import type { WriteFieldAction } from '../config/mutations/write-actions.ts';
import type { Entity, UniqueKey } from '../model/model.ts';

/**
 * `createOrder`, `createOrders`, … A word without a plural keeps its name for the list: `createNews`, `createOneNews`. A prefix goes before
 * all of it: `shopCreateOrder`.
 */
export function mutationNames(
  { name, roots }: Entity,
  prefix: string | null = null,
): Readonly<Record<WriteFieldAction, string>> {
  const many = capitalised(roots.list);
  const one = many === name ? `One${name}` : name;
  const named = (verb: string, rest: string): string =>
    prefix === null ? verb + rest : prefix + capitalised(verb) + rest;
  return {
    create: named('create', one),
    createMany: named('create', many),
    update: named('update', one),
    updateWhere: named('update', many),
    updateEach: named('update', `${many}Each`),
    upsert: named('upsert', one),
    upsertMany: named('upsert', many),
    delete: named('delete', one),
    deleteWhere: named('delete', many),
  };
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** The field of a key: its only column's, else all of them in one word. */
export function keyField({ columns }: UniqueKey): string {
  return columns
    .map(({ field }, index) => (index === 0 ? field : field.charAt(0).toUpperCase() + field.slice(1)))
    .join('');
}

/** The enum value of a key or column: `orderIdLine` becomes `ORDER_ID_LINE`. */
export function enumValue(field: string): string {
  const words = field.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2').replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1_$2');
  return words.toUpperCase();
}
