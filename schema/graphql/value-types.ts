/** Makes the GraphQL types of values, each once per schema: scalars, enums, ranges, composites. */
import {
  GraphQLBoolean,
  GraphQLEnumType,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  GraphQLList,
  GraphQLNonNull,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLScalarType,
} from 'graphql';
import { inputType, objectType } from './lean-types.ts';
import { graphqlTypeName } from '../naming/graphql-type-name.ts';
import type { CompositeType, EnumType, PgType } from '../model/model.ts';
import { memo } from '../util/memo.ts';
import { makeScalar } from '../values/scalars.ts';
import { withOriginal } from '../util/transliterate.ts';

/** The type of a column before it is made non-null. */
type ValueOutput = GraphQLScalarType | GraphQLEnumType | GraphQLObjectType | GraphQLList<GraphQLOutputType>;

/** An argument of a column's type, before it is made non-null. */
export type ValueInput = GraphQLScalarType | GraphQLEnumType | GraphQLInputObjectType | GraphQLList<GraphQLInputType>;

type ObjectLike = Extract<PgType, { kind: 'composite' | 'range' }>;

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
        return type.dimensions > 1 ? this.#scalar(type) : new GraphQLList(this.output(type.element));
      case 'composite':
      case 'range':
        return this.#object(type);
    }
  }

  /** Gives a scalar by its GraphQL name. */
  scalar(name: string): GraphQLScalarType {
    return memo(this.#scalars, name, () => makeScalar(name));
  }

  input(type: PgType): ValueInput {
    switch (type.kind) {
      case 'scalar':
        return this.#scalar(type);
      case 'enum':
        return this.#enum(type.enum);
      case 'array':
        return type.dimensions > 1 ? this.#scalar(type) : new GraphQLList(this.input(type.element));
      case 'composite':
      case 'range':
        return this.#inputObject(type);
    }
  }

  #scalar(type: PgType): GraphQLScalarType {
    return this.scalar(graphqlTypeName(type));
  }

  #enum({ name, description, values }: EnumType): GraphQLEnumType {
    // The internal values are the names, because the codecs and `encodeInput` know the labels.
    const named = () =>
      Object.fromEntries(
        values.map((value) => [value.name, { value: value.name, description: withOriginal(null, value.label) }]),
      );
    return memo(this.#enums, name, () => new GraphQLEnumType({ name, description, values: named() }));
  }

  #object(type: ObjectLike): GraphQLObjectType {
    const name = graphqlTypeName(type);
    const description =
      type.kind === 'composite' ? type.composite.description : 'A range; both bounds are null when it is empty.';
    const fields = () =>
      type.kind === 'composite' ? this.#compositeFields(type.composite) : this.#rangeFields(type.subtype);
    return memo(this.#objects, name, () => objectType({ name, description, fields }));
  }

  #compositeFields({ attributes }: CompositeType) {
    return Object.fromEntries(
      attributes.map(({ field, name, type }) => {
        return [field, { type: this.output(type), description: withOriginal(null, name) }];
      }),
    );
  }

  #rangeFields(subtype: PgType) {
    const flag = { type: new GraphQLNonNull(GraphQLBoolean) };
    const bound = { type: this.output(subtype) };
    return { start: bound, startInclusive: flag, end: bound, endInclusive: flag, isEmpty: flag };
  }

  #inputObject(type: ObjectLike): GraphQLInputObjectType {
    const name = `${graphqlTypeName(type)}Input`;
    const fields = () =>
      type.kind === 'composite' ? this.#compositeInputs(type.composite) : this.#rangeInputs(type.subtype);
    return memo(this.#inputs, name, () => inputType({ name, fields }));
  }

  #compositeInputs({ attributes }: CompositeType) {
    return Object.fromEntries(attributes.map(({ field, type }) => [field, { type: this.input(type) }]));
  }

  #rangeInputs(subtype: PgType) {
    const bound = this.input(subtype);
    return {
      start: { type: bound, description: 'No start: from the beginning.' },
      startInclusive: { type: GraphQLBoolean, defaultValue: true },
      end: { type: bound, description: 'No end: without end.' },
      endInclusive: { type: GraphQLBoolean, defaultValue: false },
      isEmpty: { type: GraphQLBoolean, description: 'true: the range that holds nothing; bounds are then ignored.' },
    };
  }
}
