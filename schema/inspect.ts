/**
 * The model for programs: what `espalier inspect --json` prints.
 */
import { type Advice, advise } from './advice.ts';
import type { TableKind } from './catalog.ts';
import { graphqlTypeName } from './graphql-type-name.ts';
import type { Column, ColumnPair, Entity, EnumType, LoadSetting, Model, PgType, Relation, TableName } from './model.ts';

export interface InspectDocument {
  readonly version: 1;
  readonly entities: readonly InspectEntity[];
  readonly enums: readonly InspectEnum[];
  readonly advice: readonly Advice[];
}

export interface InspectEntity {
  readonly name: string;
  /** `public.orders` */
  readonly table: string;
  readonly kind: TableKind;
  /** Column names as the database spells them. */
  readonly key: readonly string[] | null;
  readonly roots: InspectRoots;
  readonly columns: readonly InspectColumn[];
  readonly relations: readonly InspectRelation[];
}

export interface InspectRoots {
  readonly list: string;
  readonly one: readonly {
    readonly field: string;
    readonly columns: readonly string[];
    readonly args: readonly string[];
  }[];
  readonly connection: string;
  readonly aggregate: string;
}

export interface InspectColumn {
  readonly field: string;
  readonly column: string;
  /** The PostgreSQL type, domains resolved; with its schema unless that is pg_catalog. */
  readonly type: string;
  /** The GraphQL type as printed: `DateTime!`. */
  readonly graphql: string;
  readonly nullable: boolean;
}

type NamePair = readonly [local: string, remote: string];

export interface InspectRelation {
  readonly field: string;
  readonly kind: 'one' | 'many';
  readonly target: string;
  readonly constraint: string;
  readonly on: readonly NamePair[];
  readonly nullable: boolean;
  readonly through: {
    readonly table: string;
    readonly constraints: readonly [string, string];
    readonly then: readonly NamePair[];
  } | null;
  readonly tree: 'ancestors' | 'descendants' | null;
  readonly siblings: { readonly connection: string; readonly aggregate: string } | null;
  readonly load: LoadSetting;
}

export interface InspectEnum {
  readonly name: string;
  readonly type: string;
  /** GraphQL value → label. */
  readonly values: Readonly<Record<string, string>>;
}

export function inspectJson(model: Model): InspectDocument {
  return {
    version: 1,
    entities: model.entities.map(inspectEntity),
    enums: model.enums.map(inspectEnum),
    advice: advise(model),
  };
}

function inspectEntity(entity: Entity): InspectEntity {
  const { name, table, kind, key, roots, columns, relations } = entity;
  return {
    name,
    table: qualified(table),
    kind,
    key: key === null ? null : columnNames(key.columns),
    roots: {
      list: roots.list,
      one: roots.one.map((one) => ({ field: one.field, columns: columnNames(one.key.columns), args: one.args })),
      connection: roots.connection,
      aggregate: roots.aggregate,
    },
    columns: columns.map(inspectColumn),
    relations: relations.map(inspectRelation),
  };
}

function inspectColumn(column: Column): InspectColumn {
  return {
    field: column.field,
    column: column.name,
    type: pgTypeName(column.type),
    graphql: graphqlTypeName(column.type) + (column.nullable ? '' : '!'),
    nullable: column.nullable,
  };
}

function inspectRelation(relation: Relation): InspectRelation {
  const { field, kind, target, constraint, pairs, nullable, junction, tree, siblings, load } = relation;
  const through = junction && {
    table: qualified(junction.entity.table),
    constraints: junction.constraints,
    then: junction.pairs.map(namePair),
  };
  return {
    field,
    kind,
    target: target.name,
    constraint,
    on: pairs.map(namePair),
    nullable,
    through,
    tree,
    siblings,
    load,
  };
}

function inspectEnum(type: EnumType): InspectEnum {
  return {
    name: type.name,
    type: `${type.schema}.${type.pgName}`,
    values: Object.fromEntries(type.values.map(({ name, label }) => [name, label])),
  };
}

/** `timestamptz`, `public.order_status`, `text[]`. */
export function pgTypeName(type: PgType): string {
  if (type.kind === 'array') return `${pgTypeName(type.element)}[]`;
  return type.schema === 'pg_catalog' ? type.name : `${type.schema}.${type.name}`;
}

/** `public.orders`, as people write it. */
export function qualified(table: TableName): string {
  return `${table.schema}.${table.name}`;
}

function columnNames(columns: readonly Column[]): string[] {
  return columns.map((column) => column.name);
}

function namePair(pair: ColumnPair): NamePair {
  return [pair.local.name, pair.remote.name];
}
