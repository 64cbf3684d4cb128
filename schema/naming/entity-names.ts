/** Names of tables: the type name, and the words of its fields. */
import type { CatalogTable } from '../catalog/catalog.ts';
import { plural, singular } from './inflect.ts';
import { camel, pascal, words, wordsApart } from './naming.ts';
import { isCompanion, typeCompanions } from './type-companions.ts';
import type { UniqueNames } from './unique-names.ts';

export interface EntityName {
  /** The type name, such as `OrderItem`. */
  readonly type: string;
  /** The type name without any configuration. */
  readonly plain: string;
  /** The name of one row, such as `orderItem`. */
  readonly one: string;
  /** The name of many rows, such as `orderItems`. It equals `one` for a word without a plural (`news`). */
  readonly many: string;
}

/**
 * Names tables in their order, so that the first schema gets the plain names. A name taken by another schema or by
 * GraphQL is prefixed with the schema. One taken by a table of the same schema (`order` and `orders`) gets a number.
 */
export function nameEntities(tables: readonly CatalogTable[], names: UniqueNames): ReadonlyMap<number, EntityName> {
  const apart = wordsApart(
    tables.map(({ name }) => name),
    (parts) => pascal(singular(parts)),
  );
  const plain = new Map(tables.map((table) => [table.oid, singular(words(table.name))]));
  const types = new Set(Array.from(plain.values(), pascal));
  const holders = new Map<string, string>();
  const named = new Map<number, EntityName>();
  for (const table of companionsLast(tables, plain, types)) {
    const own = plain.get(table.oid) ?? [];
    const suffix = pascal(apart(table.name));
    const prefixed = [...words(table.schema), ...own];
    const choice = holders.get(pascal(own) + suffix) === table.schema ? [own] : [own, prefixed];
    const candidates = choice.map((parts) => pascal(parts) + suffix);
    const type = names.claim([candidates[0] ?? table.name, ...candidates.slice(1)], typeCompanions);
    holders.set(type, table.schema);
    const parts = choice.find((each) => isNumbered(type, pascal(each) + suffix));
    named.set(table.oid, fieldNames(type, parts ?? prefixed));
  }
  return named;
}

/** A table named like a type that belongs to another table (`order_edges` beside `orders`) has to give way to it. */
function companionsLast(
  tables: readonly CatalogTable[],
  plain: ReadonlyMap<number, readonly string[]>,
  types: ReadonlySet<string>,
): CatalogTable[] {
  const gives = (table: CatalogTable) => isCompanion(pascal(plain.get(table.oid) ?? []), types);
  return [...tables.filter((table) => !gives(table)), ...tables.filter(gives)];
}

function isNumbered(type: string, name: string): boolean {
  return type.startsWith(name) && /^\d*$/.test(type.slice(name.length));
}

/** The part that tells the type from others stands after the plural as well. */
function fieldNames(type: string, parts: readonly string[]): EntityName {
  const number = type.slice(pascal(parts).length);
  return { type, plain: type, one: camel(parts) + number, many: camel(plural(parts)) + number };
}
