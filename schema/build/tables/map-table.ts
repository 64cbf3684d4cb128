/** Applies the configuration to a table: names, types and nullability of its columns, and its key. */
import type { Catalog, CatalogColumn, CatalogKey, CatalogTable, CatalogType } from '../../catalog/catalog.ts';
import { usualTypes } from './type-names.ts';
import type { Entity } from '../../model/model.ts';
import { camelCases, nameProblem } from '../../naming/naming.ts';
import { suggest } from '../../util/suggest.ts';
import { withOriginal } from '../../util/transliterate.ts';
import { uniqueInOrder } from '../../naming/unique-names.ts';
import type { ConfigIssues, IssueScope } from '../../config/reader/config-issues.ts';
import { namesOfColumn, namesOfColumnType } from '../../config/mapping/given-names.ts';
import type { TableMapping } from './match-tables.ts';
import type { ColumnMapping } from '../../config/mapping/entity-settings.ts';

export interface MappedTable {
  /** The table with the types, comments and key of the configuration. */
  readonly table: CatalogTable;
  readonly columns: readonly MappedColumn[];
  readonly orderBy: Entity['orderBy'];
  readonly pageSize: Entity['pageSize'];
}

export interface MappedColumn {
  readonly column: CatalogColumn;
  readonly field: string;
  /** The name of the field without any configuration. */
  readonly natural: string;
  /** The nullability for clients. It may be a promise of the configuration that the table does not enforce. */
  readonly nullable: boolean;
  readonly hidden: boolean;
  /** The type of the table where the configuration has another one read, and the place that says so. */
  readonly stored: { readonly oid: number; readonly path: string } | null;
}

/** The settings of a column under the name that the configuration uses. */
interface SaidOfColumn {
  readonly name: string;
  readonly settings: ColumnMapping;
  readonly issues: IssueScope;
}

type Said = ReadonlyMap<CatalogColumn | undefined, SaidOfColumn>;

export function mapTable(
  table: CatalogTable,
  mapping: TableMapping | undefined,
  catalog: Catalog,
  issues: ConfigIssues,
): MappedTable {
  return new TableMapper(table, mapping, catalog, issues.at(mapping?.path ?? '')).map();
}

class TableMapper {
  readonly #table: CatalogTable;
  readonly #mapping: TableMapping | undefined;
  readonly #catalog: Catalog;
  readonly #issues: IssueScope;
  /** The fields of the columns without any configuration. */
  readonly #natural: readonly string[];

  constructor(table: CatalogTable, mapping: TableMapping | undefined, catalog: Catalog, issues: IssueScope) {
    this.#table = table;
    this.#mapping = mapping;
    this.#catalog = catalog;
    this.#issues = issues;
    this.#natural = uniqueInOrder(camelCases(table.columns.map(({ name }) => name)));
  }

  map(): MappedTable {
    const settings = this.#mapping?.settings;
    const byColumn = this.#columnSettings();
    const key = this.#key();
    const columns = this.#table.columns.map((column, index) => {
      return this.#column(column, index, byColumn.get(column), key?.columns.includes(column.attnum) ?? false);
    });
    const named = this.#checkFields(columns, byColumn);
    const table = {
      ...this.#table,
      comment: settings?.description ?? withOriginal(this.#table.comment, this.#table.name),
      columns: columns.map(({ column }) => column),
      ...(key && keyOfAll(this.#table, key)),
    };
    const pageSize = { default: settings?.defaultPageSize ?? null, max: settings?.maxPageSize ?? null };
    const by = settings?.orderBy ?? [];
    const orderBy = by.length === 0 ? null : { by, path: `${this.#mapping?.path}.orderBy` };
    return { table, columns: named, orderBy, pageSize };
  }

  #column(column: CatalogColumn, index: number, said: SaidOfColumn | undefined, inKey: boolean): MappedColumn {
    const settings = said?.settings;
    const type = this.#typeOid(column, said);
    if (inKey && settings?.nullable) said?.issues.at('nullable').wrong('is true, and the column is part of the key.');
    return {
      column: {
        ...column,
        comment: settings?.description ?? withOriginal(column.comment, column.name),
        typeOid: type ?? column.typeOid,
        dimensions: type === null ? column.dimensions : 1,
      },
      field: settings?.name ?? this.#natural[index] ?? column.name,
      natural: this.#natural[index] ?? column.name,
      nullable: settings?.nullable ?? !(column.notNull || inKey),
      hidden: settings?.hide ?? false,
      stored: type === null ? null : { oid: column.typeOid, path: `${said?.issues.path}.type` },
    };
  }

  #columnSettings(): Said {
    const found = new Map<CatalogColumn | undefined, SaidOfColumn>();
    for (const [name, settings] of this.#mapping?.settings.columns ?? []) {
      const issues = this.#issues.at(`columns.${name}`, { leavesOut: namesOfColumn(settings) });
      const column = this.#find(name);
      if (!column) issues.wrong(this.#notThere(name));
      else if (found.has(column)) issues.wrong(`is ${column.name}, of which more is said elsewhere.`);
      else found.set(column, { name, settings, issues });
    }
    return found;
  }

  /** Finds a column by its name in the table, or by its field. */
  #find(name: string): CatalogColumn | undefined {
    const { columns } = this.#table;
    return columns.find((column) => column.name === name) ?? columns[this.#natural.indexOf(name)];
  }

  #notThere(name: string): string {
    const { schema, name: table, columns } = this.#table;
    const hint = suggest(name, [...this.#natural, ...columns.map((column) => column.name)]);
    return `is not a column of ${schema}.${table}.${hint}`;
  }

  #typeOid(column: CatalogColumn, said: SaidOfColumn | undefined): number | null {
    const name = said?.settings.type ?? null;
    if (name === null) return null;
    const oid = this.#catalog.namedTypes.get(name) ?? null;
    if (said && oid === null) {
      const types = [...this.#catalog.types.values()];
      const elsewhere = types.find((type) => type.name === name);
      const declared = elsewhere ? [spelled(elsewhere)] : [...usualTypes, ...types.map(spelled)];
      const hint = suggest(elsewhere ? spelled(elsewhere) : name, declared);
      const leavesOut = namesOfColumnType(said.name, said.settings);
      said.issues.at('type', { leavesOut }).wrong(`"${name}" is not a type of this database.${hint}`);
    }
    return oid === column.typeOid ? null : oid;
  }

  /** Gives the key of the configuration, which promises that it is unique and never null. */
  #key(): CatalogKey | null {
    const names = this.#mapping?.settings.key ?? null;
    if (names === null) return null;
    const issues = this.#issues.at('key');
    const columns = names.flatMap((name) => {
      const column = this.#find(name);
      if (!column) issues.because(`${name} ${this.#notThere(name)}`);
      return column ?? [];
    });
    const { primaryKey, kind } = this.#table;
    if (names.length === 0) issues.wrong('names no column.');
    const twice = columns.find((column, index) => columns.indexOf(column) < index);
    if (twice) issues.wrong(`names ${twice.name} twice.`);
    const attnums = columns.map(({ attnum }) => attnum);
    if (primaryKey && !sameColumns(primaryKey.columns, attnums)) {
      return issues.wrong(`is for views and tables without a primary key; the table has ${primaryKey.name}.`);
    }
    // A view does not know which columns are never null.
    const empty =
      kind === 'table' || kind === 'partitioned table' ? columns.find(({ notNull }) => !notNull) : undefined;
    if (empty) issues.wrong(`holds ${empty.name}, which may be null: such a row would have no key. Make it NOT NULL.`);
    return columns.length === 0 ? null : { name: 'configuration', columns: attnums, nullsDistinct: true };
  }

  /** A column with a wrong name keeps its natural one. */
  #checkFields(columns: readonly MappedColumn[], settings: Said): readonly MappedColumn[] {
    if (columns.every(({ hidden }) => hidden)) {
      const problem = 'hides every column, and GraphQL has no type without fields. Hide the entity instead.';
      this.#issues.at('columns').wrong(problem);
      return columns.map((column) => ({ ...column, hidden: false }));
    }
    const shown = columns.filter(({ hidden }) => !hidden);
    return columns.map((mapped, index) => {
      const said = settings.get(this.#table.columns[index]);
      const name = said?.settings.name ?? null;
      const problem = name === null ? null : (nameProblem(name) ?? clash(shown, name));
      if (problem === null) return mapped;
      said?.issues.at('name').wrong(problem);
      return { ...mapped, field: mapped.natural };
    });
  }
}

/**
 * A key of the configuration tells all rows apart, those of child tables too. The database's own keys hold for the rows of one table
 * only.
 */
function keyOfAll({ inherited, uniqueKeys }: CatalogTable, key: CatalogKey): Partial<CatalogTable> {
  return inherited ? { primaryKey: key, uniqueKeys: [], inherited: false } : { primaryKey: key, uniqueKeys };
}

function clash(columns: readonly MappedColumn[], name: string): string | null {
  const holders = columns.filter(({ field }) => field === name).map(({ column }) => column.name);
  return holders.length > 1 ? `"${name}" is the name of several columns: ${holders.join(', ')}.` : null;
}

function spelled({ schema, name }: CatalogType): string {
  return schema === 'pg_catalog' || schema === 'public' ? name : `${schema}.${name}`;
}

function sameColumns(one: readonly number[], other: readonly number[]): boolean {
  return one.length === other.length && one.every((attnum) => other.includes(attnum));
}
