/** Names of the types and fields of mutations. Columns, relations and entities keep the names by which they are read. */
import type { WriteFieldAction } from '../graphql/field-sources.ts';
import type { Entity, UniqueKey } from '../model/model.ts';

/** `createOrder`, `createOrders`, … A word without a plural keeps its name for the list: `createNews`, `createOneNews`. */
export function mutationNames({ name, roots }: Entity): Readonly<Record<WriteFieldAction, string>> {
  const many = `${roots.list.charAt(0).toUpperCase()}${roots.list.slice(1)}`;
  const one = many === name ? `One${name}` : name;
  return {
    create: `create${one}`,
    createMany: `create${many}`,
    update: `update${one}`,
    updateWhere: `update${many}`,
    updateEach: `update${many}Each`,
    upsert: `upsert${one}`,
    upsertMany: `upsert${many}`,
    delete: `delete${one}`,
    deleteWhere: `delete${many}`,
  };
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
