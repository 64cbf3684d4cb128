/** Names of the root fields of an entity. */
import type { EntityName } from './entity-names.ts';
import type { UniqueKey } from '../model/model.ts';
import { words, pascal } from './naming.ts';
import type { UniqueNames } from './unique-names.ts';

export interface RootNames {
  readonly list: string;
  readonly connection: string;
  readonly aggregate: string;
  /** The names of the single-row fields, parallel to the unique keys. */
  readonly one: readonly string[];
}

/**
 * Makes `orders`, `ordersConnection` and `ordersAggregate`, `order` for the row key, and `orderByNumber` for another
 * unique key. A word without a plural keeps its name for the list, and its row key is named as well: `news`,
 * `newsById`.
 */
export function rootNames(
  name: EntityName,
  key: UniqueKey | null,
  uniqueKeys: readonly UniqueKey[],
  names: UniqueNames,
): RootNames {
  const list = names.claim([name.many], listCompanions);
  const one = uniqueKeys.map((each) => {
    const by = name.one + byColumns(each.columns.map((column) => column.name));
    return names.claim(each === key && name.one !== name.many ? [name.one, by] : [by]);
  });
  return { list, ...siblingsOf(list), one };
}

/** The names of the fields beside every list. */
export function siblingsOf(list: string): { readonly connection: string; readonly aggregate: string } {
  return { connection: `${list}Connection`, aggregate: `${list}Aggregate` };
}

export function listCompanions(list: string): string[] {
  return Object.values(siblingsOf(list));
}

/** Makes names such as `ByCountryAndCode`. */
export function byColumns(names: readonly string[]): string {
  return `By${names.map((name) => pascal(words(name)).replace(/^_/, '')).join('And')}`;
}
