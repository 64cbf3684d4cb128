/**
 * Makes the entity of one table: columns, keys, root fields. Relations are added when all entities exist.
 */
import type { CatalogColumn, CatalogKey, CatalogTable } from '../../catalog/catalog.ts';
import type { EntityName } from '../../naming/entity-names.ts';
import { typeOfColumn } from './id-columns.ts';
import type { FederationSettings } from '../../config/federation/federation-settings.ts';
import type { MappedColumn, MappedTable } from './map-table.ts';
import type {
  Base,
  UnionRelation,
  Column,
  Entity,
  EntityRoots,
  PgType,
  Relation,
  SystemColumn,
  UniqueKey,
  Subtypes,
} from '../../model/model.ts';
import { isText } from '../../model/is-text.ts';
import type { TypeResolver } from './pg-types.ts';
import { rootNames } from '../../naming/root-names.ts';
import type { UniqueNames } from '../../naming/unique-names.ts';

/** An entity whose relations are still being added. */
export interface EntityDraft {
  readonly entity: OpenEntity;
  readonly relations: Relation[];
  readonly choices: UnionRelation[];
  readonly table: CatalogTable;
  readonly name: EntityName;
  readonly columns: ReadonlyMap<number, Column>;
  readonly computed: Column[];
  /** The natural names of columns. Relations leave them alone, so that no relation moves when a column is renamed. */
  readonly taken: readonly string[];
}

/** Its base, its subtypes, who may see its rows, and where its foreign keys lead, are known when all entities are. */
export type OpenEntity = Entity & {
  write: Entity['write'];
  subtypes: Subtypes | null;
  base: Base | null;
  policy: Entity['policy'];
  rowSecurity: boolean;
};

export function draftEntity(
  { table, columns: mapped, orderBy, pageSize }: MappedTable,
  name: EntityName,
  types: TypeResolver,
  roots: UniqueNames,
  federation: FederationSettings | null,
): EntityDraft {
  const shown = (type: PgType, field: string): PgType => typeOfColumn(type, federation, name.type, field);
  const visible = mapped.filter(({ hidden }) => !hidden);
  const ordered = [...visible, ...mapped.filter(({ hidden }) => hidden)];
  const all = buildColumns(ordered, table, types, shown);
  const byAttnum = new Map(ordered.flatMap(({ column }, index) => pairUp(column.attnum, all[index])));
  const columns = all.slice(0, visible.length);
  const key = rowKey(table);
  const uniqueKeys = distinctKeys(key, table).map((each) => buildKey(each, byAttnum));
  const isVisible = (each: UniqueKey): boolean => each.columns.every((column) => columns.includes(column));
  const computed: Column[] = [];
  const relations: Relation[] = [];
  const unions: UnionRelation[] = [];
  const entity: OpenEntity = {
    name: name.type,
    table: { schema: table.schema, name: table.name },
    kind: table.kind,
    description: table.comment,
    key: key === null ? null : (uniqueKeys[0] ?? null),
    uniqueKeys,
    columns,
    hiddenColumns: all.slice(visible.length),
    computed,
    relations,
    unions,
    subtypes: null,
    base: null,
    roots: entityRoots(name, key === null ? null : (uniqueKeys[0] ?? null), uniqueKeys.filter(isVisible), roots),
    orderBy,
    pageSize,
    rowSecurity: table.rowSecurity,
    policy: null,
    rowId: rowIdOf(table),
    hasChildTables: table.inherited,
    stub: false,
    indexes: table.indexes.map((index) => columnsOf(index, byAttnum)).filter((index) => index.length > 0),
    lookups: table.lookups.map((index) => columnsOf(index, byAttnum)).filter((index) => index.length > 0),
    indexed: table.indexed.flatMap((attnum) => byAttnum.get(attnum) ?? []),
    ownNulls: table.ownNulls.flatMap((attnum) => byAttnum.get(attnum) ?? []),
    conditional: table.conditional.flatMap((attnum) => byAttnum.get(attnum) ?? []),
    write: null,
  };
  return {
    entity,
    relations,
    choices: unions,
    table,
    name,
    columns: byAttnum,
    computed,
    taken: visible.map(({ natural }) => natural),
  };
}

function rowIdOf({ kind, inherited, hasRowIds }: CatalogTable): readonly SystemColumn[] {
  if (!hasRowIds) return [];
  return kind === 'partitioned table' || inherited ? ['tableoid', 'ctid'] : ['ctid'];
}

function buildColumns(
  columns: readonly MappedColumn[],
  table: CatalogTable,
  types: TypeResolver,
  shown: (type: PgType, field: string) => PgType,
): Column[] {
  return columns.map(({ column, field, nullable, stored }, index) => ({
    field,
    name: column.name,
    type: shown(types.resolve(column.typeOid, column.dimensions), field),
    nullable,
    description: column.comment,
    stored: stored && { type: types.resolve(stored.oid), path: stored.path },
    ...(types.isDisguised(column.typeOid) && !types.resolve(column.typeOid).unusable && { asBase: true }),
    // A text that is read as another kind of text keeps its collation.
    ...(stored && !isText(types.resolve(column.typeOid)) ? {} : collationOf(column.collation)),
    ...(!stored && foundBy(column, table)),
    write: column.write,
    index,
  }));
}

/** Where a collation calls different texts equal, patterns go by another collation than the indexes, and use none of them. */
function foundBy({ attnum, collation }: CatalogColumn, { contained, lowered }: CatalogTable): Pick<Column, 'foundBy'> {
  if (contained.includes(attnum)) return { foundBy: 'contents' };
  return lowered.includes(attnum) && collation?.deterministic && collation.usable ? { foundBy: 'lower case' } : {};
}

function collationOf(collation: CatalogColumn['collation']): Pick<Column, 'collation' | 'nondeterministic'> {
  if (!collation || (collation.schema === 'pg_catalog' && collation.name === 'default')) return {};
  return { collation, ...(!collation.deterministic && { nondeterministic: true }) };
}

/** Gives the primary key, or else the first unique key whose columns are all NOT NULL. */
function rowKey(table: CatalogTable): CatalogKey | null {
  const notNull = new Set(table.columns.filter((column) => column.notNull).map((column) => column.attnum));
  const complete = (key: CatalogKey) => key.columns.every((attnum) => notNull.has(attnum));
  return table.primaryKey ?? table.uniqueKeys.find(complete) ?? null;
}

/** Gives `first`, then the others. Two keys of the same columns are one. */
function distinctKeys(first: CatalogKey | null, table: CatalogTable): CatalogKey[] {
  const keys = [...(first === null ? [] : [first]), ...table.uniqueKeys];
  const columnSet = (key: CatalogKey) => key.columns.toSorted((a, b) => a - b).join();
  return keys.filter((key, index) => keys.findIndex((other) => columnSet(other) === columnSet(key)) === index);
}

function buildKey(key: CatalogKey, columns: ReadonlyMap<number, Column>): UniqueKey {
  return { constraint: key.name, columns: columnsOf(key.columns, columns) };
}

export function entityRoots(
  name: EntityName,
  key: UniqueKey | null,
  uniqueKeys: readonly UniqueKey[],
  names: UniqueNames,
): EntityRoots {
  const fields = rootNames(name, key, uniqueKeys, names);
  return {
    ...fields,
    one: uniqueKeys.map((each, index) => ({
      field: fields.one[index] ?? name.one,
      key: each,
      args: each.columns.map((column) => column.field),
    })),
  };
}

export function columnsOf(attnums: readonly number[], columns: ReadonlyMap<number, Column>): Column[] {
  return attnums.flatMap((attnum) => columns.get(attnum) ?? []);
}

function pairUp(attnum: number, column: Column | undefined): [number, Column][] {
  return column === undefined ? [] : [[attnum, column]];
}
