/** Inputs that name aggregate values: `{count: …, sum: {total: …}}`, in conditions and in orders. */
import { type GraphQLInputFieldConfigMap, type GraphQLInputType } from 'graphql';
import { inputType } from './lean-types.ts';
import { aggregateFunctions } from '../model/aggregates.ts';
import type { InputSource } from './field-sources.ts';
import type { AggregateFunction, Aggregates, AggregateValue } from '../model/aggregate-model.ts';
import type { NamedSource, Sources } from './sources.ts';

export interface AggregateInputs {
  /** The beginning of the names of the parts: `OrderAggregateOrderBy`. */
  readonly name: string;
  readonly aggregates: Aggregates;
  readonly isOneOf: boolean;
  readonly inputOf: (value: AggregateValue) => GraphQLInputType;
}

/** Makes an input with one of its own for each function. The types are made at the first look. */
export function aggregateInputs(
  { name, aggregates, isOneOf, inputOf }: AggregateInputs,
  inputs: Sources<InputSource>,
): GraphQLInputFieldConfigMap {
  const parts: GraphQLInputFieldConfigMap = Object.create(null);
  for (const value of valuesOf(aggregates, 'count')) parts['count'] = { type: inputOf(value) };
  for (const each of aggregateFunctions) {
    const values = valuesOf(aggregates, each);
    if (values.length === 0) continue;
    const part = partName(name, each);
    inputs.define(part, () => valueSources(aggregates, each));
    const fields = () => Object.fromEntries(values.map((value) => [value.of?.field ?? '', { type: inputOf(value) }]));
    parts[each] = { type: inputType({ name: part, fields, isOneOf }) };
  }
  return parts;
}

/** Gives the meaning of the fields of an input made of these parts. */
export function partSources({ values }: Aggregates): readonly NamedSource<InputSource>[] {
  return values.map(({ function: name, of, column }) => [name, of ? { kind: 'values' } : { kind: 'column', column }]);
}

function valueSources(aggregates: Aggregates, name: AggregateFunction): readonly NamedSource<InputSource>[] {
  return valuesOf(aggregates, name).map(({ of, column }) => [of?.field ?? '', { kind: 'column', column }]);
}

export function valuesOf({ values }: Aggregates, name: AggregateFunction): readonly AggregateValue[] {
  return values.filter((value) => value.function === name);
}

/** Makes names such as `OrderAggregateCountDistinct`. */
export function partName(owner: string, name: AggregateFunction): string {
  return owner + name.charAt(0).toUpperCase() + name.slice(1);
}
