/** The model for programs: the document of `espalier inspect --json`. */
import { advise, type Advice } from './advice.ts';
import { type InspectedColumnWrite, type InspectedWrite, WriteReport } from './inspect-write.ts';
import { graphqlTypeName } from '../naming/graphql-type-name.ts';
import type {
  UnionRelation,
  Column,
  ColumnPair,
  Entity,
  EnumType,
  Model,
  OnCondition,
  PgType,
  Relation,
  RootOne,
  TableName,
  Subtypes,
} from '../model/model.ts';

export interface InspectDocument {
  readonly version: 1;
  readonly entities: readonly InspectedEntity[];
  readonly enums: readonly InspectedEnum[];
  readonly advice: readonly Advice[];
}

export interface InspectedEntity {
  readonly name: string;
  readonly table: string;
  readonly kind: Entity['kind'];
  readonly key: readonly string[] | null;
  readonly roots: {
    readonly list: string;
    readonly one: readonly {
      readonly field: string;
      readonly columns: readonly string[];
      readonly args: readonly string[];
    }[];
    readonly connection: string;
    readonly aggregate: string;
  };
  readonly columns: readonly InspectedColumn[];
  readonly relations: readonly InspectedRelation[];
  /** These come from the configuration, and are left out without it. */
  readonly computed?: readonly InspectedValue[];
  readonly unions?: readonly InspectedUnion[];
  readonly variants?: InspectedVariants;
  /** Left out where mutations are off. */
  readonly write?: InspectedWrite;
}

export interface InspectedValue {
  readonly field: string;
  readonly graphql: string;
  readonly nullable: boolean;
  readonly by: NonNullable<Column['computed']>['kind'];
}

export interface InspectedUnion {
  readonly field: string;
  readonly union: string;
  readonly by: string;
  readonly types: readonly {
    readonly value: string;
    readonly target: string;
    readonly on: readonly (readonly [string, string])[];
  }[];
}

export interface InspectedVariants {
  readonly interface: string;
  readonly by: string;
  readonly types: readonly { readonly value: string; readonly type: string }[];
}

export interface InspectedColumn {
  readonly field: string;
  readonly column: string;
  /** PostgreSQL's type, with its schema unless that is `pg_catalog`. */
  readonly type: string;
  /** The type as the schema prints it: `DateTime!`. */
  readonly graphql: string;
  readonly nullable: boolean;
  /** Left out where mutations are off. */
  readonly create?: InspectedColumnWrite['create'];
  readonly update?: boolean;
}

export interface InspectedRelation {
  readonly field: string;
  readonly kind: 'one' | 'many';
  readonly target: string;
  /** Null where the configuration defines the relation. */
  readonly constraint: string | null;
  /** Pairs of columns, here and there, or an SQL condition. */
  readonly on: readonly (readonly [string, string])[] | string;
  readonly nullable: boolean;
  readonly through: {
    readonly table: string;
    readonly constraints: readonly [string, string] | null;
    readonly then: readonly (readonly [string, string])[];
  } | null;
  readonly tree: Relation['tree'];
  readonly siblings: Relation['siblings'];
  readonly load: Relation['load'];
}

interface InspectedEnum {
  readonly name: string;
  readonly type: string;
  /** The labels by GraphQL value. */
  readonly values: Readonly<Record<string, string>>;
}

/** `only`: the entities that mutations may write; null: mutations are off. */
export function inspectJson(model: Model, only: 'all' | 'listed' | null = null): InspectDocument {
  const writes = only && new WriteReport(model, only);
  return {
    version: 1,
    entities: model.entities.map((entity) => inspectEntity(entity, writes)),
    enums: model.enums.map(inspectEnum),
    advice: advise(model),
  };
}

function inspectEntity(entity: Entity, writes: WriteReport | null): InspectedEntity {
  const { name, table, kind, key, roots } = entity;
  const one = roots.one.map(inspectRoot);
  return {
    name,
    table: qualified(table),
    kind,
    key: key && key.columns.map((column) => column.name),
    roots: { list: roots.list, one, connection: roots.connection, aggregate: roots.aggregate },
    columns: entity.columns.map((column) => ({ ...inspectColumn(column), ...writes?.column(entity, column) })),
    relations: entity.relations.map(inspectRelation),
    ...(entity.computed.length > 0 && { computed: entity.computed.flatMap(inspectValue) }),
    ...(entity.unions.length > 0 && { unions: entity.unions.map(inspectUnion) }),
    ...(entity.subtypes && { variants: inspectVariants(entity.subtypes) }),
    ...(writes && { write: writes.entity(entity) }),
  };
}

function inspectValue(column: Column): readonly InspectedValue[] {
  const { field, graphql, nullable } = inspectColumn(column);
  return column.computed ? [{ field, graphql, nullable, by: column.computed.kind }] : [];
}

function inspectUnion({ field, union, discriminator, types }: UnionRelation): InspectedUnion {
  const each = types.map(({ value, relation }) => ({ value, target: relation.target.name, on: names(relation.pairs) }));
  return { field, union, by: discriminator.name, types: each };
}

function inspectVariants({ interface: name, discriminator, types }: Subtypes): InspectedVariants {
  return {
    interface: name,
    by: discriminator.name,
    types: types.map(({ value, entity }) => ({ value, type: entity.name })),
  };
}

function inspectRoot({ field, key, args }: RootOne): InspectedEntity['roots']['one'][number] {
  return { field, columns: key.columns.map((column) => column.name), args };
}

function inspectColumn({ field, name, type, nullable }: Column): InspectedColumn {
  const graphql = `${graphqlTypeName(type)}${nullable ? '' : '!'}`;
  return { field, column: name, type: pgTypeName(type), graphql, nullable };
}

/** Writes types such as `timestamptz`, `public.order_status`, `text[]`, `int4[][]`. */
function pgTypeName(type: PgType): string {
  if (type.kind === 'array') return pgTypeName(type.element) + '[]'.repeat(type.dimensions);
  return type.schema === 'pg_catalog' ? type.name : `${type.schema}.${type.name}`;
}

function inspectRelation(relation: Relation): InspectedRelation {
  const { field, kind, target, constraint, pairs, nullable, junction, tree, siblings, load } = relation;
  const through = junction && {
    table: qualified(junction.entity.table),
    constraints: junction.constraints,
    then: names(junction.pairs),
  };
  const on = relation.on ? conditionText(relation.on) : names(pairs);
  return { field, kind, target: target.name, constraint, on, nullable, through, tree, siblings, load };
}

function conditionText(on: OnCondition): string {
  return on.map((part) => ('text' in part ? part.text : `{${part.side}}`)).join('');
}

function names(pairs: readonly ColumnPair[]): readonly (readonly [string, string])[] {
  return pairs.map(({ local, remote }) => [local.name, remote.name] as const);
}

function inspectEnum({ name, schema, pgName, values }: EnumType): InspectedEnum {
  const labels = Object.fromEntries(values.map((value) => [value.name, value.label]));
  return { name, type: `${schema}.${pgName}`, values: labels };
}

function qualified({ schema, name }: TableName): string {
  return `${schema}.${name}`;
}
