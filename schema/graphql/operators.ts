/** The operator inputs of `where`. The type of a column decides which operators it has. */
import {
  GraphQLBoolean,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  GraphQLList,
  GraphQLNonNull,
  GraphQLString,
} from 'graphql';
import { pgScalar } from '../catalog/pg-scalars.ts';
import { isText } from '../model/is-text.ts';
import { inputType } from './lean-types.ts';
import type { OperatorName } from './field-sources.ts';
import { graphqlTypeName } from '../naming/graphql-type-name.ts';
import type { PgType } from '../model/model.ts';
import type { ValueInput, ValueTypes } from './value-types.ts';
import { memo } from '../util/memo.ts';

type Fields = Partial<Record<OperatorName, { type: GraphQLInputType; description?: string }>>;

export class Operators {
  readonly #values: ValueTypes;
  readonly #inputs = new Map<string, GraphQLInputObjectType>();

  constructor(values: ValueTypes) {
    this.#values = values;
  }

  of(type: PgType): GraphQLInputObjectType {
    const name = operatorsName(type);
    const fields = (): Fields => this.#fields(type);
    return memo(this.#inputs, name, () => inputType({ name, fields }));
  }

  #fields(type: PgType): Fields {
    const isNull = { type: GraphQLBoolean, description: 'true: is null; false: is not null.' };
    if (!comparable(type)) return type.kind === 'array' ? { isNull, isEmpty: flag() } : { isNull };
    const value = this.#values.input(type);
    const operand = { type: value };
    return {
      ...equality(value),
      isNull,
      ...(ordered(type) ? { lt: operand, lte: operand, gt: operand, gte: operand } : {}),
      ...this.#special(type, value),
    };
  }

  #special(type: PgType, value: ValueInput): Fields {
    const operand = { type: value };
    if (type.kind === 'range') return { contains: operand, containedBy: operand, overlaps: operand, isEmpty: flag() };
    if (type.kind === 'array') {
      const has = { type: this.#values.input(type.element) };
      const some = { type: this.#values.input({ ...type, dimensions: 1 }) };
      return { has, hasSome: some, hasEvery: some, isEmpty: flag() };
    }
    if (isText(type)) return textOperators();
    if (isBuiltIn(type, 'tsvector')) return { search: SEARCH };
    return isBuiltIn(type, 'jsonb') ? this.#json(value) : {};
  }

  #json(value: ValueInput): Fields {
    const operand = { type: value };
    const matches = {
      type: GraphQLString,
      description: 'An SQL/JSON path, such as `$.sizes[*] ? (@ > 40)`, finds something.',
    };
    const at = { type: this.#at(value), description: 'Conditions on the value at a path; all of them must hold.' };
    return { contains: operand, containedBy: operand, hasKey: { type: GraphQLString }, matches, at };
  }

  #at(value: ValueInput): GraphQLInputObjectType {
    return memo(this.#inputs, 'JSONAtOperators', () => {
      const operand = { type: value };
      const text = { type: GraphQLString };
      const steps = new GraphQLList(new GraphQLNonNull(GraphQLString));
      const fields = {
        path: { type: new GraphQLNonNull(steps), description: 'Keys, and positions in arrays, from the outside in.' },
        ...equality(value),
        isNull: { type: GraphQLBoolean, description: 'true: there is nothing, or a JSON null.' },
        lt: operand,
        lte: operand,
        gt: operand,
        gte: operand,
        contains: operand,
        like: text,
        ilike: text,
      };
      const description = 'Conditions on a value in a JSON document. Only values of one kind have an order.';
      return inputType({ name: 'JSONAtOperators', description, fields: () => fields });
    });
  }
}

function equality(value: ValueInput): Fields {
  const list = { type: new GraphQLList(new GraphQLNonNull(value)) };
  return { eq: { type: value }, ne: { type: value }, in: list, notIn: list };
}

function textOperators(): Fields {
  const operand = { type: GraphQLString };
  const pattern = { type: GraphQLString, description: '% is any text, _ any character, \\ takes the next literally.' };
  return {
    like: pattern,
    ilike: pattern,
    startsWith: operand,
    endsWith: operand,
    contains: operand,
    startsWithInsensitive: operand,
    endsWithInsensitive: operand,
    containsInsensitive: operand,
    search: SEARCH,
  };
}

const SEARCH = {
  type: GraphQLString,
  description: 'Words, "phrases", or, -not: as a search engine takes them, matched by their stems.',
};

function isBuiltIn(type: PgType, name: string): boolean {
  return type.kind === 'scalar' && type.schema === 'pg_catalog' && type.name === name;
}

function flag(): { type: GraphQLInputType } {
  return { type: GraphQLBoolean };
}

/**
 * `IntOperators`, `StringArrayOperators`, `IntNestedArrayOperators`. Types without equality share one, whatever GraphQL type
 * carries them.
 */
function operatorsName(type: PgType): string {
  const array = type.kind === 'array' ? 'Array' : '';
  if (!comparable(type)) return `Null${array}Operators`;
  return `${elementName(type)}${array}Operators`;
}

function elementName(type: PgType): string {
  if (type.kind !== 'array') return graphqlTypeName(type);
  const { element, dimensions } = type;
  // The elements of a domain over an array are lists themselves.
  return `${elementName(element)}${element.kind === 'array' ? 'Array' : ''}${dimensions > 1 ? 'Nested' : ''}`;
}

function comparable(type: PgType): boolean {
  if (type.unusable) return false;
  if (type.kind === 'array') return comparable(type.element);
  if (type.kind === 'composite') return type.composite.attributes.every((attribute) => comparable(attribute.type));
  if (type.kind !== 'scalar') return true;
  return pgScalar(type)?.comparison !== 'none' && type.lacks !== 'equality';
}

function ordered(type: PgType): boolean {
  if (type.kind === 'array') return ordered(type.element);
  if (type.kind === 'scalar') return (pgScalar(type)?.comparison ?? 'ordered') === 'ordered' && !type.lacks;
  return type.kind !== 'composite';
}
