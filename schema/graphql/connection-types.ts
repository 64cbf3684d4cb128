/** Makes object types for pages of lists: connections, edges and page infos. */
import {
  GraphQLBoolean,
  type GraphQLFieldConfig,
  GraphQLList,
  type GraphQLObjectType,
  type GraphQLOutputType,
  GraphQLString,
} from 'graphql';
import type { AggregateTypes } from './aggregate-types.ts';
import { type PartName, PARTS, totalCount } from './connection-parts.ts';
import type { FieldSource } from './field-sources.ts';
import { objectType, required } from './lean-types.ts';
import type { Entity } from '../model/model.ts';
import type { Sources } from './sources.ts';
import { memo } from '../util/memo.ts';

export class ConnectionTypes {
  readonly #sources: Sources<FieldSource>;
  readonly #aggregates: AggregateTypes;
  readonly #item: (entity: Entity) => GraphQLOutputType;
  readonly #made = new Map<Entity, GraphQLObjectType>();
  readonly #pageInfo: GraphQLObjectType;
  readonly #totalCount = totalCount();

  /** `item` gives the type of a row in a list. */
  constructor(sources: Sources<FieldSource>, aggregates: AggregateTypes, item: (entity: Entity) => GraphQLOutputType) {
    this.#sources = sources;
    this.#aggregates = aggregates;
    this.#item = item;
    this.#pageInfo = this.#partType('PageInfo', 'Where a page stands in its list.', () => ({
      hasNextPage: { type: required(GraphQLBoolean), description: 'There are rows after this page.' },
      hasPreviousPage: { type: required(GraphQLBoolean), description: 'There are rows before this page.' },
      startCursor: { type: GraphQLString },
      endCursor: { type: GraphQLString },
    }));
  }

  of(entity: Entity): GraphQLObjectType {
    return memo(this.#made, entity, () => {
      const edge = this.#partType(`${entity.name}Edge`, `A ${entity.name} in a page.`, () => ({
        cursor: { type: required(GraphQLString) },
        node: { type: this.#item(entity) },
      }));
      return this.#partType(`${entity.name}Connection`, `A page of ${entity.name}.`, () => ({
        edges: { type: required(new GraphQLList(required(edge))) },
        nodes: { type: required(new GraphQLList(this.#item(entity))) },
        pageInfo: { type: required(this.#pageInfo) },
        totalCount: this.#totalCount,
        aggregate: {
          type: required(this.#aggregates.of(entity)),
          description: 'Values over the whole list, whatever the page.',
        },
      }));
    });
  }

  /** Makes a type whose fields mean what they are called. */
  #partType(
    name: string,
    description: string,
    fields: () => Partial<Record<PartName, GraphQLFieldConfig<unknown, unknown>>>,
  ): GraphQLObjectType {
    const parts = PARTS[name.endsWith('Edge') ? 'edge' : name === 'PageInfo' ? 'pageInfo' : 'connection'];
    this.#sources.define(name, () => parts.map((kind) => [kind, { kind }]));
    return objectType({ name, description, fields });
  }
}
