/** `OrderWhere`, `OrderManyWhere` and `OrderManyAggregateWhere`: conditions on columns, on related rows and on values over them. */
import {
  type GraphQLInputFieldConfigMap,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  GraphQLList,
  GraphQLNonNull,
} from 'graphql';
import { aggregateInputs, partSources } from './aggregate-inputs.ts';
import { inputType } from './lean-types.ts';
import { aggregatesOf } from '../model/aggregates.ts';
import { valueColumns } from '../model/value-columns.ts';
import type { InputSource } from './field-sources.ts';
import type { Aggregates } from '../model/aggregate-model.ts';
import type { Column, Entity, Relation } from '../model/model.ts';
import type { Operators } from './operators.ts';
import type { NamedSource, Sources } from './sources.ts';
import { UniqueNames } from '../naming/unique-names.ts';
import { memo } from '../util/memo.ts';

type Fields = Record<string, { type: GraphQLInputType; description?: string }>;

/** The configuration may also compare columns that no client sees. */
export function allColumns(entity: Entity): readonly Column[] {
  return [...valueColumns(entity), ...entity.hiddenColumns];
}

export class WhereTypes {
  readonly #operators: Operators;
  readonly #sources: Sources<InputSource>;
  readonly #columnsOf: (entity: Entity) => readonly Column[];
  readonly #wheres = new Map<Entity, GraphQLInputObjectType>();
  readonly #lists = new Map<Entity, GraphQLInputObjectType>();
  readonly #aggregated = new Map<Entity, GraphQLInputObjectType>();
  readonly #values = new Map<Aggregates, GraphQLInputFieldConfigMap>();

  constructor(operators: Operators, sources: Sources<InputSource>, columnsOf = valueColumns) {
    this.#columnsOf = columnsOf;
    this.#operators = operators;
    this.#sources = sources;
  }

  of(entity: Entity): GraphQLInputObjectType {
    return memo(this.#wheres, entity, () => {
      const name = `${entity.name}Where`;
      this.#sources.define(name, () => this.#fieldSources(entity));
      return inputType({
        name,
        description: `Conditions on ${entity.name}; all of them must hold. \`{}\` holds for every row.`,
        fields: () => this.#fields(entity),
      });
    });
  }

  #fieldSources(entity: Entity): readonly NamedSource<InputSource>[] {
    const names = new UniqueNames(['and', 'or', 'not']);
    const fields: NamedSource<InputSource>[] = (['and', 'or', 'not'] as const).map((kind) => [kind, { kind }]);
    for (const column of this.#columnsOf(entity))
      fields.push([names.claim([column.field]), { kind: 'column', column }]);
    for (const relation of entity.relations) {
      if (relation.tree !== null || relation.target.stub) continue;
      fields.push([names.claim([relation.field]), relatedSource(relation)]);
      if (relation.siblings)
        fields.push([names.claim([relation.siblings.aggregate]), { kind: 'manyAggregate', relation }]);
    }
    return fields;
  }

  #fields(entity: Entity): Fields {
    return Object.fromEntries(
      this.#fieldSources(entity).map(([field, source]) => [field, { type: this.#type(entity, source) }]),
    );
  }

  #type(entity: Entity, source: InputSource): GraphQLInputType {
    switch (source.kind) {
      case 'column':
        return this.#operators.of(source.column.type);
      case 'one':
        return this.of(source.relation.target);
      case 'many':
        return this.#list(source.relation.target);
      case 'manyAggregate':
        return this.#aggregate(source.relation.target);
      case 'not':
        return this.of(entity);
      default:
        return new GraphQLList(new GraphQLNonNull(this.of(entity)));
    }
  }

  #list(entity: Entity): GraphQLInputObjectType {
    return memo(this.#lists, entity, () => {
      const fields = () => ({
        some: { type: this.of(entity), description: 'At least one related row satisfies it.' },
        every: { type: this.of(entity), description: 'No related row fails to satisfy it; true without any row.' },
        none: { type: this.of(entity), description: 'No related row satisfies it.' },
      });
      return inputType({ name: `${entity.name}ManyWhere`, fields });
    });
  }

  #aggregate(entity: Entity): GraphQLInputObjectType {
    return memo(this.#aggregated, entity, () => {
      const name = `${entity.name}ManyAggregateWhere`;
      const aggregates = aggregatesOf(entity);
      this.#sources.define(name, () => [['where', { kind: 'rows' }], ...partSources(aggregates)]);
      const where = {
        type: this.of(entity),
        description: 'Only rows that satisfy all of this have a part in the values.',
      };
      const description = `Conditions on values over related rows of ${entity.name}; all of them must hold.`;
      return inputType({ name, description, fields: () => ({ where, ...this.values(aggregates) }) });
    });
  }

  /** Makes the conditions on values over many rows: `{count: {gt: 3}, sum: {total: {gte: "100"}}}`. */
  values(aggregates: Aggregates): GraphQLInputFieldConfigMap {
    return memo(this.#values, aggregates, () => {
      const name = `${aggregates.entity.name}AggregateHaving`;
      const inputOf = ({ column }: { readonly column: Column }): GraphQLInputType => this.#operators.of(column.type);
      return aggregateInputs({ name, aggregates, isOneOf: false, inputOf }, this.#sources);
    });
  }
}

function relatedSource(relation: Relation): InputSource {
  return { kind: relation.kind, relation };
}
