/** Arbitrary operations over a gateway's schema. */
import * as fc from 'fast-check';
import {
  getNamedType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLObjectType,
  isInputObjectType,
  isObjectType,
} from 'graphql';
import type { FieldSource, GatewaySchema } from '../../schema/field-sources.ts';
import { ValueGenerator } from './generate-values.ts';
import type { Condition, Content, CursorArgument, Field, SelectionSet, Value } from './operation.ts';
import type { Samples } from './samples.ts';

/** Levels of rows below the root. */
const DEPTH = 4;

const RELATIONS = new Set<string>(['one', 'many', 'manyConnection', 'rootList', 'rootOne', 'rootConnection']);

export function arbitraryOperation(gateway: GatewaySchema, samples: Samples): fc.Arbitrary<SelectionSet> {
  return new OperationGenerator(gateway, samples).operation();
}

class OperationGenerator {
  readonly #gateway: GatewaySchema;
  readonly #values: ValueGenerator;
  readonly #known = new Map<string, fc.Arbitrary<SelectionSet>>();

  constructor(gateway: GatewaySchema, samples: Samples) {
    this.#gateway = gateway;
    this.#values = new ValueGenerator(gateway, samples);
  }

  operation(): fc.Arbitrary<SelectionSet> {
    const query = this.#gateway.schema.getQueryType();
    if (!query) throw new Error('The schema has no query type.');
    const roots = Object.values(query.getFields()).flatMap((field) => this.#field(query, field, DEPTH) ?? []);
    const fields = fc.array(fc.oneof(...roots), { minLength: 1, maxLength: 2 });
    return fc.record({ type: fc.constant(query.name), fields, fragment: fragments() });
  }

  #selection(type: GraphQLObjectType, depth: number): fc.Arbitrary<SelectionSet> {
    const key = `${type.name} ${depth}`;
    const known = this.#known.get(key);
    if (known) return known;
    // Built when first drawn: the schema's relations go in circles.
    let made: fc.Arbitrary<SelectionSet> | null = null;
    const lazy = fc.constant(null).chain(() => (made ??= this.#makeSelection(type, depth)));
    this.#known.set(key, lazy);
    return lazy;
  }

  #makeSelection(type: GraphQLObjectType, depth: number): fc.Arbitrary<SelectionSet> {
    const plain: fc.Arbitrary<Field>[] = [fc.constant(bare('__typename'))];
    const loaded: fc.Arbitrary<Field>[] = [];
    for (const field of Object.values(type.getFields())) {
      const source = this.#gateway.fields.get(`${type.name}.${field.name}`);
      const made = this.#field(type, field, depth);
      if (made) (source && RELATIONS.has(source.kind) ? loaded : plain).push(made);
    }
    const isRow = loaded.length > 0 || isEntity(this.#gateway, type);
    // A connection's parts all lead on, a row's relations are chosen sparingly.
    const few = fc.array(fc.oneof(...plain), { minLength: 1, maxLength: 3 });
    const relations = isRow && loaded.length > 0 ? fc.array(fc.oneof(...loaded), { maxLength: 2 }) : fc.constant([]);
    const fields = fc.tuple(relations, few).map(([first, second]) => [...first, ...second]);
    return fc.record({ type: fc.constant(type.name), fields, fragment: fragments() });
  }

  #field(parent: GraphQLObjectType, field: GraphQLField<unknown, unknown>, depth: number): fc.Arbitrary<Field> | null {
    const source = this.#gateway.fields.get(`${parent.name}.${field.name}`);
    const target = getNamedType(field.type);
    if (source?.kind === 'tree') return null;
    const loads = source !== undefined && RELATIONS.has(source.kind);
    if (loads && depth === 0) return null;
    const below = loads ? depth - 1 : depth;
    const selection = isObjectType(target) ? this.#selection(target, below) : fc.constant(null);
    const args = this.#arguments(source, field);
    if (!args) return null;
    return fc.record({
      name: fc.constant(field.name),
      alias: fc.boolean(),
      args,
      cursors: cursorArguments(source),
      selection,
      condition: sometimes(10, conditions()),
      split: fc.boolean(),
    });
  }

  #arguments(
    source: FieldSource | undefined,
    field: GraphQLField<unknown, unknown>,
  ): fc.Arbitrary<Field['args']> | null {
    if (source?.kind === 'rootOne') {
      const keys = source.one.args.map((name, index) => this.#keyArgument(source, field, name, index));
      const present = keys.filter((key) => key !== null);
      return present.length === keys.length ? fc.tuple(...present) : null;
    }
    const optional = field.args.flatMap((argument) => {
      const value = this.#argument(argument);
      return value ? [maybe(argument.name, value)] : [];
    });
    return optional.length === 0 ? fc.constant([]) : fc.tuple(...optional).map(withoutContradiction);
  }

  #keyArgument(
    source: Extract<FieldSource, { kind: 'rootOne' }>,
    field: GraphQLField<unknown, unknown>,
    name: string,
    index: number,
  ): fc.Arbitrary<readonly [string, Value]> | null {
    const column = source.one.key.columns[index];
    const type = field.args.find((argument) => argument.name === name)?.type;
    const value = column && type ? this.#values.sample(column, type) : null;
    return value && value.map((each) => [name, each] as const);
  }

  #argument(argument: GraphQLArgument): fc.Arbitrary<Value> | null {
    const type = getNamedType(argument.type);
    if (argument.name === 'where' && isInputObjectType(type)) return this.#values.where(type);
    if (argument.name === 'orderBy' && isInputObjectType(type)) return this.#values.orderBy(type);
    if (argument.name === 'offset') return integer(2);
    if (['limit', 'first', 'last'].includes(argument.name)) return integer(5);
    return null;
  }
}

function isEntity(gateway: GatewaySchema, type: GraphQLObjectType): boolean {
  return gateway.model.entities.some((entity) => entity.name === type.name);
}

function bare(name: string): Field {
  return { name, alias: false, args: [], cursors: [], selection: null, condition: null, split: false };
}

function fragments(): fc.Arbitrary<SelectionSet['fragment']> {
  return fc.constantFrom('none', 'none', 'none', 'inline', 'named');
}

function integer(max: number): fc.Arbitrary<Value> {
  const content = fc.nat({ max }).map((json): Content => ({ kind: 'scalar', json }));
  return fc.record({ type: fc.constant('Int'), content, asVariable: fc.boolean() });
}

/** Null in all but `percent` of a hundred draws. */
function sometimes<T>(percent: number, arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> {
  return fc.oneof({ weight: 100 - percent, arbitrary: fc.constant(null) }, { weight: percent, arbitrary });
}

/** How often an argument is given. */
const PERCENT = new Map([
  ['where', 40],
  ['orderBy', 45],
  ['limit', 75],
  ['first', 60],
  ['last', 30],
  ['offset', 20],
]);

function maybe(name: string, value: fc.Arbitrary<Value>): fc.Arbitrary<readonly [string, Value] | null> {
  return sometimes(
    PERCENT.get(name) ?? 0,
    value.map((each) => [name, each] as const),
  );
}

function conditions(): fc.Arbitrary<Condition> {
  return fc.record({ directive: fc.constantFrom('skip', 'include'), value: fc.boolean(), asVariable: fc.boolean() });
}

/** `first` and `last` exclude each other. */
function withoutContradiction(args: readonly (readonly [string, Value] | null)[]): Field['args'] {
  const given = args.filter((argument) => argument !== null);
  const hasFirst = given.some(([name]) => name === 'first');
  return hasFirst ? given.filter(([name]) => name !== 'last') : given;
}

function cursorArguments(source: FieldSource | undefined): fc.Arbitrary<readonly CursorArgument[]> {
  if (source?.kind !== 'rootConnection' && source?.kind !== 'manyConnection') return fc.constant([]);
  const cursor = fc.record({
    side: fc.constantFrom<CursorArgument['side']>('after', 'before'),
    position: fc.nat({ max: 24 }),
  });
  const given = fc.uniqueArray(cursor, { minLength: 1, maxLength: 2, selector: ({ side }) => side });
  return sometimes(35, given).map((cursors) => cursors ?? []);
}
