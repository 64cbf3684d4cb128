/**
 * Reads the catalog: one statement per kind of object, every value cast to text, integer or boolean,
 * so that any driver's way of decoding rows will do.
 */
import type {
  Catalog,
  CatalogColumn,
  CatalogForeignKey,
  CatalogKey,
  CatalogTable,
  CatalogType,
} from '../../../schema/catalog/catalog.ts';
import {
  columnsSql,
  foreignKeysSql,
  indexesSql,
  namedTypesSql,
  schemasSql,
  tablesSql,
  typesSql,
} from './catalog-sql.ts';
import {
  booleanOf,
  integerOf,
  integersOf,
  objectsOf,
  optionalTextOf,
  stringsOf,
  tableKindOf,
  textOf,
  typeKindOf,
} from '../catalog-values.ts';
import type { CatalogRow } from '../catalog-values.ts';
import { amongOwn, type RunStatement } from '../run-statement.ts';
import { comparisonsOf, qualifiedName, readOperators } from './operator-reader.ts';
import { modifierOf, readColumnWrite, readForeignKeyWrite, readTableWrite, refusesNull } from './write-reader.ts';

export interface CatalogOptions {
  /** Types that are asked for, whether a column has them or not. */
  readonly typeNames?: readonly string[];
  /** Requests are answered in other roles too, from which rows may be hidden that this one sees. */
  readonly changesRole?: boolean;
}

/** Everything that the role behind `run` may read in these schemas, and the types of these names. */
export async function readCatalog(
  runInSession: RunStatement,
  schemas: readonly string[],
  { typeNames = [], changesRole = false }: CatalogOptions = {},
): Promise<Catalog> {
  const run = amongOwn(runInSession);
  const found = await run(schemasSql);
  const [problem] = problemsOf(found, schemas);
  if (problem !== undefined) throw new Error(problem);
  const values = [schemas];
  const tables = await run(tablesSql, values);
  const columnRows = await run(columnsSql, values);
  const indexes = byTable(await run(indexesSql, values));
  const foreignKeys = byTable(await run(foreignKeysSql, values));
  const namedTypes = await readNamedTypes(runInSession, typeNames);
  const named = [...namedTypes.values()].flatMap((oid) => (oid === null ? [] : [String(oid)]));
  const typeOids = [...new Set([...columnRows.map((row) => textOf(row, 'type_oid')), ...named])];
  const types = await readTypes(run, typeOids);
  const columns = byTable(columnRows);
  const [server] = found;
  return {
    serverVersion: server === undefined ? 0 : integerOf(server, 'server_version'),
    ownRoles: server === undefined ? [] : [textOf(server, 'session_role'), textOf(server, 'current_role')],
    schemas,
    tables: tables.map((row) => {
      const oid = textOf(row, 'table_oid');
      const readable = (columns.get(oid) ?? []).map((column) => readColumn(column, types));
      const table = readTable(row, readable, types, indexes.get(oid) ?? [], foreignKeys.get(oid) ?? []);
      const rowSecurity = table.rowSecurity || (changesRole && booleanOf(row, 'row_security_of_others'));
      return { ...table, rowSecurity };
    }),
    types,
    namedTypes,
    operators: await readOperators(run),
  };
}

async function readNamedTypes(run: RunStatement, names: readonly string[]): Promise<Map<string, number | null>> {
  if (names.length === 0) return new Map();
  const rows = await run(namedTypesSql, [names]);
  return new Map(rows.map((row) => [textOf(row, 'name'), integerOf(row, 'oid') || null]));
}

/** Types, and all that they are made of. */
export async function readTypes(
  run: RunStatement,
  oids: readonly (string | number)[],
): Promise<Map<number, CatalogType>> {
  return new Map((await amongOwn(run)(typesSql, [oids])).map(readType).map((type) => [type.oid, type]));
}

/** Why schemas cannot be read, of those that cannot. */
export async function schemaProblems(run: RunStatement, schemas: readonly string[]): Promise<readonly string[]> {
  return problemsOf(await amongOwn(run)(schemasSql), schemas);
}

function problemsOf(rows: readonly CatalogRow[], schemas: readonly string[]): readonly string[] {
  const usable = new Map(rows.map((row) => [textOf(row, 'name'), booleanOf(row, 'usable')]));
  const listed = [...usable].filter(([name, may]) => may && !/^pg_|^information_schema$/.test(name));
  const list = listed.map(([name]) => name).join(', ') || 'none';
  return schemas.flatMap((schema) => {
    const may = usable.get(schema);
    if (may === undefined) return [`Schema "${schema}" does not exist. Schemas of this database: ${list}.`];
    return may
      ? []
      : [`This role may not use schema "${schema}" (grant usage on schema). Schemas it may use: ${list}.`];
  });
}

function byTable(rows: readonly CatalogRow[]): Map<string, readonly CatalogRow[]> {
  return Map.groupBy(rows, (row) => textOf(row, 'table_oid'));
}

function readTable(
  row: CatalogRow,
  columns: readonly CatalogColumn[],
  types: ReadonlyMap<number, CatalogType>,
  indexRows: readonly CatalogRow[],
  foreignKeyRows: readonly CatalogRow[],
): CatalogTable {
  const byAttnum = new Map(columns.map((column) => [column.attnum, column]));
  const comparable = new Set(columns.filter(({ typeOid }) => isUsable(typeOid, types)).map(({ attnum }) => attnum));
  // By what this role cannot compare it finds no rows.
  const readable = (attnums: readonly number[]) => attnums.every((attnum) => comparable.has(attnum));
  const keyRows = indexRows.filter((index) => booleanOf(index, 'is_key') && readable(integersOf(index, 'columns')));
  const patterned = integersIn(indexRows, ['pattern_columns']);
  const primary = keyRows.find((index) => booleanOf(index, 'is_primary'));
  return {
    oid: integerOf(row, 'table_oid'),
    schema: textOf(row, 'schema'),
    name: textOf(row, 'name'),
    kind: tableKindOf(row, 'kind'),
    comment: optionalTextOf(row, 'comment'),
    rowSecurity: booleanOf(row, 'row_security'),
    inherited: booleanOf(row, 'inherited'),
    hasRowIds: booleanOf(row, 'has_row_ids'),
    columns,
    primaryKey: primary === undefined ? null : readKey(primary, byAttnum),
    uniqueKeys: keyRows.filter((index) => index !== primary).map((index) => readKey(index, byAttnum)),
    foreignKeys: foreignKeyRows.map(readForeignKey).filter((key) => readable(key.columns)),
    indexes: indexRows.filter((index) => booleanOf(index, 'is_ordered')).map((index) => leading(index, byAttnum)),
    lookups: indexRows
      .filter((index) => booleanOf(index, 'is_lookup') && !booleanOf(index, 'is_ordered'))
      .map((index) => leading(index, byAttnum)),
    indexed: integersIn(indexRows, ['columns', 'expression_columns']),
    conditional: integersIn(indexRows, ['condition_columns']),
    ownNulls: integersIn(
      indexRows.filter((index) => booleanOf(index, 'has_own_nulls')),
      ['columns'],
    ),
    contained: integersIn(indexRows, ['contained_columns']),
    lowered: integersIn(indexRows, ['lowered_columns']).filter((attnum) => !patterned.includes(attnum)),
    write: readTableWrite(row, indexRows, byAttnum),
  };
}

function integersIn(rows: readonly CatalogRow[], names: readonly string[]): number[] {
  return [...new Set(rows.flatMap((row) => names.flatMap((name) => integersOf(row, name))))];
}

function readKey(row: CatalogRow, columns: ReadonlyMap<number, CatalogColumn>): CatalogKey {
  const attnums = integersOf(row, 'columns');
  const notNull = attnums.every((attnum) => columns.get(attnum)?.notNull === true);
  return {
    name: textOf(row, 'name'),
    columns: attnums,
    nullsDistinct: notNull || booleanOf(row, 'nulls_not_distinct'),
  };
}

/** Up to the first expression (attnum 0) or unreadable column. */
function leading(row: CatalogRow, columns: ReadonlyMap<number, CatalogColumn>): number[] {
  const attnums = integersOf(row, 'columns');
  const end = attnums.findIndex((attnum) => !columns.has(attnum));
  return end === -1 ? attnums : attnums.slice(0, end);
}

function readForeignKey(row: CatalogRow): CatalogForeignKey {
  return {
    name: textOf(row, 'name'),
    columns: integersOf(row, 'columns'),
    targetOid: integerOf(row, 'target_oid'),
    targetColumns: integersOf(row, 'target_columns'),
    validated: booleanOf(row, 'validated'),
    operators: objectsOf(row, 'operators').map(qualifiedName),
    write: readForeignKeyWrite(row),
  };
}

function readColumn(row: CatalogRow, types: ReadonlyMap<number, CatalogType>): CatalogColumn {
  const typeOid = integerOf(row, 'type_oid');
  return {
    attnum: integerOf(row, 'attnum'),
    name: textOf(row, 'name'),
    typeOid,
    dimensions: integerOf(row, 'dimensions'),
    notNull: booleanOf(row, 'may_prove') && (booleanOf(row, 'not_null') || refusesNull(typeOid, types)),
    collation: readCollation(row),
    comment: optionalTextOf(row, 'comment'),
    write: readColumnWrite(row, typeOid, types),
  };
}

function readCollation(row: CatalogRow): CatalogColumn['collation'] {
  const name = optionalTextOf(row, 'collation');
  if (name === null) return null;
  return {
    schema: textOf(row, 'collation_schema'),
    name,
    deterministic: booleanOf(row, 'deterministic'),
    usable: booleanOf(row, 'collation_usable'),
  };
}

/** Statements name what a domain or an array is made of. */
function isUsable(oid: number, types: ReadonlyMap<number, CatalogType>): boolean {
  const type = types.get(oid);
  if (!type) return false;
  const made = type.kind === 'domain' || type.kind === 'array' ? type.relatedOid : null;
  return (type.kind === 'domain' || type.usable) && (made === null || isUsable(made, types));
}

function readType(row: CatalogRow): CatalogType {
  const related = integerOf(row, 'related_oid');
  return {
    oid: integerOf(row, 'oid'),
    schema: textOf(row, 'schema'),
    name: textOf(row, 'name'),
    kind: typeKindOf(row, 'kind'),
    relatedOid: related === 0 ? null : related,
    dimensions: integerOf(row, 'dimensions'),
    modifier: modifierOf(row),
    ...comparisonsOf(row),
    notNull: booleanOf(row, 'not_null'),
    labels: stringsOf(row, 'labels'),
    attributes: objectsOf(row, 'attributes').map((attribute) => ({
      name: textOf(attribute, 'name'),
      typeOid: integerOf(attribute, 'type_oid'),
      dimensions: integerOf(attribute, 'dimensions'),
    })),
    comment: optionalTextOf(row, 'comment'),
  };
}
