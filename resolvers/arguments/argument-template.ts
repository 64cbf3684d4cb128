/**
 * Arguments that are read once for all requests. Most documents have variables only where values go: what is read of such a field is always
 * the same but for these values, which is found out by reading it with placeholders in their stead.
 */
import { type FieldNode, Kind, visit } from 'graphql';
import type { ParameterValue } from '../../loaders/database/database.ts';
import type { PgType } from '../../schema/model/model.ts';
import { coercedValues, type VariableValues, withValues } from '../operation/variables.ts';

/** Stands for a value until it is put where it belongs. Whoever looks at it instead, to decide by it, fails. */
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

/** Where the value of a variable goes. */
export interface Gap {
  readonly index: number;
  readonly variable: string;
  readonly type: PgType;
  /** Its place in the operation, for errors. */
  readonly at: string;
}

export interface Filled {
  readonly values: readonly ParameterValue[];
  readonly gaps: readonly Gap[];
}

/**
 * What `read` makes of a field's arguments, with gaps; null where something else than a value depends on a variable. Who passes over
 * a placeholder in silence is known by the gap that is missing.
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

/** The values of a request; null where they are not of the plain kind, or bad, which is left to who reads in earnest. */
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

/** As often as they are used. */
export function variablesIn({ arguments: args = [] }: FieldNode): string[] {
  const names: string[] = [];
  for (const argument of args) visit(argument, { [Kind.VARIABLE]: ({ name }) => void names.push(name.value) });
  return names;
}
