/**
 * What a GraphQL coordinate means in the model. `buildSchema` makes these maps beside the GraphQLSchema,
 * so that resolvers never guess from a name and the schema carries no resolvers of its own.
 */
import type { GraphQLInputObjectType, GraphQLSchema } from 'graphql';
import type { CustomField } from './added-field.ts';
import type { GroupKey } from '../model/aggregate-model.ts';
import type { UnionRelation, Column, Entity, Model, PgType, Relation, RootFunction, RootOne } from '../model/model.ts';
import type { ReadonlySources } from './sources.ts';
import type { FederatedEntity, ResolvedEntity } from './entity-references.ts';

export interface ApiSchema {
  /** What `_entities` or `node` answers, by type name. */
  readonly entities: ReadonlyMap<string, FederatedEntity>;
  /** What it answers by resolvers of the user. */
  readonly resolved: ReadonlyMap<string, ResolvedEntity>;
  /** The SDL of the subgraph; null where there is none. */
  readonly sdl: (() => string) | null;
  readonly schema: GraphQLSchema;
  readonly model: Model;
  /** The configuration of text search; null: the database's own. */
  readonly textSearch: string | null;
  /** Interfaces of entities whose rows are of several types, by name. */
  readonly interfaces: ReadonlyMap<string, Entity>;
  /** Output fields of object types. */
  readonly fields: ReadonlySources<FieldSource>;
  /** Fields of `…Where`, `…OrderBy` input objects. */
  readonly inputs: ReadonlySources<InputSource>;
  readonly configured: ConfiguredInputs;
}

/** How conditions of the configuration are written: as clients write theirs, by types that no client sees. */
export interface ConfiguredInputs {
  readonly inputs: ReadonlySources<InputSource>;
  whereOf(entity: Entity): GraphQLInputObjectType;
  /** What can be said of a value of a type. */
  operatorsOf(type: PgType): GraphQLInputObjectType;
}

/** The kinds of fields that write rows of an entity. */
export const WRITE_ACTIONS = [
  'create',
  'createMany',
  'update',
  'updateWhere',
  'updateEach',
  'upsert',
  'upsertMany',
  'delete',
  'deleteWhere',
] as const;

export type WriteFieldAction = (typeof WRITE_ACTIONS)[number];

export type FieldSource =
  | { readonly kind: 'rootList'; readonly entity: Entity }
  | { readonly kind: 'rootFunction'; readonly entity: Entity; readonly function: RootFunction }
  | { readonly kind: 'rootOne'; readonly entity: Entity; readonly one: RootOne }
  | { readonly kind: 'rootConnection'; readonly entity: Entity }
  | { readonly kind: 'rootAggregate'; readonly entity: Entity }
  | { readonly kind: 'column'; readonly column: Column }
  | { readonly kind: 'one'; readonly relation: Relation }
  | { readonly kind: 'many'; readonly relation: Relation }
  | { readonly kind: 'manyConnection'; readonly relation: Relation }
  | { readonly kind: 'manyAggregate'; readonly relation: Relation }
  /** In an aggregate: a value, the object that holds those of one function, and groups with their keys. */
  | { readonly kind: 'value'; readonly column: Column }
  | { readonly kind: 'values' | 'keys' }
  | { readonly kind: 'groups'; readonly entity: Entity }
  | { readonly kind: 'groupKey'; readonly key: GroupKey }
  | { readonly kind: 'union'; readonly union: UnionRelation }
  /** Of the base of an entity, to whose row the relation leads. */
  | { readonly kind: 'baseField'; readonly relation: Relation; readonly source: FieldSource }
  /** `ancestors`, `descendants`. */
  | { readonly kind: 'tree'; readonly relation: Relation }
  /** A field of Mutation: what becomes of rows of an entity. */
  | { readonly kind: 'mutation'; readonly entity: Entity; readonly action: WriteFieldAction }
  | { readonly kind: 'entities' | 'rootNode' }
  /** What is asked below them of the entities of one type. */
  | { readonly kind: 'entity'; readonly entity: Entity }
  /** Of an entity: a value that a function makes of the row. */
  | { readonly kind: 'custom'; readonly custom: CustomField }
  /** The same of any other type, `Query` among them. */
  | { readonly kind: 'resolver'; readonly custom: CustomField }
  | { readonly kind: ConnectionPart };

/** Fields of `…Connection`, `…Edge` and `PageInfo`. */
export type ConnectionPart =
  | 'edges'
  | 'nodes'
  | 'pageInfo'
  | 'totalCount'
  | 'aggregate'
  | 'cursor'
  | 'node'
  | 'hasNextPage'
  | 'hasPreviousPage'
  | 'startCursor'
  | 'endCursor';

export type InputSource =
  | { readonly kind: 'and' | 'or' | 'not' }
  | { readonly kind: 'column'; readonly column: Column }
  /** In a where: a nested where; in an order: a path. */
  | { readonly kind: 'one'; readonly relation: Relation }
  /** In a where: `{some, every, none}`. */
  | { readonly kind: 'many'; readonly relation: Relation }
  /** What conditions and orders of groups say of one function, or of the keys. */
  | { readonly kind: 'values' }
  /** What to group by. */
  | { readonly kind: 'groupKey'; readonly key: GroupKey }
  /** In an order: `{sum: {total: DESC}}` of a to-many relation. */
  | { readonly kind: 'manyAggregate'; readonly relation: Relation };

/** The operators of spec/api.md, as the fields of every operator input are named. */
export type OperatorName =
  | 'eq'
  | 'ne'
  | 'in'
  | 'notIn'
  | 'isNull'
  | 'lt'
  | 'lte'
  | 'gt'
  | 'gte'
  | 'like'
  | 'ilike'
  | 'startsWith'
  | 'endsWith'
  | 'contains'
  | 'startsWithInsensitive'
  | 'endsWithInsensitive'
  | 'containsInsensitive'
  | 'containedBy'
  | 'hasKey'
  | 'has'
  | 'hasSome'
  | 'hasEvery'
  | 'isEmpty'
  | 'overlaps'
  | 'at'
  | 'matches'
  | 'search';
