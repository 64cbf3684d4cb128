/** `groups(by:, having:, orderBy:)` → how rows are grouped, and the groups' total order. */
import { getNamedType, type GraphQLField, type GraphQLInputObjectType, isInputObjectType } from 'graphql';
import { type Filter, type Grouping, type OrderTerm, TRUE } from '../loaders/plan/filter.ts';
import type { GatewaySchema } from '../schema/field-sources.ts';
import type { Aggregates } from '../schema/model.ts';
import { ArgumentError, type SlotWriter, TEXT } from './argument-reader.ts';
import { OrderReader } from './order-reader.ts';
import { isRecord } from './records.ts';
import { WhereReader } from './where-reader.ts';

type Args = Readonly<Record<string, unknown>>;

export class GroupReader {
  readonly #gateway: GatewaySchema;
  readonly #slots: SlotWriter;
  readonly #definition: GraphQLField<unknown, unknown>;

  constructor(gateway: GatewaySchema, slots: SlotWriter, definition: GraphQLField<unknown, unknown>) {
    this.#gateway = gateway;
    this.#slots = slots;
    this.#definition = definition;
  }

  grouping(args: Args): Grouping {
    const type = this.#inputType('by');
    const { by } = args;
    const items: readonly unknown[] = Array.isArray(by) ? by : [by];
    if (items.length === 0) throw new ArgumentError('groups(by:) is empty; name at least one column.');
    const terms = items.map((item, index) => this.#key(type, item, `groups(by:)[${index}]`));
    for (const [index, { key }] of terms.entries()) {
      if (terms.findIndex((term) => term.key === key) === index) continue;
      throw new ArgumentError(`groups(by:) names ${key.of.field} twice; a group has one value of each column.`);
    }
    return { by: terms, having: this.#having(args) };
  }

  order(args: Args, { by }: Grouping, aggregates: Aggregates): readonly OrderTerm[] {
    this.#slots.note('by');
    const reader = new OrderReader(this.#gateway, (word) => this.#slots.note(word));
    const terms = reader.terms(this.#inputType('orderBy'), args['orderBy'], 'groups(orderBy:)');
    const columns = terms.flatMap((term) => (term.by.kind === 'column' ? [term.by.column] : []));
    const keys = by.map(({ key }) => key.column);
    const stranger = aggregates.keys.find(({ column }) => columns.includes(column) && !keys.includes(column));
    if (stranger)
      throw new ArgumentError(`groups(orderBy:) names the key ${stranger.of.field}, which is not among by.`);
    const missing = keys.filter((column) => !columns.includes(column));
    const ties = missing.map((column): OrderTerm => {
      return { path: [], by: { kind: 'column', column }, descending: false, nullsFirst: false, nullable: true };
    });
    return [...terms, ...ties];
  }

  #key(type: GraphQLInputObjectType, item: unknown, at: string): Grouping['by'][number] {
    const [[name, value] = ['', null], ...more] = isRecord(item) ? Object.entries(item) : [];
    const source = this.#gateway.inputs.get(`${type.name}.${name}`);
    if (source?.kind !== 'groupKey' || more.length > 0) throw new ArgumentError(`${at} must have exactly one field.`);
    this.#slots.note(name);
    if (value === true || value === 'EXACT') return { key: source.key, unit: null };
    if (typeof value === 'string') {
      return { key: source.key, unit: this.#slots.text(TEXT, value.toLowerCase()) };
    }
    throw new ArgumentError(`${at}.${name} is ${String(value)}; leave it out, or give true.`);
  }

  #having(args: Args): Filter {
    const value = args['having'];
    if (value === undefined || value === null) return TRUE;
    this.#slots.note('having');
    return new WhereReader(this.#gateway, this.#slots).read(this.#inputType('having'), value, 'groups(having:)');
  }

  #inputType(name: string): GraphQLInputObjectType {
    const type = getNamedType(this.#definition.args.find((each) => each.name === name)?.type);
    if (!isInputObjectType(type)) throw new ArgumentError(`groups(${name}:) is not known.`);
    return type;
  }
}
