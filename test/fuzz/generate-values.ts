/** Arbitrary arguments: conditions and orders over existing values. */
import * as fc from 'fast-check';
import {
  getNamedType,
  getNullableType,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';
import type { ApiSchema, InputSource } from '../../schema/graphql/field-sources.ts';
import type { Column, PgType } from '../../schema/model/model.ts';
import { conditionAt, documentKey, jsonPath, pieceOfDocument, searchWords } from './generate-documents.ts';
import type { Content, Value } from './operation.ts';
import { contentOf } from './sample-content.ts';
import type { Samples } from './samples.ts';

const DEPTH = 2;

/** They are few among many operators, and few columns have them, so they get a greater weight. */
const WEIGHTS = new Map([
  ['at', 20],
  ['matches', 4],
  ['search', 4],
]);

export class ValueGenerator {
  readonly #api: ApiSchema;
  readonly #samples: Samples;
  readonly #known = new Map<string, fc.Arbitrary<Content> | null>();

  constructor(api: ApiSchema, samples: Samples) {
    this.#api = api;
    this.#samples = samples;
  }

  /** Makes a whole `where`. */
  where(type: GraphQLInputObjectType): fc.Arbitrary<Value> | null {
    return this.#inputOf(type.name, this.#where(type, DEPTH));
  }

  /** Makes a whole `orderBy`, which is a list of one to three terms. */
  orderBy(type: GraphQLInputObjectType): fc.Arbitrary<Value> | null {
    const term = this.#orderTerm(type, DEPTH);
    if (!term) return null;
    const list = fc.array(term, { minLength: 1, maxLength: 3 }).map((items): Content => ({ kind: 'list', items }));
    return this.#inputOf(`[${type.name}!]`, list);
  }

  /** Draws one of the values of a column. */
  sample(column: Column, type: GraphQLInputType): fc.Arbitrary<Value> | null {
    return this.#inputOf(String(type), this.#leaf(column, type));
  }

  /** Draws one of the values of any column with this type, or null for an argument that may be left out. */
  ofType(type: PgType, input: GraphQLInputType): fc.Arbitrary<Value> | null {
    const columns = [...this.#samples.keys()].filter((column) => column.type.oid === type.oid);
    const leaves = columns.flatMap((column) => this.#leaf(column, input) ?? []);
    const nothing = fc.constant<Content>({ kind: 'scalar', json: null });
    if (isNonNullType(input)) return this.#inputOf(String(input), leaves.length > 0 ? fc.oneof(...leaves) : null);
    const weighted = leaves.map((arbitrary) => ({ weight: 6, arbitrary }));
    return this.#inputOf(String(input), fc.oneof(...weighted, { weight: leaves.length + 1, arbitrary: nothing }));
  }

  #inputOf(type: string, content: fc.Arbitrary<Content> | null): fc.Arbitrary<Value> | null {
    return content && fc.record({ type: fc.constant(type), content, asVariable: fc.boolean() });
  }

  #memo(key: string, make: () => fc.Arbitrary<Content> | null): fc.Arbitrary<Content> | null {
    if (!this.#known.has(key)) this.#known.set(key, make());
    return this.#known.get(key) ?? null;
  }

  #where(type: GraphQLInputObjectType, depth: number): fc.Arbitrary<Content> | null {
    return this.#memo(`where ${type.name} ${depth}`, () => {
      const fields = Object.keys(type.getFields()).flatMap((key) => {
        const field = this.#condition(type, key, depth);
        return field ? [field.map((value) => [key, value] as const)] : [];
      });
      if (fields.length === 0) return null;
      return fc
        .uniqueArray(fc.oneof(...fields), { minLength: 0, maxLength: 2, selector: ([key]) => key, size: 'max' })
        .map((chosen): Content => ({ kind: 'object', fields: chosen }));
    });
  }

  #condition(type: GraphQLInputObjectType, key: string, depth: number): fc.Arbitrary<Value> | null {
    const source = this.#api.inputs.get(type.name, key);
    const declared = type.getFields()[key]?.type;
    const inner = getNamedType(declared);
    if (!source || !declared || !isInputObjectType(inner)) return null;
    if (isAddedFloat(type, source) || source.kind === 'rows') return null;
    if (source.kind === 'column') return this.#inPlace(declared, this.#operators(source.column, inner));
    if (depth === 0) return null;
    if (source.kind === 'and' || source.kind === 'or') {
      const item = this.#where(inner, depth - 1);
      return this.#inPlace(
        declared,
        item && fc.array(item, { maxLength: 2 }).map((items) => ({ kind: 'list', items })),
      );
    }
    if (source.kind === 'many') return this.#inPlace(declared, this.#quantified(inner, depth - 1));
    if (source.kind === 'values') return this.#inPlace(declared, this.#where(inner, depth));
    if (source.kind === 'manyAggregate') return this.#inPlace(declared, this.#aggregated(inner, depth - 1));
    return this.#inPlace(declared, this.#where(inner, depth - 1));
  }

  /** Writes the value in place or as a variable, mostly in place. */
  #inPlace(type: GraphQLInputType, content: fc.Arbitrary<Content> | null): fc.Arbitrary<Value> | null {
    if (!content) return null;
    const asVariable = fc.integer({ min: 0, max: 3 }).map((dice) => dice === 3);
    return fc.record({ type: fc.constant(String(getNullableType(type))), content, asVariable });
  }

  #quantified(type: GraphQLInputObjectType, depth: number): fc.Arbitrary<Content> | null {
    const fields = Object.entries(type.getFields()).flatMap(([quantifier, field]) => {
      const inner = getNamedType(field.type);
      const where = isInputObjectType(inner) ? this.#inPlace(field.type, this.#where(inner, depth)) : null;
      return where ? [where.map((value): Content => ({ kind: 'object', fields: [[quantifier, value]] }))] : [];
    });
    return fields.length === 0 ? null : fc.oneof(...fields);
  }

  /** Draws conditions on values over related rows, and mostly says which rows are meant. */
  #aggregated(type: GraphQLInputObjectType, depth: number): fc.Arbitrary<Content> | null {
    const declared = type.getFields()['where']?.type;
    const rows = getNamedType(declared);
    const values = this.#where(type, depth);
    const where = declared && isInputObjectType(rows) ? this.#inPlace(declared, this.#where(rows, depth)) : null;
    if (!values || !where) return values;
    return fc.tuple(values, fc.option(where)).map(([content, rows]): Content => {
      if (content.kind !== 'object' || content.fields.length === 0 || !rows) return content;
      return { kind: 'object', fields: [...content.fields, ['where', rows]] };
    });
  }

  #operators(column: Column, type: GraphQLInputObjectType): fc.Arbitrary<Content> | null {
    return this.#memo(`operators ${type.name} ${column.field} ${column.type.oid} ${this.#identity(column)}`, () => {
      const operators = Object.entries(type.getFields()).flatMap(([operator, field]) => {
        const operand = this.#inPlace(field.type, this.#operand(column, operator, field.type));
        const weight = WEIGHTS.get(operator) ?? 1;
        return operand ? [{ weight, arbitrary: operand.map((value) => [operator, value] as const) }] : [];
      });
      if (operators.length === 0) return null;
      return fc
        .uniqueArray(fc.oneof(...operators), { minLength: 1, maxLength: 2, selector: ([operator]) => operator })
        .map((fields): Content => ({ kind: 'object', fields }));
    });
  }

  readonly #columns = new Map<Column, number>();

  #identity(column: Column): number {
    const known = this.#columns.get(column) ?? this.#columns.size;
    this.#columns.set(column, known);
    return known;
  }

  #operand(column: Column, operator: string, type: GraphQLInputType): fc.Arbitrary<Content> | null {
    if (operator === 'isNull' || operator === 'isEmpty') return fc.boolean().map((json) => ({ kind: 'scalar', json }));
    const samples = this.#samples.get(column) ?? [];
    if (operator === 'search') return searchWords(samples);
    if (operator === 'matches') return jsonPath(samples);
    if (operator === 'at') return conditionAt(type, samples);
    if (operator === 'hasKey') return documentKey(samples);
    if (operator.startsWith('contain') && isDocument(column)) return pieceOfDocument(samples);
    const texts = samples.filter((sample) => typeof sample === 'string');
    if (/like|With|contains/i.test(operator) && texts.length > 0) return pieceOf(operator, texts);
    const elements = samples.flatMap((sample): unknown[] => (Array.isArray(sample) ? sample.flat(9) : []));
    if (operator === 'has') return oneOf(elements, type);
    const bare = getNullableType(type);
    if (!isListType(bare)) return this.#leaf(column, type);
    if (operator === 'in' || operator === 'notIn') return listOf(this.#leaf(column, bare.ofType));
    return operator.startsWith('has') ? listOf(oneOf(elements, bare.ofType)) : this.#leaf(column, type);
  }

  #leaf(column: Column, type: GraphQLInputType): fc.Arbitrary<Content> | null {
    return oneOf(this.#samples.get(column) ?? [], type);
  }

  #orderTerm(type: GraphQLInputObjectType, depth: number): fc.Arbitrary<Content> | null {
    return this.#memo(`order ${type.name} ${depth}`, () => {
      const terms = Object.entries(type.getFields()).flatMap(([key, field]) => {
        const source = this.#api.inputs.get(type.name, key);
        const content = this.#orderValue(getNamedType(field.type), source?.kind ?? 'column', depth);
        if (!content || isAddedFloat(type, source)) return [];
        const value = content.map((each): Value => ({ type: String(field.type), content: each, asVariable: false }));
        return [value.map((each): Content => ({ kind: 'object', fields: [[key, each]] }))];
      });
      return terms.length === 0 ? null : fc.oneof(...terms);
    });
  }

  #orderValue(type: ReturnType<typeof getNamedType>, kind: string, depth: number): fc.Arbitrary<Content> | null {
    if (isEnumType(type)) {
      return fc.constantFrom(...type.getValues()).map(({ name }) => ({ kind: 'enum', name }));
    }
    if (!isInputObjectType(type) || depth === 0) return null;
    // The values of one function do not count as a level.
    return this.#orderTerm(type, kind === 'values' ? depth : depth - 1);
  }
}

/** True if the last digits depend on the order in which values are added. */
function isAddedFloat({ name }: GraphQLInputObjectType, source: InputSource | undefined): boolean {
  return /(Sum|Avg|Stddev)$/.test(name) && source?.kind === 'column' && source.column.type.name.startsWith('float');
}

function isDocument({ type }: Column): boolean {
  return type.kind === 'scalar' && type.name === 'jsonb';
}

function listOf(item: fc.Arbitrary<Content> | null): fc.Arbitrary<Content> | null {
  return item && fc.array(item, { maxLength: 3 }).map((items) => ({ kind: 'list', items }));
}

function oneOf(samples: readonly unknown[], type: GraphQLInputType): fc.Arbitrary<Content> | null {
  const contents = samples.flatMap((sample) => (sample === null ? [] : (contentOf(sample, type) ?? [])));
  return contents.length === 0 ? null : fc.constantFrom(...contents);
}

/** Makes a piece of an existing text, with a wildcard where the operator takes one. */
function pieceOf(operator: string, texts: readonly string[]): fc.Arbitrary<Content> {
  return fc
    .tuple(fc.constantFrom(...texts), fc.nat({ max: 4 }), fc.integer({ min: 1, max: 3 }), fc.boolean())
    .map(([text, start, length, upper]) => {
      const points = [...text];
      const piece = operator.startsWith('ends') ? points.slice(-length) : points.slice(start, start + length);
      const cased = upper && operator.endsWith('Insensitive') ? piece.join('').toUpperCase() : piece.join('');
      const pattern = `%${cased.replaceAll('\\', '\\\\')}%`;
      return { kind: 'scalar', json: operator === 'like' || operator === 'ilike' ? pattern : cased };
    });
}
