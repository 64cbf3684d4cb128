/**
 * Counts the conditions in variables before graphql coerces them, because coercion takes as long as everything else and
 * would be wasted where there are too many.
 */
import { type GraphQLInputObjectType, isInputObjectType, type OperationDefinitionNode } from 'graphql';
import { typeName } from '../../schema/extensions/definitions.ts';
import type { ApiSchema } from '../../schema/graphql/field-sources.ts';
import { isRecord } from '../../schema/util/records.ts';
import { TooManyConditions } from './argument-reader.ts';
import { inputField } from './input-types.ts';

type Inputs = Readonly<Record<string, unknown>>;

/** Throws TooManyConditions, which names the variable. Other parts of variables are not looked at. */
export function checkConditions(
  gateway: Pick<ApiSchema, 'schema' | 'inputs'>,
  operation: OperationDefinitionNode,
  variables: Inputs,
  most: number,
): void {
  const count = new ConditionCount(gateway.inputs, most);
  for (const { variable, type } of operation.variableDefinitions ?? []) {
    const { value: name } = variable.name;
    const value = Object.hasOwn(variables, name) ? variables[name] : null;
    if (typeof value !== 'object' || value === null) continue;
    const input = gateway.schema.getType(typeName(type));
    if (isInputObjectType(input) && !count.fits(input, value)) throw new TooManyConditions(`$${name}`, most);
  }
}

const MAX_DEPTH = 500;

class ConditionCount {
  readonly #inputs: ApiSchema['inputs'];
  #left: number;
  #depth = 0;

  constructor(inputs: ApiSchema['inputs'], most: number) {
    this.#inputs = inputs;
    this.#left = most;
  }

  /** Counts as WhereReader reads. A value that has another form or nests too deeply is refused later. */
  fits(type: GraphQLInputObjectType, value: unknown): boolean {
    if (this.#depth > MAX_DEPTH) return true;
    this.#depth += 1;
    const fits = Array.isArray(value) ? value.every((item) => this.fits(type, item)) : this.#parts(type, value);
    this.#depth -= 1;
    return fits;
  }

  #parts(type: GraphQLInputObjectType, value: unknown): boolean {
    if (!isRecord(value)) return true;
    const keys = Object.keys(value);
    if (keys.length === 0) this.#left -= 1;
    return keys.every((key) => this.#part(type, key, value[key])) && this.#left >= 0;
  }

  #part(type: GraphQLInputObjectType, key: string, value: unknown): boolean {
    const source = this.#inputs.get(type.name, key);
    switch (source?.kind) {
      case 'column':
        this.#left -= isRecord(value) ? Math.max(1, Object.keys(value).length) : 0;
        return this.#left >= 0;
      case 'and':
      case 'or':
      case 'not':
        return this.#below(type, value);
      case 'one':
      case 'values':
        return this.#below(inputField(type, key), value);
      case 'many': {
        const list = inputField(type, key);
        const declared = list.getFields();
        this.#left -= 1;
        if (!isRecord(value)) return true;
        return Object.keys(value).every((word) => !declared[word] || this.fits(inputField(list, word), value[word]));
      }
      default:
        return true;
    }
  }

  #below(type: GraphQLInputObjectType, value: unknown): boolean {
    this.#left -= 1;
    return this.fits(type, value);
  }
}
