/** The operator inputs of `where`: which operators a column has follows from its type. */
import {
  GraphQLBoolean,
  GraphQLInputObjectType,
  type GraphQLInputType,
  GraphQLList,
  GraphQLNonNull,
  GraphQLString,
  isNullableType,
} from 'graphql';
import type { OperatorName } from './field-sources.ts';
import { graphqlTypeName } from './graphql-type-name.ts';
import type { PgType } from './model.ts';
import { memo, type ValueTypes } from './value-types.ts';

type Fields = Partial<Record<OperatorName, { type: GraphQLInputType; description?: string }>>;

const TEXTS = new Set(['text', 'varchar', 'bpchar', 'citext', 'name', 'char']);
/** Types of pg_catalog that have no `=` at all. */
const INCOMPARABLE = new Set(['json', 'xml', 'point', 'polygon', 'jsonpath']);
const UNORDERED = new Set([
  ...INCOMPARABLE,
  ...['bool', 'line', 'lseg', 'box', 'path', 'circle', 'xid', 'cid', 'aclitem', 'tsquery', 'jsonb'],
]);

export class Operators {
  readonly #values: ValueTypes;
  readonly #inputs = new Map<string, GraphQLInputObjectType>();

  constructor(values: ValueTypes) {
    this.#values = values;
  }

  of(type: PgType): GraphQLInputObjectType {
    const name = operatorsName(type);
    const fields = (): Fields => this.#fields(type);
    return memo(this.#inputs, name, () => new GraphQLInputObjectType({ name, fields }));
  }

  #fields(type: PgType): Fields {
    const value = this.#values.input(type);
    const isNull = { type: GraphQLBoolean, description: 'true: is null; false: is not null.' };
    if (!value) return { isNull };
    const operand = { type: value };
    return {
      ...(comparable(type) ? this.#equality(value) : {}),
      isNull,
      ...(ordered(type) ? { lt: operand, lte: operand, gt: operand, gte: operand } : {}),
      ...this.#special(type, value),
    };
  }

  #equality(value: GraphQLInputType): Fields {
    const list = { type: new GraphQLList(isNullableType(value) ? new GraphQLNonNull(value) : value) };
    return { eq: { type: value }, ne: { type: value }, in: list, notIn: list };
  }

  #special(type: PgType, value: GraphQLInputType): Fields {
    const operand = { type: value };
    if (type.kind === 'range') return { contains: operand, containedBy: operand, overlaps: operand, isEmpty: flag() };
    if (type.kind === 'array') {
      const element = this.#values.input(type.element);
      const has = element ? { has: { type: element } } : {};
      return { ...has, hasSome: operand, hasEvery: operand, isEmpty: flag() };
    }
    if (isText(type)) return textOperators();
    const isJsonb = type.kind === 'scalar' && type.schema === 'pg_catalog' && type.name === 'jsonb';
    return isJsonb ? { contains: operand, containedBy: operand, hasKey: { type: GraphQLString } } : {};
  }
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
  };
}

function flag(): { type: GraphQLInputType } {
  return { type: GraphQLBoolean };
}

/** `IntOperators`, `StringListOperators`; types that share a GraphQL type but not their operators are told apart. */
function operatorsName(type: PgType): string {
  if (type.kind === 'array') return `${operatorsName(type.element).replace(/Operators$/, '')}ListOperators`;
  const name = graphqlTypeName(type);
  if (type.kind !== 'scalar') return `${name}Operators`;
  if (type.name === 'json') return 'JsonOperators';
  if (type.name === 'jsonb') return 'JsonbOperators';
  if (type.name === 'xml') return 'XmlOperators';
  return `${name}Operators`;
}

function isText(type: PgType): boolean {
  return type.kind === 'scalar' && TEXTS.has(type.name);
}

function comparable(type: PgType): boolean {
  if (type.kind === 'array') return comparable(type.element);
  return type.kind !== 'scalar' || type.schema !== 'pg_catalog' || !INCOMPARABLE.has(type.name);
}

function ordered(type: PgType): boolean {
  if (type.kind === 'array') return ordered(type.element);
  if (type.kind === 'scalar') return type.schema !== 'pg_catalog' || !UNORDERED.has(type.name);
  return type.kind !== 'composite';
}
