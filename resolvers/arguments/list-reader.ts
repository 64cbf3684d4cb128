/** Reads the arguments of a field that loads rows as ListArguments. */
import { type GraphQLField, type GraphQLInputObjectType, isInputObjectType, type FieldNode, Kind } from 'graphql';
import {
  type Counting,
  type Filter,
  type SelectArguments,
  NO_ARGUMENTS,
  type OrderTerm,
  type Slot,
  TRUE,
} from '../../loaders/plan/shared/filter.ts';
import { INT4, INT8 } from '../../schema/model/built-in-types.ts';
import { valueColumns } from '../../schema/model/value-columns.ts';
import type { LimitsConfig } from '../../schema/config/config.ts';
import type { FieldSource, ApiSchema } from '../../schema/graphql/field-sources.ts';
import type { Column, Computed, Entity, Relation, RootFunction, RootOne } from '../../schema/model/model.ts';
import { isRecord } from '../../schema/util/records.ts';
import { ArgumentError, SlotWriter } from './argument-reader.ts';
import { GroupReader } from './group-reader.ts';
import { argumentInput } from './input-types.ts';
import { readKeysets } from './keyset-reader.ts';
import { nextPowerOfTwo } from './magnitude.ts';
import { distinctOrder, OrderReader } from './order-reader.ts';
import { pageSizes } from './page-sizes.ts';
import { numbered, total } from './total-order.ts';
import { argumentValues, type VariableValues } from '../operation/variables.ts';
import { WhereReader } from './where-reader.ts';

export interface ReadList {
  readonly list: SelectArguments;
  /** The slot of a connection's page size plus one. */
  readonly limitSlot: number;
  readonly slots: SlotWriter;
}

interface Ordered {
  readonly entity: Entity;
  readonly relation: Relation | null;
  readonly args: Args;
  readonly distinctOn: readonly Column[];
}

type Args = Readonly<Record<string, unknown>>;

const NOTHING = { list: NO_ARGUMENTS, limitSlot: -1 };

/** The order of a tree without an orderBy. */
const NEAREST: OrderTerm = { path: [], by: { kind: 'depth' }, descending: false, nullsFirst: false, nullable: false };

export class ListReader {
  readonly #api: ApiSchema;
  readonly #limits: LimitsConfig;
  readonly #slots: SlotWriter;
  readonly #definition: GraphQLField<unknown, unknown>;
  readonly #name: string;
  /** The arguments that a variable gives. */
  #variables: ReadonlySet<string> = new Set();

  constructor(
    api: ApiSchema,
    limits: LimitsConfig,
    definition: GraphQLField<unknown, unknown>,
    conditionsLeft = limits.conditions,
  ) {
    this.#api = api;
    this.#limits = limits;
    this.#slots = new SlotWriter(limits, conditionsLeft);
    this.#definition = definition;
    this.#name = definition.name;
  }

  /** Throws an ArgumentError, or graphql's own error for a missing or ill-typed argument. */
  read(source: FieldSource, node: FieldNode, variables: VariableValues): ReadList {
    const args = argumentValues(this.#definition, node, variables);
    this.#variables = new Set(
      node.arguments?.filter(({ value }) => value.kind === Kind.VARIABLE).map(({ name }) => name.value),
    );
    const read = this.#slots.attempt(() => this.#read(source, args), NOTHING);
    this.#slots.finish();
    return { ...read, slots: this.#slots };
  }

  #read(source: FieldSource, args: Args): { list: SelectArguments; limitSlot: number } {
    switch (source.kind) {
      case 'rootOne':
        return { list: { ...NO_ARGUMENTS, filter: this.#key(source.one, args) }, limitSlot: -1 };
      case 'rootList':
        return { list: this.#list(source.entity, args, null), limitSlot: -1 };
      case 'rootFunction':
        return { list: this.#function(source.function, args), limitSlot: -1 };
      case 'many':
        return { list: this.#list(source.relation.target, args, source.relation), limitSlot: -1 };
      case 'rootAggregate':
      case 'manyAggregate':
        return { list: { ...NO_ARGUMENTS, filter: this.#filter(args) }, limitSlot: -1 };
      case 'column':
        return { list: { ...NO_ARGUMENTS, operands: this.#operands(source.column.computed, args) }, limitSlot: -1 };
      case 'groups':
        return { list: this.#groups(source.entity, args), limitSlot: -1 };
      case 'totalCount':
        return { list: { ...NO_ARGUMENTS, counting: this.#counting(args) }, limitSlot: -1 };
      case 'tree':
        return { list: this.#tree(source.relation, args), limitSlot: -1 };
      case 'rootConnection':
        return this.#connection(source.entity, args, null);
      case 'manyConnection':
        return this.#connection(source.relation.target, args, source.relation);
      default:
        return { list: NO_ARGUMENTS, limitSlot: -1 };
    }
  }

  #function(call: RootFunction, args: Args): SelectArguments {
    this.#slots.note('call');
    const operands = this.#operands(call.call, args);
    if (!call.isList) return { ...NO_ARGUMENTS, call, operands };
    // The rows of a function have no place in a table, and its values keep their order.
    const list = this.#list({ ...call.entity, rowId: [] }, args, null);
    return { ...list, order: call.value ? [] : list.order, call, operands };
  }

  /** A function has a default for a missing argument. Elsewhere it is NULL. */
  #operands(computed: Computed | undefined, args: Args): readonly (Slot | null)[] {
    return (computed?.args ?? []).map(({ name, type }) => {
      const given = args[name] ?? null;
      if (given !== null) return argument(this.#slots.value(type, given, `${this.#name}(${name}:)`));
      const left = computed?.kind === 'function' && args[name] === undefined;
      this.#slots.note(left ? '-' : 'null');
      return left ? null : argument(this.#slots.null(type));
    });
  }

  #key(one: RootOne, args: Args): Filter {
    const filters = one.key.columns.map((column, index): Filter => {
      const name = one.args[index] ?? column.field;
      const operand = this.#slots.value(column.type, args[name], `${this.#name}(${name}:)`);
      return { kind: 'compare', column, operator: 'eq', operand };
    });
    return { kind: 'and', filters };
  }

  #list(entity: Entity, args: Args, relation: Relation | null): SelectArguments {
    const filter = this.#filter(args);
    const distinctOn = this.#distinctOn(entity, args);
    const order = this.#order({ entity, relation, args, distinctOn });
    const sizes = pageSizes(entity, this.#limits);
    const limit = this.#size(args, 'limit', sizes.max);
    const offset = this.#offset(args);
    const size = limit ?? (relation ? null : sizes.default);
    const slot = size === null ? null : this.#slots.number(INT8, size);
    return {
      ...NO_ARGUMENTS,
      filter,
      order,
      distinctOn,
      limit: slot,
      ...(size !== null && this.#expected(size, ['limit'])),
      offset: offset === null ? null : this.#slots.number(INT8, offset),
    };
  }

  #groups(entity: Entity, args: Args): SelectArguments {
    const reader = new GroupReader(this.#api, this.#slots, this.#definition, entity);
    const grouping = reader.grouping(args);
    const order = reader.order(args, grouping);
    const size = this.#size(args, 'limit', this.#limits.maxPageSize) ?? this.#limits.defaultPageSize;
    const limit = this.#slots.number(INT8, size);
    return { ...NO_ARGUMENTS, grouping, order, limit };
  }

  #counting(args: Args): Counting {
    const cap = this.#natural(args, 'cap');
    const { mode } = args;
    this.#slots.note(String(mode));
    if (mode === 'CAPPED' && cap === null)
      throw new ArgumentError('totalCount(cap:) is missing; CAPPED counts up to it.');
    if (mode === 'CAPPED' && cap !== null) return { mode: 'capped', cap: this.#slots.number(INT8, cap) };
    if (cap !== null)
      throw new ArgumentError(`totalCount(cap:) is for CAPPED; ${String(mode)} has no end to count to.`);
    return { mode: mode === 'ESTIMATE' ? 'estimate' : 'exact' };
  }

  #tree(relation: Relation, args: Args): SelectArguments {
    const maxDepth = this.#natural(args, 'maxDepth');
    if (maxDepth !== null) this.#slots.note('depth');
    const list = this.#list(relation.target, args, relation);
    const order = args['orderBy'] === undefined || args['orderBy'] === null ? [NEAREST, ...list.order] : list.order;
    return { ...list, order, maxDepth: maxDepth === null ? null : this.#slots.number(INT4, maxDepth) };
  }

  #connection(entity: Entity, args: Args, relation: Relation | null): { list: SelectArguments; limitSlot: number } {
    const filter = this.#filter(args);
    const order = numbered(entity, this.#order({ entity, relation, args, distinctOn: [] }));
    const sizes = pageSizes(entity, this.#limits);
    const first = this.#size(args, 'first', sizes.max);
    const last = this.#size(args, 'last', sizes.max);
    if (first !== null && last !== null) {
      throw new ArgumentError(`${this.#name}: first and last exclude each other; give one of them.`);
    }
    const size = first ?? last ?? sizes.default;
    const limit = this.#slots.number(INT8, size + 1);
    const keysets = readKeysets(this.#slots, this.#name, args, order);
    const backward = last !== null;
    this.#slots.note(backward ? 'backward' : 'forward');
    // One row more than the page tells whether there is a next page.
    const expected = this.#expected(size + 1, ['first', 'last']);
    const list = { ...NO_ARGUMENTS, filter, order, keysets, limit, ...expected, backward };
    return { list, limitSlot: limit.index };
  }

  #filter(args: Args): Filter {
    const type = argumentInput(this.#definition, 'where');
    const value = args['where'];
    if (!type || value === undefined || value === null) return TRUE;
    if (isRecord(value) && Object.keys(value).length === 0) return TRUE;
    this.#slots.note('where');
    const reader = new WhereReader(this.#api, this.#slots);
    return this.#slots.attempt(() => reader.read(type, value, `${this.#name}(where:)`), TRUE);
  }

  /** The order of the client counts, else that of the relation, else that of the entity. */
  #order({ entity, relation, args, distinctOn }: Ordered): readonly OrderTerm[] {
    const type = argumentInput(this.#definition, 'orderBy');
    const reader = new OrderReader(this.#api, (word) => this.#slots.note(word), this.#slots.attempt);
    this.#slots.note('by');
    const given = args['orderBy'] ?? null;
    if (distinctOn.length > 0) {
      const terms = reader.terms(type, given, `${this.#name}(orderBy:)`);
      return total(entity, distinctOrder(distinctOn, terms, this.#name));
    }
    const by = given ?? relation?.orderBy?.by ?? null;
    if (by !== null || !entity.orderBy) return total(entity, reader.terms(type, by, `${this.#name}(orderBy:)`));
    return total(entity, reader.terms(this.#orderType(entity), entity.orderBy.by, entity.orderBy.path));
  }

  /** The order of a subtype without a table is that of its base, whose columns the subtype may lack. */
  #orderType({ name, base }: Entity): GraphQLInputObjectType | null {
    const owner = base && !base.relation ? base.entity.name : name;
    const type = this.#api.schema.getType(`${owner}OrderBy`);
    return isInputObjectType(type) ? type : null;
  }

  #distinctOn(entity: Entity, args: Args): readonly Column[] {
    const value = args['distinctOn'];
    const fields = new Set<unknown>(Array.isArray(value) ? value : []);
    const columns = valueColumns(entity).filter(({ field }) => fields.has(field));
    for (const { field } of columns) this.#slots.note(`distinct ${field}`);
    return columns;
  }

  #size(args: Args, name: 'limit' | 'first' | 'last', max: number): number | null {
    const value = this.#natural(args, name);
    if (value === null || value <= max) return value;
    return this.#slots.attempt<null>(() => {
      throw new ArgumentError(`${this.#name}(${name}:) is ${value}; at most ${max} rows per page.`);
    }, null);
  }

  #offset(args: Args): number | null {
    const value = this.#natural(args, 'offset');
    if (value) this.#slots.note('offset');
    return value === 0 ? null : value;
  }

  #natural(args: Args, name: string): number | null {
    const value = args[name];
    if (typeof value !== 'number') return null;
    if (value >= 0) return value;
    return this.#slots.attempt<null>(() => {
      throw new ArgumentError(`${this.#name}(${name}:) is ${value}; it must not be negative.`);
    }, null);
  }

  /** Plans differ by a literal limit, and by the magnitude of a limit from a variable. */
  #expected(size: number, names: readonly string[]): Pick<SelectArguments, 'expectedLimit' | 'fixedLimit'> {
    const fixedLimit = !names.some((name) => this.#variables.has(name));
    const expectedLimit = fixedLimit ? size : nextPowerOfTwo(size);
    this.#slots.note(`${fixedLimit ? '=' : '~'}${expectedLimit}`);
    return { expectedLimit, fixedLimit };
  }
}

function argument(slot: Slot): Slot {
  return { ...slot, role: 'argument' };
}
