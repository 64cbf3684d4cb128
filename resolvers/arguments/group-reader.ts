/** Reads `groups(by:, having:, orderBy:)` as the grouping of rows and the total order of the groups. */
import type { GraphQLField, GraphQLInputObjectType } from 'graphql';
import { columnsOfFilter } from '../../loaders/plan/shared/columns-of.ts';
import {
  type Filter,
  type Grouping,
  type GroupTerm,
  type OrderTerm,
  type Slot,
  TRUE,
} from '../../loaders/plan/shared/filter.ts';
import { aggregatesOf } from '../../schema/model/aggregates.ts';
import { TEXT } from '../../schema/model/built-in-types.ts';
import type { ApiSchema } from '../../schema/graphql/field-sources.ts';
import type { Aggregates } from '../../schema/model/aggregate-model.ts';
import type { Column, Entity } from '../../schema/model/model.ts';
import { isRecord } from '../../schema/util/records.ts';
import { ArgumentError, type SlotWriter } from './argument-reader.ts';
import { argumentInput } from './input-types.ts';
import { OrderReader } from './order-reader.ts';
import { ascending } from './total-order.ts';
import { timeZoneName } from './time-zone.ts';
import { WhereReader } from './where-reader.ts';

type Args = Readonly<Record<string, unknown>>;

export class GroupReader {
  readonly #api: ApiSchema;
  readonly #slots: SlotWriter;
  readonly #definition: GraphQLField<unknown, unknown>;
  readonly #aggregates: Aggregates;

  constructor(api: ApiSchema, slots: SlotWriter, definition: GraphQLField<unknown, unknown>, entity: Entity) {
    this.#api = api;
    this.#slots = slots;
    this.#definition = definition;
    this.#aggregates = aggregatesOf(entity);
  }

  grouping(args: Args): Grouping {
    const type = this.#inputType('by');
    const { by } = args;
    const items: readonly unknown[] = Array.isArray(by) ? by : [by];
    if (items.length === 0) throw new ArgumentError('groups(by:) is empty; name at least one column.');
    const zone = this.#zone(args);
    const terms = items.map((item, index) => this.#key(type, item, { at: `groups(by:)[${index}]`, zone }));
    for (const [index, { key }] of terms.entries()) {
      if (terms.findIndex((term) => term.key === key) === index) continue;
      throw new ArgumentError(`groups(by:) names ${key.of.field} twice; a group has one value of each column.`);
    }
    if (zone && !terms.some((term) => term.zone)) {
      throw new ArgumentError('groups(timeZone:) has nothing to cut: none of by is a moment (DateTime) that is cut.');
    }
    return { by: terms, having: this.#having(args, terms) };
  }

  order(args: Args, { by }: Grouping): readonly OrderTerm[] {
    this.#slots.note('by');
    const reader = new OrderReader(this.#api, (word) => this.#slots.note(word), this.#slots.attempt);
    const terms = reader.terms(this.#inputType('orderBy'), args['orderBy'], 'groups(orderBy:)');
    const columns = terms.flatMap((term) => (term.by.kind === 'column' ? [term.by.column] : []));
    const keys = by.map(({ key }) => key.column);
    refuseStrangers('orderBy', columns, by, this.#aggregates);
    const missing = keys.filter((column) => !columns.includes(column));
    return [...terms, ...missing.map((column) => ascending(column, true))];
  }

  #zone({ timeZone }: Args): Slot | null {
    if (timeZone === undefined || timeZone === null) return null;
    this.#slots.note('timeZone');
    return this.#slots.text(TEXT, timeZoneName(timeZone, 'groups(timeZone:)'));
  }

  #key(
    type: GraphQLInputObjectType,
    item: unknown,
    { at, zone }: { readonly at: string; readonly zone: Slot | null },
  ): GroupTerm {
    const [[name, value] = ['', null], ...more] = isRecord(item) ? Object.entries(item) : [];
    const source = this.#api.inputs.get(type.name, name);
    if (source?.kind !== 'groupKey' || more.length > 0) throw new ArgumentError(`${at} must have exactly one field.`);
    this.#slots.note(name);
    const { key } = source;
    if (value === true || value === 'EXACT') return { key, unit: null, zone: null };
    if (typeof value === 'string') {
      return {
        key,
        unit: this.#slots.text(TEXT, value.toLowerCase()),
        zone: key.isMoment ? (zone ?? this.#slots.text(TEXT, 'UTC')) : null,
      };
    }
    throw new ArgumentError(`${at}.${name} is ${String(value)}; leave it out, or give true.`);
  }

  #having(args: Args, by: Grouping['by']): Filter {
    const value = args['having'];
    if (value === undefined || value === null) return TRUE;
    this.#slots.note('having');
    const reader = new WhereReader(this.#api, this.#slots);
    const having = reader.read(this.#inputType('having'), value, 'groups(having:)');
    refuseStrangers('having', columnsOfFilter(having), by, this.#aggregates);
    return having;
  }

  #inputType(name: string): GraphQLInputObjectType {
    const type = argumentInput(this.#definition, name);
    if (!type) throw new ArgumentError(`groups(${name}:) is not known.`);
    return type;
  }
}

/** A column that rows are not grouped by has no value in a group. */
function refuseStrangers(
  argument: 'having' | 'orderBy',
  columns: readonly Column[],
  by: Grouping['by'],
  { keys }: Aggregates,
): void {
  const stranger = keys.find((key) => columns.includes(key.column) && !by.some((each) => each.key === key));
  if (!stranger) return;
  throw new ArgumentError(`groups(${argument}:) names the key ${stranger.of.field}, which is not among by.`);
}
