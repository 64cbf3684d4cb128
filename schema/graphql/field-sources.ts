/**
 * The meaning of GraphQL coordinates in the model. `buildSchema` makes these maps beside the GraphQLSchema,
 * so that resolvers never guess from a name and the schema carries no resolvers of its own.
 */
import type { GraphQLInputObjectType, GraphQLSchema } from 'graphql';
import type { WriteFieldAction } from '../config/mutations/write-actions.ts';
import type { CustomField } from './added-field.ts';
import type { GroupKey } from '../model/aggregate-model.ts';
import type { UnionRelation, Column, Entity, Model, PgType, Relation, RootFunction, RootOne } from '../model/model.ts';
import type { ReadonlySources } from './sources.ts';
import type { FederatedEntity, ResolvedEntity } from './entity-references.ts';

export interface ApiSchema {
  /** The entities that `_entities` or `node` answers, by type name. */
  readonly entities: ReadonlyMap<string, FederatedEntity>;
  /** The entities that `_entities` answers by resolvers of the program, by type name. */
  readonly resolved: ReadonlyMap<string, ResolvedEntity>;
  /** Gives the SDL of the subgraph. It is null where the gateway is not a subgraph. */
  readonly sdl: (() => string) | null;
  readonly schema: GraphQLSchema;
  readonly model: Model;
  /** The text search configuration. With null it is the database's own. */
  readonly textSearch: string | null;
  /** The entities with subtypes, by the name of their interface. */
  readonly interfaces: ReadonlyMap<string, Entity>;
  /** The output fields of object types. */
  readonly fields: ReadonlySources<FieldSource>;
  /** The fields of `…Where`, `…OrderBy` input objects. */
  readonly inputs: ReadonlySources<InputSource>;
  readonly configured: ConfiguredInputs;
}

/** The input types of conditions in the configuration. They have the form of those for clients, and no client sees them. */
export interface ConfiguredInputs {
  readonly inputs: ReadonlySources<InputSource>;
  whereOf(entity: Entity): GraphQLInputObjectType;
  /** Gives the operators of a type. */
  operatorsOf(type: PgType): GraphQLInputObjectType;
}

export type FieldSource = RowFieldSource | OtherFieldSource;

/** The kinds of fields that an object of one row has. */
export type RowFieldSource =
  | { readonly kind: 'column'; readonly column: Column }
  | { readonly kind: 'one'; readonly relation: Relation }
  | { readonly kind: 'many'; readonly relation: Relation }
  | { readonly kind: 'manyConnection'; readonly relation: Relation }
  | { readonly kind: 'manyAggregate'; readonly relation: Relation }
  | { readonly kind: 'union'; readonly union: UnionRelation }
  /** The fields `ancestors` and `descendants`. */
  | { readonly kind: 'tree'; readonly relation: Relation }
  /** A custom field of an entity. Its resolver gets the row. */
  | { readonly kind: 'custom'; readonly custom: CustomField };

/** The kinds of fields of all other objects: the root, connections, aggregates. */
export type OtherFieldSource =
  /** A field of the base of an entity. The relation leads to the row of the base, whose own field it is collected as. */
  | { readonly kind: 'baseField'; readonly relation: Relation; readonly source: FieldSource }
  | { readonly kind: 'rootList'; readonly entity: Entity }
  | { readonly kind: 'rootFunction'; readonly entity: Entity; readonly function: RootFunction }
  | { readonly kind: 'rootOne'; readonly entity: Entity; readonly one: RootOne }
  | { readonly kind: 'rootConnection'; readonly entity: Entity }
  | { readonly kind: 'rootAggregate'; readonly entity: Entity }
  /** These five are the fields of aggregates: a value, the object of one function, groups, and their keys. */
  | { readonly kind: 'value'; readonly column: Column }
  | { readonly kind: 'values' | 'keys' }
  | { readonly kind: 'groups'; readonly entity: Entity }
  | { readonly kind: 'groupKey'; readonly key: GroupKey }
  /** A field of Mutation: what becomes of rows of an entity. */
  | { readonly kind: 'mutation'; readonly entity: Entity; readonly action: WriteFieldAction }
  | { readonly kind: 'entities' | 'rootNode' }
  /** The fields below `entities` that are asked of one type. */
  | { readonly kind: 'entity'; readonly entity: Entity }
  /** A custom field of any other type, `Query` included. */
  | { readonly kind: 'resolver'; readonly custom: CustomField }
  | { readonly kind: ConnectionPart };

/** The fields of `…Connection`, `…Edge` and `PageInfo`. */
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
  /** A nested where, or a path of an order. */
  | { readonly kind: 'one'; readonly relation: Relation }
  /** The quantifiers of a where: `{some, every, none}`. */
  | { readonly kind: 'many'; readonly relation: Relation }
  /** Which related rows have a part in the values that a condition is on. */
  | { readonly kind: 'rows' }
  /** Conditions and orders of groups for one function, or for the keys. */
  | { readonly kind: 'values' }
  /** A key to group by. */
  | { readonly kind: 'groupKey'; readonly key: GroupKey }
  /** A condition on, or an order by, aggregates of a to-many relation: `{count: {gt: 3}}`, `{sum: {total: DESC}}`. */
  | { readonly kind: 'manyAggregate'; readonly relation: Relation };

/** All operators, under the names that they have as fields of operator inputs. */
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
