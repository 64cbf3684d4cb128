/** Arbitrary operations over a gateway's schema. */
import * as fc from 'fast-check';
import {
  getNamedType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLUnionType,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isNonNullType,
  isObjectType,
  isUnionType,
} from 'graphql';
import type { FieldSource, GatewaySchema } from '../../schema/field-sources.ts';
import type { Computed, PgType } from '../../schema/model.ts';
import { sourceOf } from './field-source.ts';
import { withDistinctOn } from './distinct-on.ts';
import { ValueGenerator } from './generate-values.ts';
import type { Condition, Content, CursorArgument, Field, SelectionSet, Value } from './operation.ts';
import type { Samples } from './samples.ts';

/** Levels of rows below the root. */
const DEPTH = 4;

const RELATIONS = new Set<string>(
  'one choice many manyConnection manyAggregate tree groups rootList rootFunction rootOne rootConnection rootAggregate'.split(
    ' ',
  ),
);

/** Whose digits depend on the order in which values are added. */
const ADDED_FLOATS = /Aggregate(Sum|Avg|Stddev)$/;

export function arbitraryOperation(gateway: GatewaySchema, samples: Samples): fc.Arbitrary<SelectionSet> {
  return new OperationGenerator(gateway, samples).operation();
}

type SelectedType = GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType;

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
    return fc.record({ type: fc.constant(query.name), fields, types: fc.constant([]), fragment: fragments() });
  }

  #selection(type: SelectedType, depth: number): fc.Arbitrary<SelectionSet> {
    const key = `${type.name} ${depth}`;
    const known = this.#known.get(key);
    if (known) return known;
    // Built when first drawn: the schema's relations go in circles.
    let made: fc.Arbitrary<SelectionSet> | null = null;
    const lazy = fc.constant(null).chain(() => (made ??= this.#makeSelection(type, depth)));
    this.#known.set(key, lazy);
    return lazy;
  }

  /** Fields of its own, and fragments on some of the types that it may be. */
  #abstract(type: GraphQLInterfaceType | GraphQLUnionType, depth: number): fc.Arbitrary<SelectionSet> {
    const own = isUnionType(type)
      ? []
      : Object.values(type.getFields()).flatMap((each) => this.#field(type, each, depth) ?? []);
    const fields = fc.array(fc.oneof(fc.constant(bare('__typename')), ...own), { minLength: 1, maxLength: 2 });
    const possible = this.#gateway.schema.getPossibleTypes(type).map((each) => this.#selection(each, depth));
    const types = fc
      .tuple(...possible.map((each) => sometimes(60, each)))
      .map((chosen) => chosen.filter((each) => each !== null));
    return fc.record({ type: fc.constant(type.name), fields, types, fragment: fc.constant('none') });
  }

  #makeSelection(type: SelectedType, depth: number): fc.Arbitrary<SelectionSet> {
    if (isAbstractType(type)) return this.#abstract(type, depth);
    const plain: fc.Arbitrary<Field>[] = [fc.constant(bare('__typename'))];
    const loaded: fc.Arbitrary<Field>[] = [];
    for (const field of Object.values(type.getFields())) {
      const source = sourceOf(this.#gateway, type.name, field.name);
      const made = this.#field(type, field, depth);
      if (made) (source && RELATIONS.has(source.kind) ? loaded : plain).push(made);
    }
    const isRow = loaded.length > 0 || isEntity(this.#gateway, type);
    // A connection's parts all lead on, a row's relations are chosen sparingly.
    const few = fc.array(fc.oneof(...plain), { minLength: 1, maxLength: 3 });
    const relations = isRow && loaded.length > 0 ? fc.array(fc.oneof(...loaded), { maxLength: 2 }) : fc.constant([]);
    const fields = fc.tuple(relations, few).map(([first, second]) => [...first, ...second]);
    return fc.record({ type: fc.constant(type.name), fields, types: fc.constant([]), fragment: fragments() });
  }

  #field(parent: SelectedType, field: GraphQLField<unknown, unknown>, depth: number): fc.Arbitrary<Field> | null {
    const source = sourceOf(this.#gateway, parent.name, field.name);
    const target = getNamedType(field.type);
    const loads = source !== undefined && RELATIONS.has(source.kind);
    if (loads && depth === 0) return null;
    if (ADDED_FLOATS.test(parent.name) && target.name === 'Float') return null;
    const below = loads ? depth - 1 : depth;
    const composite = isObjectType(target) || isAbstractType(target);
    const selection = composite ? this.#selection(target, below) : fc.constant(null);
    const args = this.#arguments(source, field);
    if (!args) return null;
    const made = fc.record({
      name: fc.constant(field.name),
      alias: fc.boolean(),
      args,
      cursors: cursorArguments(source),
      selection,
      condition: sometimes(10, conditions()),
      split: fc.boolean(),
    });
    return source?.kind === 'groups' ? made.map(withKeysOfGroups) : made;
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
    if (source?.kind === 'totalCount') return countArguments();
    if (source?.kind === 'groups') return this.#groupArguments(field);
    const called = callOf(source)?.args ?? [];
    const arbitraries = field.args.map((argument) => {
      const { type } = called.find(({ name }) => name === argument.name) ?? {};
      if (type) return this.#callArgument(argument, type);
      const value = this.#argument(argument);
      return value ? maybe(argument.name, value) : fc.constant(null);
    });
    const args = arbitraries.filter((each) => each !== null);
    if (args.length < arbitraries.length) return null;
    return args.length === 0 ? fc.constant([]) : this.#distinct(field, fc.tuple(...args).map(withoutContradiction));
  }

  /** Null: it must be given, and there is no value for it. */
  #callArgument({ name, type }: GraphQLArgument, pgType: PgType): fc.Arbitrary<readonly [string, Value] | null> | null {
    const value = this.#values.ofType(pgType, type);
    if (!value) return isNonNullType(type) ? null : fc.constant(null);
    const given = value.map((each) => [name, each] as const);
    return isNonNullType(type) ? given : sometimes(60, given);
  }

  /** Rarely, the first rows of equal ones: the order then begins with what they are equal in. */
  #distinct(field: GraphQLField<unknown, unknown>, args: fc.Arbitrary<Field['args']>): fc.Arbitrary<Field['args']> {
    const type = getNamedType(field.args.find(({ name }) => name === 'distinctOn')?.type);
    if (!isEnumType(type)) return args;
    const chosen = fc.uniqueArray(fc.constantFrom(...type.getValues()), { minLength: 1, maxLength: 2 });
    return fc.tuple(sometimes(15, chosen), args).map(([values, given]) => {
      return values ? withDistinctOn(values, given, field) : given;
    });
  }

  #groupArguments(field: GraphQLField<unknown, unknown>): fc.Arbitrary<Field['args']> | null {
    const argument = field.args.find(({ name }) => name === 'by');
    const type = getNamedType(argument?.type);
    if (!argument || !isInputObjectType(type)) return null;
    const keys = Object.entries(type.getFields()).map(([name, { type: unit }]): fc.Arbitrary<[string, Content]> => {
      const named = getNamedType(unit);
      if (!isEnumType(named)) return fc.constant([name, { kind: 'scalar', json: true }]);
      return fc.constantFrom(...named.getValues()).map((value) => [name, { kind: 'enum', name: value.name }]);
    });
    const by = fc
      .uniqueArray(fc.oneof(...keys), { minLength: 1, maxLength: 2, selector: ([name]) => name })
      .map((chosen): readonly [string, Value] => {
        const items = chosen.map(([name, content]): Content => {
          return { kind: 'object', fields: [[name, { type: 'Boolean', content, asVariable: false }]] };
        });
        return ['by', { type: String(argument.type), content: { kind: 'list', items }, asVariable: false }];
      });
    const optional = field.args.flatMap((each) => {
      const value = each.name === 'orderBy' ? null : this.#argument(each);
      return value ? [maybe(each.name, value)] : [];
    });
    return fc.tuple(by, ...optional).map((given) => given.filter((each) => each !== null));
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
    if (['where', 'having'].includes(argument.name) && isInputObjectType(type)) return this.#values.where(type);
    if (argument.name === 'orderBy' && isInputObjectType(type)) return this.#values.orderBy(type);
    if (argument.name === 'offset') return integer(2);
    if (argument.name === 'maxDepth') return integer(3);
    if (['limit', 'first', 'last'].includes(argument.name)) return integer(5);
    return null;
  }
}

/** What the field is called with. */
function callOf(source: FieldSource | undefined): Computed | undefined {
  if (source?.kind === 'rootFunction') return source.function.call;
  return source?.kind === 'column' ? source.column.computed : undefined;
}

function isEntity(gateway: GatewaySchema, type: GraphQLObjectType): boolean {
  return gateway.model.entities.some((entity) => entity.name === type.name);
}

function countArguments(): fc.Arbitrary<Field['args']> {
  const mode: Value = { type: 'CountMode', content: { kind: 'enum', name: 'CAPPED' }, asVariable: false };
  const capped = integer(4).map((cap): Field['args'] => [
    ['mode', mode],
    ['cap', cap],
  ]);
  return sometimes(30, capped).map((args) => args ?? []);
}

/** Only keys that are grouped by have values. */
function withKeysOfGroups(field: Field): Field {
  const by = field.args.find(([name]) => name === 'by')?.[1].content;
  const items = by?.kind === 'list' ? by.items : [];
  const names = items.flatMap((item) => (item.kind === 'object' ? item.fields.map(([name]) => name) : []));
  const fields = field.selection?.fields.map((part) => {
    if (part.name !== 'keys' || !part.selection) return part;
    const known = part.selection.fields.filter(({ name }) => names.includes(name));
    return { ...part, selection: { ...part.selection, fields: known.length > 0 ? known : [bare('__typename')] } };
  });
  return { ...field, selection: field.selection && { ...field.selection, fields: fields ?? [] } };
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
  ['maxDepth', 40],
  ['having', 25],
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
