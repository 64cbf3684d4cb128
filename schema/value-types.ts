/** The GraphQL types of values: scalars, enums, ranges, composites, each made once per schema. */
import {
  GraphQLBoolean,
  GraphQLEnumType,
  GraphQLInputObjectType,
  type GraphQLInputType,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLScalarType,
} from 'graphql';
import { graphqlTypeName } from './graphql-type-name.ts';
import type { EnumType, PgType } from './model.ts';
import { makeScalar } from './scalars.ts';

/** What a column may be, before it is made non-null. */
type ValueOutput = GraphQLScalarType | GraphQLEnumType | GraphQLObjectType | GraphQLList<GraphQLOutputType>;

export class ValueTypes {
  readonly #scalars = new Map<string, GraphQLScalarType>();
  readonly #enums = new Map<string, GraphQLEnumType>();
  readonly #objects = new Map<string, GraphQLObjectType>();
  readonly #inputs = new Map<string, GraphQLInputObjectType>();

  output(type: PgType): ValueOutput {
    switch (type.kind) {
      case 'scalar':
        return this.#scalar(type);
      case 'enum':
        return this.#enum(type.enum);
      case 'array':
        return new GraphQLList(this.output(type.element));
      case 'composite':
      case 'range':
        return this.#object(type);
    }
  }

  /** Null: the type cannot be given as an argument. */
  input(type: PgType): GraphQLInputType | null {
    switch (type.kind) {
      case 'scalar':
        return this.#scalar(type);
      case 'enum':
        return this.#enum(type.enum);
      case 'array': {
        const element = this.input(type.element);
        return element && new GraphQLList(element);
      }
      case 'range':
        return this.#rangeInput(type, graphqlTypeName(type));
      case 'composite':
        return null;
    }
  }

  #scalar(type: PgType): GraphQLScalarType {
    const name = graphqlTypeName(type);
    return memo(this.#scalars, name, () => makeScalar(name));
  }

  #enum({ name, description, values }: EnumType): GraphQLEnumType {
    const config = () => Object.fromEntries(values.map((value) => [value.name, { value: value.label }]));
    return memo(this.#enums, name, () => new NamedEnum({ name, description, values: config() }));
  }

  #object(type: Extract<PgType, { kind: 'composite' | 'range' }>): GraphQLObjectType {
    const name = graphqlTypeName(type);
    const description =
      type.kind === 'composite' ? type.composite.description : 'A range; both bounds are null when it is empty.';
    const fields = () => (type.kind === 'composite' ? this.#compositeFields(type) : this.#rangeFields(type.subtype));
    return memo(this.#objects, name, () => new GraphQLObjectType({ name, description, fields }));
  }

  #compositeFields({ composite }: Extract<PgType, { kind: 'composite' }>) {
    return Object.fromEntries(composite.attributes.map(({ field, type }) => [field, { type: this.output(type) }]));
  }

  #rangeFields(subtype: PgType) {
    const flag = { type: new GraphQLNonNull(GraphQLBoolean) };
    const bound = { type: this.output(subtype) };
    return { start: bound, startInclusive: flag, end: bound, endInclusive: flag, isEmpty: flag };
  }

  #rangeInput(type: Extract<PgType, { kind: 'range' }>, name: string): GraphQLInputObjectType | null {
    const bound = this.input(type.subtype);
    if (!bound) return null;
    const fields = {
      start: { type: bound, description: 'No start: from the beginning.' },
      startInclusive: { type: GraphQLBoolean, defaultValue: true },
      end: { type: bound, description: 'No end: without end.' },
      endInclusive: { type: GraphQLBoolean, defaultValue: false },
      isEmpty: { type: GraphQLBoolean, description: 'The range that holds nothing.' },
    };
    return memo(this.#inputs, name, () => new GraphQLInputObjectType({ name: `${name}Input`, fields }));
  }
}

/** Takes and gives labels inside; codecs have made names of them already. */
class NamedEnum extends GraphQLEnumType {
  override serialize(value: unknown): string {
    return typeof value === 'string' ? value : (super.serialize(value) ?? '');
  }
}

export function memo<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
