/**
 * Reads arguments once for all requests. Most documents have variables only in the place of values, so the result of
 * reading such a field is the same except for these values. Reading it with placeholders in their place shows whether
 * that is so.
 */
import { type FieldNode, Kind, visit } from 'graphql';
import type { ParameterValue } from '../../loaders/database/database.ts';
import type { PgType } from '../../schema/model/model.ts';
import { coercedValues, type VariableValues, withValues } from '../operation/variables.ts';

/** Stands for a value until the value is filled in. Code that looks at it in order to decide fails. */
export class Placeholder {
  readonly variable: string;

  constructor(variable: string) {
    this.variable = variable;
  }

  [Symbol.toPrimitive](): never {
    throw new Error(`$${this.variable} is not known yet`);
  }

  toJSON(): never {
    return this[Symbol.toPrimitive]();
  }
}

/** The place that the value of a variable goes to. */
export interface Gap {
  readonly index: number;
  readonly variable: string;
  readonly type: PgType;
  /** The place in the operation, for errors. */
  readonly at: string;
}

export interface Filled {
  readonly values: readonly ParameterValue[];
  readonly gaps: readonly Gap[];
}

/**
 * Returns the result of `read` on the arguments of a field, with gaps, or null where more than a value depends on a
 * variable. Code that silently skips a placeholder is found out by the missing gap.
 */
export function readWithGaps<Read extends { readonly slots: Filled }>(
  node: FieldNode,
  variables: VariableValues,
  read: (variables: VariableValues) => Read,
): Read | null {
  const names = variablesIn(node);
  try {
    const template = read(withValues(variables, new Map(names.map((name) => [name, new Placeholder(name)]))));
    return template.slots.gaps.length === names.length ? template : null;
  } catch {
    return null;
  }
}

/** Returns the values of a request, or null where they are bad or not plain. Those are left to a full reading. */
export function fillGaps(
  { values, gaps }: Filled,
  variables: VariableValues,
  encode: (type: PgType, value: unknown, at: string) => string,
): ParameterValue[] | null {
  const given = coercedValues(variables);
  const filled = [...values];
  try {
    for (const { index, variable, type, at } of gaps) {
      const value = given[variable];
      if (typeof value !== 'string' && typeof value !== 'number') return null;
      filled[index] = encode(type, value, at);
    }
  } catch {
    return null;
  }
  return filled;
}

/** Returns a variable as often as it is used. */
export function variablesIn({ arguments: args = [] }: FieldNode): string[] {
  const names: string[] = [];
  for (const argument of args) visit(argument, { [Kind.VARIABLE]: ({ name }) => void names.push(name.value) });
  return names;
}
