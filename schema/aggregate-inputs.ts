/** Inputs that name aggregate values: `{count: …, sum: {total: …}}`, in conditions and in orders. */
import { type GraphQLInputFieldConfigMap, type GraphQLInputType } from 'graphql';
import { inputType } from './lean-types.ts';
import { aggregateFunctions } from './aggregates.ts';
import type { InputSource } from './field-sources.ts';
import type { AggregateFunction, Aggregates, AggregateValue } from './model.ts';

export interface AggregateInputs {
  /** `OrderAggregateOrderBy`: what the names of the parts begin with. */
  readonly name: string;
  readonly aggregates: Aggregates;
  readonly isOneOf: boolean;
  readonly inputOf: (value: AggregateValue) => GraphQLInputType;
}

/** With an input of its own for each function. Sources of the parts are noted at once, their types when somebody looks. */
export function aggregateInputs(
  { name, aggregates, isOneOf, inputOf }: AggregateInputs,
  inputs: Map<string, InputSource>,
): GraphQLInputFieldConfigMap {
  const parts: GraphQLInputFieldConfigMap = Object.create(null);
  for (const value of valuesOf(aggregates, 'count')) parts['count'] = { type: inputOf(value) };
  for (const each of aggregateFunctions) {
    const values = valuesOf(aggregates, each);
    if (values.length === 0) continue;
    const part = partName(name, each);
    for (const { of, column } of values) inputs.set(`${part}.${of?.field}`, { kind: 'column', column });
    const fields = () => Object.fromEntries(values.map((value) => [value.of?.field ?? '', { type: inputOf(value) }]));
    parts[each] = { type: inputType({ name: part, fields, isOneOf }) };
  }
  return parts;
}

/** What the fields of an input made of these parts mean. */
export function noteAggregateInputs(name: string, aggregates: Aggregates, inputs: Map<string, InputSource>): void {
  for (const { column } of valuesOf(aggregates, 'count')) inputs.set(`${name}.count`, { kind: 'column', column });
  for (const each of aggregateFunctions) {
    if (valuesOf(aggregates, each).length > 0) inputs.set(`${name}.${each}`, { kind: 'values' });
  }
}

export function valuesOf({ values }: Aggregates, name: AggregateFunction): readonly AggregateValue[] {
  return values.filter((value) => value.function === name);
}

/** `OrderAggregateCountDistinct`. */
export function partName(owner: string, name: AggregateFunction): string {
  return owner + name.charAt(0).toUpperCase() + name.slice(1);
}
