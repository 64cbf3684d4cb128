/** Arbitrary arguments of a field. */
import * as fc from 'fast-check';
import {
  getNamedType,
  type GraphQLArgument,
  type GraphQLField,
  isEnumType,
  isInputObjectType,
  isNonNullType,
} from 'graphql';
import type { FieldSource } from '../../schema/graphql/field-sources.ts';
import { aggregatesOf } from '../../schema/model/aggregates.ts';
import type { GroupKey } from '../../schema/model/aggregate-model.ts';
import type { Computed, PgType } from '../../schema/model/model.ts';
import { withDistinctOn } from './distinct-on.ts';
import type { ValueGenerator } from './generate-values.ts';
import type { Content, CursorArgument, Field, Value } from './operation.ts';
import { sometimes } from './sometimes.ts';

export class ArgumentGenerator {
  readonly #values: ValueGenerator;

  constructor(values: ValueGenerator) {
    this.#values = values;
  }

  /** Returns null if a required argument has no value. */
  of(source: FieldSource | undefined, field: GraphQLField<unknown, unknown>): fc.Arbitrary<Field['args']> | null {
    if (source?.kind === 'rootOne') {
      const keys = source.one.args.map((name, index) => this.#keyArgument(source, field, name, index));
      const present = keys.filter((key) => key !== null);
      return present.length === keys.length ? fc.tuple(...present) : null;
    }
    if (source?.kind === 'totalCount') return countArguments();
    if (source?.kind === 'groups') return this.#groupArguments(source, field);
    const called = callOf(source)?.args ?? [];
    const arbitraries = field.args.map((argument) => {
      const { type } = called.find(({ name }) => name === argument.name) ?? {};
      if (type) return this.#callArgument(argument, type);
      if (source?.kind === 'custom')
        return sometimes(
          60,
          integer(3).map((each) => [argument.name, each] as const),
        );
      const value = this.#argument(argument);
      return value ? maybe(argument.name, value) : fc.constant(null);
    });
    const args = arbitraries.filter((each) => each !== null);
    if (args.length < arbitraries.length) return null;
    return args.length === 0 ? fc.constant([]) : this.#distinct(field, fc.tuple(...args).map(withoutContradiction));
  }

  /** Returns null if the argument is required and has no value. */
  #callArgument({ name, type }: GraphQLArgument, pgType: PgType): fc.Arbitrary<readonly [string, Value] | null> | null {
    const value = this.#values.ofType(pgType, type);
    if (!value) return isNonNullType(type) ? null : fc.constant(null);
    const given = value.map((each) => [name, each] as const);
    return isNonNullType(type) ? given : sometimes(60, given);
  }

  /**
   * Rarely, the field gives the first rows of equal ones. The order then begins with the columns in which they are
   * equal.
   */
  #distinct(field: GraphQLField<unknown, unknown>, args: fc.Arbitrary<Field['args']>): fc.Arbitrary<Field['args']> {
    const type = getNamedType(field.args.find(({ name }) => name === 'distinctOn')?.type);
    if (!isEnumType(type)) return args;
    const chosen = fc.uniqueArray(fc.constantFrom(...type.getValues()), { minLength: 1, maxLength: 2 });
    return fc.tuple(sometimes(15, chosen), args).map(([values, given]) => {
      return values ? withDistinctOn(values, given, field) : given;
    });
  }

  #groupArguments(
    { entity }: Extract<FieldSource, { kind: 'groups' }>,
    field: GraphQLField<unknown, unknown>,
  ): fc.Arbitrary<Field['args']> | null {
    const moments = aggregatesOf(entity).keys.filter(({ isMoment }) => isMoment);
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
      const value = this.#argument(each);
      return value ? [maybe(each.name, value)] : [];
    });
    return fc.tuple(by, ...optional).map((given) => {
      const args = given.filter((each) => each !== null);
      return cutsAny(moments, args) ? args : args.filter(([name]) => name !== 'timeZone');
    });
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
    if (argument.name === 'timeZone') return fc.constantFrom(...TIME_ZONES).map(zone);
    if (['limit', 'first', 'last'].includes(argument.name)) return integer(5);
    return null;
  }
}

/** Returns the computed column or function that the field calls. */
function callOf(source: FieldSource | undefined): Computed | undefined {
  if (source?.kind === 'rootFunction') return source.function.call;
  return source?.kind === 'column' ? source.column.computed : undefined;
}

function countArguments(): fc.Arbitrary<Field['args']> {
  const capped = integer(4).map((cap): Field['args'] => [countMode('CAPPED'), ['cap', cap]]);
  return sometimes(50, fc.oneof(capped, fc.constantFrom([countMode('EXACT')], [countMode('ESTIMATE')]))).map((args) => {
    return args ?? [];
  });
}

function countMode(name: string): Field['args'][number] {
  return ['mode', { type: 'CountMode!', content: { kind: 'enum', name }, asVariable: name === 'EXACT' }];
}

function integer(max: number): fc.Arbitrary<Value> {
  // A limit of zero hides everything below it, so it must be rare. Numbers of fast-check are often the smallest ones.
  const numbers = [0, ...upTo(max), ...upTo(max), ...upTo(max)];
  const content = fc.constantFrom(...numbers).map((json): Content => ({ kind: 'scalar', json }));
  return fc.record({ type: fc.constant('Int'), content, asVariable: fc.boolean() });
}

function upTo(max: number): readonly number[] {
  return Array.from({ length: max }, (_, index) => index + 1);
}

/** The percentage of fields that are given an argument. */
const PERCENT = new Map([
  ['where', 40],
  ['orderBy', 45],
  ['limit', 75],
  ['first', 60],
  ['last', 30],
  ['offset', 20],
  ['maxDepth', 40],
  ['having', 25],
  ['timeZone', 40],
]);

function maybe(name: string, value: fc.Arbitrary<Value>): fc.Arbitrary<readonly [string, Value] | null> {
  return sometimes(
    PERCENT.get(name) ?? 0,
    value.map((each) => [name, each] as const),
  );
}

const TIME_ZONES = ['UTC', 'Europe/Berlin', 'America/St_Johns', 'Pacific/Apia'];

function zone(name: string): Value {
  return { type: 'String', content: { kind: 'scalar', json: name }, asVariable: false };
}

/** A time zone needs truncated moments. */
function cutsAny(moments: readonly GroupKey[], args: Field['args']): boolean {
  const by = args.find(([name]) => name === 'by')?.[1].content;
  const items = by?.kind === 'list' ? by.items : [];
  return items.some((item) => {
    const [name, value] = (item.kind === 'object' && item.fields[0]) || [];
    const isCut = value?.content.kind === 'enum' && value.content.name !== 'EXACT';
    return isCut && moments.some(({ of }) => of.field === name);
  });
}

/** The arguments `first` and `last` exclude each other. */
function withoutContradiction(args: readonly (readonly [string, Value] | null)[]): Field['args'] {
  const given = args.filter((argument) => argument !== null);
  const hasFirst = given.some(([name]) => name === 'first');
  return hasFirst ? given.filter(([name]) => name !== 'last') : given;
}

export function cursorArguments(source: FieldSource | undefined): fc.Arbitrary<readonly CursorArgument[]> {
  if (source?.kind !== 'rootConnection' && source?.kind !== 'manyConnection') return fc.constant([]);
  const cursor = fc.record({
    side: fc.constantFrom<CursorArgument['side']>('after', 'before'),
    position: fc.constantFrom(0, ...upTo(24)),
  });
  const given = fc.uniqueArray(cursor, { minLength: 1, maxLength: 2, selector: ({ side }) => side });
  return sometimes(35, given).map((cursors) => cursors ?? []);
}
