/** Finds the table that each entity of the configuration means. */
import type { CatalogTable } from '../../catalog/catalog.ts';
import type { EntityName } from '../../naming/entity-names.ts';
import { namesOfEntity } from '../../config/mapping/given-names.ts';
import type { ConfigIssues } from '../../config/reader/config-issues.ts';
import { suggest } from '../../util/suggest.ts';
import { ALL, type EntityMapping } from '../../config/mapping/entity-settings.ts';

export interface TableMapping {
  readonly settings: EntityMapping;
  /** The place in the configuration: `entities.Order`. */
  readonly path: string;
}

/**
 * Settings by the oid of the table. The configuration calls an entity by its natural name, or by its table: `sales.orders`, or `orders`
 * where only one table is called so.
 */
export type TableMappings = ReadonlyMap<number, TableMapping>;

export function matchTables(
  tables: readonly CatalogTable[],
  names: ReadonlyMap<number, EntityName>,
  entities: ReadonlyMap<string, EntityMapping>,
  issues: ConfigIssues,
): TableMappings {
  const byName = tablesByName(tables, names);
  const namesakes = Map.groupBy(tables, (table) => table.name);
  const found = new Map<number, TableMapping>();
  for (const [name, settings] of entities) {
    if (name === ALL) continue;
    const scope = issues.at(`entities.${name}`, { leavesOut: namesOfEntity(settings) });
    const table = byName.get(name);
    const cached = table && found.get(table.oid);
    const several = namesakes.get(name)?.map((each) => `${each.schema}.${each.name}`) ?? [];
    if (!table && several.length > 0)
      scope.wrong(`is the name of several tables: ${several.join(', ')}. Write one with its schema.`);
    else if (!table) scope.wrong(`is neither a type nor a table.${suggest(name, byName.keys())}`);
    else if (cached) scope.wrong(`is the same table as ${cached.path}; say all of it in one place.`);
    else found.set(table.oid, { settings, path: scope.path });
  }
  return found;
}

function tablesByName(
  tables: readonly CatalogTable[],
  names: ReadonlyMap<number, EntityName>,
): ReadonlyMap<string, CatalogTable> {
  const byName = new Map<string, CatalogTable>();
  for (const [name, [table, ...others]] of Map.groupBy(tables, (each) => each.name)) {
    if (table && others.length === 0) byName.set(name, table);
  }
  for (const table of tables) byName.set(names.get(table.oid)?.type ?? table.name, table);
  for (const table of tables) byName.set(`${table.schema}.${table.name}`, table);
  return byName;
}
