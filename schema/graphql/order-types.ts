/** `OrderOrderBy` holds one column, a path through to-one relations, or an aggregate of a to-many relation. */
import {
  GraphQLEnumType,
  type GraphQLInputFieldConfigMap,
  type GraphQLInputObjectType,
  type GraphQLInputType,
} from 'graphql';
import { inputType } from './lean-types.ts';
import { aggregateInputs, partSources } from './aggregate-inputs.ts';
import { aggregatesOf } from '../model/aggregates.ts';
import { valueColumns } from '../model/value-columns.ts';
import type { InputSource } from './field-sources.ts';
import type { Aggregates } from '../model/aggregate-model.ts';
import type { Entity } from '../model/model.ts';
import { sortable } from '../model/sortable.ts';
import type { NamedSource, Sources } from './sources.ts';
import { memo } from '../util/memo.ts';

const DIRECTIONS = [
  ['ASC', 'Ascending, nulls last.'],
  ['DESC', 'Descending, nulls last.'],
  ['ASC_NULLS_FIRST', 'Ascending, nulls first.'],
  ['ASC_NULLS_LAST', 'Ascending, nulls last.'],
  ['DESC_NULLS_FIRST', 'Descending, nulls first.'],
  ['DESC_NULLS_LAST', 'Descending, nulls last.'],
] as const;

export class OrderTypes {
  readonly #sources: Sources<InputSource>;
  readonly #orders = new Map<Entity, GraphQLInputObjectType | null>();
  readonly direction = new GraphQLEnumType({
    name: 'OrderDirection',
    values: Object.fromEntries(DIRECTIONS.map(([value, description]) => [value, { description }])),
  });
  readonly #lists = new Map<Entity, GraphQLInputObjectType>();
  readonly #parts = new Map<Aggregates, GraphQLInputFieldConfigMap>();

  constructor(sources: Sources<InputSource>) {
    this.#sources = sources;
  }

  /** Gives null when no column of the entity has an order, for example because all are json. */
  of(entity: Entity): GraphQLInputObjectType | null {
    return memo(this.#orders, entity, () => {
      const name = `${entity.name}OrderBy`;
      if (!orderSources(entity).some(([, source]) => source.kind !== 'one')) return null;
      this.#sources.define(name, () => orderSources(entity));
      const fields = () =>
        Object.fromEntries(orderSources(entity).flatMap(([field, source]) => this.#field(field, source)));
      const description = `One thing to order ${entity.name} by. The key is appended, so every order is total.`;
      return inputType({ name, description, fields, isOneOf: true });
    });
  }

  #field(name: string, source: InputSource): [string, { type: GraphQLInputType }][] {
    const type = this.#type(source);
    return type === null ? [] : [[name, { type }]];
  }

  #type(source: InputSource): GraphQLInputType | null {
    if (source.kind === 'one') return this.of(source.relation.target);
    return source.kind === 'manyAggregate' ? this.#list(source.relation.target) : this.direction;
  }

  /** Makes the input for orders by an aggregate of related rows. */
  #list(entity: Entity): GraphQLInputObjectType {
    return memo(this.#lists, entity, () => {
      const name = `${entity.name}ManyOrderBy`;
      const aggregates = aggregatesOf(entity);
      this.#sources.define(name, () => partSources(aggregates));
      const fields = () => ({ count: { type: this.direction }, ...this.parts(aggregates) });
      return inputType({ name, fields, isOneOf: true });
    });
  }

  /** Makes the input by which groups and lists are ordered: `{sum: {total: DESC}}`. */
  parts(aggregates: Aggregates): GraphQLInputFieldConfigMap {
    return memo(this.#parts, aggregates, () => {
      const name = `${aggregates.entity.name}AggregateOrderBy`;
      const inputOf = (): GraphQLInputType => this.direction;
      return aggregateInputs({ name, aggregates, isOneOf: true, inputOf }, this.#sources);
    });
  }
}

type Named = NamedSource<InputSource>;

function orderSources(entity: Entity): readonly Named[] {
  const columns = valueColumns(entity)
    .filter((column) => sortable(column.type))
    .map((column): Named => [column.field, { kind: 'column', column }]);
  const relations = entity.relations.flatMap((relation): Named[] => {
    if (relation.tree !== null || relation.target.stub) return [];
    if (relation.kind === 'one') return [[relation.field, { kind: 'one', relation }]];
    return relation.siblings ? [[relation.siblings.aggregate, { kind: 'manyAggregate', relation }]] : [];
  });
  return [...columns, ...relations];
}
