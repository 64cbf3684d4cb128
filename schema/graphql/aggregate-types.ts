/** Makes `OrderAggregate` and its parts: values by function and column, groups with their keys. */
import {
  GraphQLBoolean,
  GraphQLEnumType,
  type GraphQLFieldConfigArgumentMap,
  type GraphQLFieldConfigMap,
  type GraphQLInputObjectType,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  type GraphQLObjectType,
  GraphQLString,
} from 'graphql';
import { inputType, objectType } from './lean-types.ts';
import { partName, partSources, valuesOf } from './aggregate-inputs.ts';
import { aggregateFunctions, aggregatesOf } from '../model/aggregates.ts';
import type { FieldSource, InputSource } from './field-sources.ts';
import type { AggregateFunction, Aggregates, AggregateValue } from '../model/aggregate-model.ts';
import type { Entity } from '../model/model.ts';
import type { Operators } from './operators.ts';
import type { OrderTypes } from './order-types.ts';
import type { NamedSource, Sources } from './sources.ts';
import type { ValueTypes } from './value-types.ts';
import type { WhereTypes } from './where-types.ts';
import { memo } from '../util/memo.ts';

type Fields = GraphQLFieldConfigMap<unknown, unknown>;

/** Finer parts than a day leave a date as it is. */
const UNITS = ['YEAR', 'QUARTER', 'MONTH', 'WEEK', 'DAY', 'HOUR', 'MINUTE', 'SECOND'];

const DESCRIPTIONS: Record<Exclude<AggregateFunction, 'count'>, string> = {
  countDistinct: 'How many different values there are, nulls left out.',
  sum: 'Sums; null where there is no value.',
  avg: 'Averages; null where there is no value.',
  min: 'Least values; null where there is none.',
  max: 'Greatest values; null where there is none.',
  stddev: 'Standard deviations of samples; null for less than two values.',
};

export interface AggregateContext {
  readonly values: ValueTypes;
  readonly operators: Operators;
  readonly wheres: WhereTypes;
  readonly orders: OrderTypes;
  readonly fields: Sources<FieldSource>;
  readonly inputs: Sources<InputSource>;
}

export class AggregateTypes {
  readonly #context: AggregateContext;
  readonly #objects = new Map<Entity, GraphQLObjectType>();
  readonly #unit = new GraphQLEnumType({
    name: 'DateTruncation',
    values: {
      EXACT: { description: 'As it is.' },
      ...Object.fromEntries(UNITS.map((unit) => [unit, { description: `The start of its ${unit.toLowerCase()}.` }])),
    },
  });

  constructor(context: AggregateContext) {
    this.#context = context;
  }

  of(entity: Entity): GraphQLObjectType {
    return memo(this.#objects, entity, () => {
      const name = `${entity.name}Aggregate`;
      const aggregates = aggregatesOf(entity);
      this.#context.fields.define(name, () => [...valueSources(aggregates), ['groups', { kind: 'groups', entity }]]);
      const description = `Values over all rows of a list of ${entity.name}.`;
      return objectType({ name, description, fields: () => this.#fields(name, aggregates) });
    });
  }

  #fields(name: string, aggregates: Aggregates): Fields {
    const parts = this.#parts(name, aggregates);
    const fields: Fields = valueFields(parts);
    return aggregates.keys.length === 0 ? fields : { ...fields, groups: this.#groups(name, aggregates, parts) };
  }

  #parts(name: string, aggregates: Aggregates): Fields {
    const parts: Fields = Object.create(null);
    for (const each of aggregateFunctions) {
      const values = valuesOf(aggregates, each);
      if (values.length === 0) continue;
      const fields = () => Object.fromEntries(values.map(({ of, column }) => [of?.field ?? '', this.#value(column)]));
      const part = partName(name, each);
      this.#context.fields.define(part, () => columnSources(aggregates, each));
      const type = objectType({ name: part, fields });
      parts[each] = { type: new GraphQLNonNull(type), description: DESCRIPTIONS[each] };
    }
    return parts;
  }

  #value({ type, nullable }: AggregateValue['column']): Fields[string] {
    const output = this.#context.values.output(type);
    return { type: nullable ? output : new GraphQLNonNull(output) };
  }

  #groups(name: string, aggregates: Aggregates, parts: Fields): Fields[string] {
    const { fields } = this.#context;
    const keysName = `${name}GroupKeys`;
    fields.define(keysName, () => keySources(aggregates));
    fields.define(`${name}Group`, () => [...valueSources(aggregates), ['keys', { kind: 'keys' }]]);
    const keys = objectType({
      name: keysName,
      description: 'The values that all rows of a group have in common; a column that is not grouped by is an error.',
      fields: () => Object.fromEntries(aggregates.keys.map(({ of, column }) => [of.field, this.#value(column)])),
    });
    const group = objectType({
      name: `${name}Group`,
      description: 'The rows that have the same keys, and values over them.',
      fields: () => ({ keys: { type: new GraphQLNonNull(keys) }, ...valueFields(parts) }),
    });
    const having = { type: this.#having(name, aggregates), description: 'Only groups that satisfy all of this.' };
    const orderBy = {
      type: new GraphQLList(new GraphQLNonNull(this.#orderBy(name, aggregates))),
      description: 'The keys are appended, so every order is total.',
    };
    const by = {
      type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(this.#groupBy(aggregates)))),
      description: 'What the rows of one group have in common.',
    };
    const timeZone = {
      type: GraphQLString,
      description: 'Where days, months and years begin, such as "Europe/Berlin"; left out: in UTC.',
    };
    const zoned: GraphQLFieldConfigArgumentMap = aggregates.keys.some(({ isMoment }) => isMoment) ? { timeZone } : {};
    const limit = { type: GraphQLInt, description: 'At most so many groups.' };
    const type = new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(group)));
    return { type, args: { by, ...zoned, having, orderBy, limit }, description: 'The rows in groups.' };
  }

  #groupBy(aggregates: Aggregates): GraphQLInputObjectType {
    const { entity, keys } = aggregates;
    const name = `${entity.name}GroupBy`;
    this.#context.inputs.define(name, () => keySources(aggregates));
    const description = 'One column to group by: `true`, or for dates what to cut them to.';
    const fields = () => {
      return Object.fromEntries(keys.map((key) => [key.of.field, { type: key.isDate ? this.#unit : GraphQLBoolean }]));
    };
    return inputType({ name, description, fields, isOneOf: true });
  }

  #having(aggregate: string, aggregates: Aggregates): GraphQLInputObjectType {
    const name = `${aggregate}Having`;
    const { inputs, wheres } = this.#context;
    const parts = wheres.values(aggregates);
    inputs.define(name, () => [
      ...(['and', 'or', 'not'] as const).map((kind): NamedSource<InputSource> => [kind, { kind }]),
      ['keys', { kind: 'values' }],
      ...partSources(aggregates),
    ]);
    const keys = { type: this.#havingKeys(`${name}Keys`, aggregates) };
    const type: GraphQLInputObjectType = inputType({
      name,
      description: 'Conditions on the values of a group; all of them must hold.',
      fields: () => {
        const list = { type: new GraphQLList(new GraphQLNonNull(type)) };
        return { and: list, or: list, not: { type }, keys, ...parts };
      },
    });
    return type;
  }

  #havingKeys(name: string, aggregates: Aggregates): GraphQLInputObjectType {
    const { inputs, operators } = this.#context;
    inputs.define(name, () => keyColumnSources(aggregates));
    const fields = () =>
      Object.fromEntries(aggregates.keys.map(({ of, column }) => [of.field, { type: operators.of(column.type) }]));
    return inputType({ name, description: 'Conditions on keys, as they are cut.', fields });
  }

  #orderBy(aggregate: string, aggregates: Aggregates): GraphQLInputObjectType {
    const name = `${aggregate}OrderBy`;
    const { inputs, orders } = this.#context;
    const keysName = `${name}Keys`;
    inputs.define(keysName, () => keyColumnSources(aggregates));
    inputs.define(name, () => [['keys', { kind: 'values' }], ...partSources(aggregates)]);
    const direction = { type: orders.direction };
    const keyFields = () => Object.fromEntries(aggregates.keys.map(({ of }) => [of.field, direction]));
    const keys = { type: inputType({ name: keysName, fields: keyFields, isOneOf: true }) };
    const parts = orders.parts(aggregates);
    const description = 'One thing to order groups by.';
    return inputType({ name, description, fields: () => ({ keys, ...parts }), isOneOf: true });
  }
}

function valueSources({ values }: Aggregates): readonly NamedSource<FieldSource>[] {
  return values.map(({ function: name, of, column }) => [name, of ? { kind: 'values' } : { kind: 'value', column }]);
}

function columnSources(aggregates: Aggregates, name: AggregateFunction): readonly NamedSource<FieldSource>[] {
  return valuesOf(aggregates, name).map(({ of, column }) => [of?.field ?? '', { kind: 'value', column }]);
}

type KeySource = FieldSource & InputSource & { readonly kind: 'groupKey' };

function keySources({ keys }: Aggregates): readonly NamedSource<KeySource>[] {
  return keys.map((key) => [key.of.field, { kind: 'groupKey', key }]);
}

function keyColumnSources({ keys }: Aggregates): readonly NamedSource<InputSource>[] {
  return keys.map(({ of, column }) => [of.field, { kind: 'column', column }]);
}

function valueFields(parts: Fields): Fields {
  const count = { type: new GraphQLNonNull(GraphQLInt), description: 'How many rows there are.' };
  return { count, ...parts };
}
