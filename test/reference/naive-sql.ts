/**
 * Arguments → SQL the slow and obvious way: every relation is a correlated subselect, nothing is shared or joined.
 * Written apart from `loaders/` on purpose: it is what the loaders are compared with.
 */
import { type GraphQLInputObjectType, getNamedType, isInputObjectType } from 'graphql';
import { encodeInput } from '../../schema/encode-input.ts';
import { aggregatesOf } from '../../schema/aggregates.ts';
import { coerce } from '../support/coerce.ts';
import type { GatewaySchema } from '../../schema/field-sources.ts';
import { sortable } from '../../schema/sortable.ts';
import type { AggregateValue, Column, Computed, Entity, PgType, Relation, TableName } from '../../schema/model.ts';

export type Json = Readonly<Record<string, unknown>>;

export interface NaiveOrder {
  readonly expression: string;
  readonly direction: string;
  readonly counted: boolean;
}

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function tableName(table: TableName): string {
  return `${quote(table.schema)}.${quote(table.name)}`;
}

export function columnName(alias: string, column: Column): string {
  if (column.computed) return computedName(alias, column.computed);
  return `${alias}.${quote(column.name)}${column.stored ? `::${tableName(column.type)}` : ''}`;
}

function computedName(alias: string, computed: Computed): string {
  if (computed.kind === 'function') return `${tableName(computed.function)}(${alias})`;
  return `(${computed.parts.map((part) => (typeof part === 'string' ? part : alias)).join('')})`;
}

/** One statement under construction. */
export class NaiveSql {
  readonly values: (string | string[] | null)[] = [];
  /** Columns that are no columns of a table. */
  readonly spelled = new Map<Column, string>();
  readonly #gateway: GatewaySchema;
  readonly #claims: Json;
  #isPolicy = false;
  #aliases = 0;

  constructor(gateway: GatewaySchema, claims: Json) {
    this.#gateway = gateway;
    this.#claims = claims;
  }

  bind(type: PgType, text: string | string[] | null): string {
    this.values.push(text);
    return `$${this.values.length}::${tableName(type)}${Array.isArray(text) ? '[]' : ''}`;
  }

  alias(): string {
    return `x${this.#aliases++}`;
  }

  /** The rows of an entity that may be seen, of its table or a function; a policy itself sees all. */
  table(entity: Entity, alias: string, source = tableName(entity.table)): string {
    if (!entity.policy || this.#isPolicy) return `${source} ${alias}`;
    this.#isPolicy = true;
    const where = withClaims(entity.policy.where, this.#claims);
    const condition = isJson(where) ? this.where(alias, this.#gateway.configured.whereOf(entity), where) : 'false';
    this.#isPolicy = false;
    // Not a subselect: what takes a row of the table would not take one of a subselect.
    return `(${source} ${alias} join (values (0)) ${this.alias()} on ${condition})`;
  }

  /** Where the far row `far` belongs to the near row, whose columns `near` spells. */
  related(relation: Relation, near: (column: Column) => string, far: string): string {
    const all = this.#relatedAll(relation, near, far);
    const { kind, orderBy, target } = relation;
    if (kind === 'many' || !orderBy) return all;
    const other = this.alias();
    const keys = (alias: string) => (target.key?.columns ?? []).map((column) => columnName(alias, column)).join(', ');
    const sorted = this.sorted(other, target, orderBy.by);
    const rows = `${this.table(target, other)} where ${this.#relatedAll(relation, near, other)} order by ${sorted}`;
    return `${all} and (${keys(far)}) = (select ${keys(other)} from ${rows} limit 1)`;
  }

  /** An order of the configuration, made total. */
  sorted(alias: string, entity: Entity, by: readonly unknown[]): string {
    const type = this.#gateway.schema.getType(`${entity.name}OrderBy`);
    const terms = isInputObjectType(type) ? this.order(alias, type, by.filter(isJson)) : [];
    const written = terms.map(({ expression, direction }) => `${expression} ${directionSql(direction)}`);
    return [...written, ...tieBreak(alias, entity)].join(', ');
  }

  #relatedAll(relation: Relation, near: (column: Column) => string, far: string): string {
    const { criteria, target } = relation;
    const way = this.#way(relation, near, far);
    const where = criteria && withClaims(criteria.where, this.#claims);
    return isJson(where) ? `${way} and ${this.where(far, this.#gateway.configured.whereOf(target), where)}` : way;
  }

  #way({ junction, on, pairs, source }: Relation, near: (column: Column) => string, far: string): string {
    if (on) {
      const own = this.alias();
      const same = pairs.map(({ local, remote }) => `${columnName(own, remote)} = ${near(local)}`);
      const condition = on.map((part) => ('text' in part ? part.text : part.side === 'source' ? own : far)).join('');
      return `exists (select 1 from ${tableName(source.table)} ${own} where ${same.join(' and ')} and (${condition}))`;
    }
    if (!junction) return pairs.map(({ local, remote }) => `${columnName(far, remote)} = ${near(local)}`).join(' and ');
    const link = this.alias();
    const conditions = [
      ...pairs.map(({ local, remote }) => `${columnName(link, remote)} = ${near(local)}`),
      ...junction.pairs.map(({ local, remote }) => `${columnName(link, local)} = ${columnName(far, remote)}`),
    ];
    return `exists (select 1 from ${this.table(junction.entity, link)} where ${conditions.join(' and ')})`;
  }

  where(alias: string, type: GraphQLInputObjectType, where: Json): string {
    if (typeof where['claim'] === 'string') return claimTest(this.#claims[where['claim']], where);
    const conditions = Object.entries(where).map(([key, value]) => {
      const source = this.#source(type, key);
      const inner = inputType(type, key);
      if (source.kind === 'and' || source.kind === 'or') return this.#combine(alias, inner, source.kind, value);
      if (!isJson(value)) throw new Error(`${type.name}.${key} is not an object`);
      if (source.kind === 'not') return `(not ${this.where(alias, inner, value)})`;
      if (source.kind === 'one') return this.#exists(alias, source.relation, inner, value);
      if (source.kind === 'values') return this.where(alias, inner, value);
      if (source.kind === 'many') return this.#quantified(alias, source.relation, inner, value);
      if (source.kind !== 'column') throw new Error(`${type.name}.${key} is no condition`);
      return this.#column(alias, source.column, value);
    });
    return conditions.length === 0 ? 'true' : `(${conditions.join(' and ')})`;
  }

  #combine(alias: string, type: GraphQLInputObjectType, word: 'and' | 'or', list: unknown): string {
    const parts = Array.isArray(list) ? list.filter(isJson).map((each) => this.where(alias, type, each)) : [];
    if (parts.length === 0) return word === 'and' ? 'true' : 'false';
    return `(${parts.join(` ${word} `)})`;
  }

  #exists(alias: string, relation: Relation, type: GraphQLInputObjectType, where: Json): string {
    const far = this.alias();
    const related = this.related(relation, (column) => columnName(alias, column), far);
    const table = this.table(relation.target, far);
    return `exists (select 1 from ${table} where ${related} and ${this.where(far, type, where)})`;
  }

  #quantified(alias: string, relation: Relation, type: GraphQLInputObjectType, value: Json): string {
    const parts = Object.entries(value).map(([quantifier, where]) => {
      if (!isJson(where)) throw new Error(`${type.name}.${quantifier} is not an object`);
      const inner = inputType(type, quantifier);
      if (quantifier === 'some') return this.#exists(alias, relation, inner, where);
      if (quantifier === 'none') return `(not ${this.#exists(alias, relation, inner, where)})`;
      const far = this.alias();
      const related = this.related(relation, (column) => columnName(alias, column), far);
      const refuted = `${this.where(far, inner, where)} is not true`;
      return `(not exists (select 1 from ${this.table(relation.target, far)} where ${related} and ${refuted}))`;
    });
    return parts.length === 0 ? 'true' : `(${parts.join(' and ')})`;
  }

  #column(alias: string, column: Column, operators: Json): string {
    const name = this.spelled.get(column) ?? columnName(alias, column);
    const parts = Object.entries(operators).map(([operator, value]) => this.#operator(name, column, operator, value));
    return parts.length === 0 ? 'true' : `(${parts.join(' and ')})`;
  }

  #operator(name: string, column: Column, operator: string, value: unknown): string {
    const { type } = column;
    // A policy comes from the configuration, where nobody has coerced its values yet.
    const one = (): string => this.bind(type, encodeInput(type, this.#isPolicy ? coerce(type, value) : value));
    const elements = (): string =>
      this.bind(type, encodeInput(type.kind === 'array' ? { ...type, dimensions: 1 } : type, value));
    const list = (element: PgType): string =>
      this.bind(element, Array.isArray(value) ? value.map((each) => encodeInput(element, each)) : []);
    switch (operator) {
      case 'isNull':
        return `(${name} is null) = ${String(value)}`;
      case 'isEmpty':
        return `${type.kind === 'range' ? `isempty(${name})` : `(cardinality(${name}) = 0)`} = ${String(value)}`;
      case 'in':
        return `${name} = any(${list(type)})`;
      case 'notIn':
        return `${name} <> all(${list(type)})`;
      case 'has':
        return type.kind === 'array'
          ? `${this.bind(type.element, encodeInput(type.element, value))} = any(${name})`
          : 'no array';
      case 'hasSome':
        return `${name} && ${elements()}`;
      case 'overlaps':
        return `${name} && ${one()}`;
      case 'hasEvery':
        return `${name} @> ${elements()}`;
      case 'contains':
        return isText(type) ? this.#position(name, type, value, 'inside') : `${name} @> ${one()}`;
      case 'containedBy':
        return `${name} <@ ${one()}`;
      case 'like':
      case 'ilike':
        return `${name} ${operator} ${one()}`;
      case 'startsWith':
        return this.#position(name, type, value, 'start');
      case 'endsWith':
        return this.#position(name, type, value, 'end');
      case 'search':
        return `to_tsvector(${name}::text) @@ websearch_to_tsquery(${one()}::text)`;
      case 'containsInsensitive':
        return this.#position(name, type, value, 'inside', 'lower');
      case 'startsWithInsensitive':
        return this.#position(name, type, value, 'start', 'lower');
      case 'endsWithInsensitive':
        return this.#position(name, type, value, 'end', 'lower');
      default:
        return `${name} ${symbol(operator)} ${one()}`;
    }
  }

  /** String functions instead of patterns: nothing to escape. */
  #position(name: string, type: PgType, value: unknown, where: 'start' | 'end' | 'inside', fold = ''): string {
    const part = `${fold}(${this.bind(type, encodeInput(type, value))}::text)`;
    const whole = `${fold}(${name}::text)`;
    if (where === 'inside') return `strpos(${whole}, ${part}) > 0`;
    const side = where === 'start' ? 'left' : 'right';
    return `${side}(${whole}, length(${part})) = ${part}`;
  }

  order(alias: string, type: GraphQLInputObjectType, orderBy: readonly Json[]): NaiveOrder[] {
    return orderBy.map((term) =>
      this.#term(type, term, (column) => this.spelled.get(column) ?? columnName(alias, column)),
    );
  }

  #term(type: GraphQLInputObjectType, term: Json, near: (column: Column) => string): NaiveOrder {
    const [[key, value] = ['', null]] = Object.entries(term);
    const source = this.#source(type, key);
    if (source.kind === 'column') {
      return { expression: near(source.column), direction: String(value), counted: false };
    }
    if (!isJson(value)) throw new Error(`${type.name}.${key} is no order`);
    if (source.kind === 'manyAggregate') return this.#aggregated(source.relation, inputType(type, key), value, near);
    if (source.kind === 'values') return this.#term(inputType(type, key), value, near);
    if (source.kind !== 'one') throw new Error(`${type.name}.${key} is no order`);
    const { relation } = source;
    const far = this.alias();
    const related = this.related(relation, near, far);
    const inner = this.#term(inputType(type, key), value, (column) => columnName(far, column));
    const table = this.table(relation.target, far);
    const found = `(select ${inner.expression} from ${table} where ${related})`;
    // Where there is no row, there are none below it either.
    return { ...inner, expression: inner.counted ? `coalesce(${found}, 0)` : found };
  }

  #aggregated(relation: Relation, type: GraphQLInputObjectType, value: Json, near: (column: Column) => string) {
    const far = this.alias();
    const { values } = aggregatesOf(relation.target);
    const over = (column: Column): string => naiveAggregate(values[column.index], (of) => columnName(far, of));
    const term = this.#term(type, value, over);
    const from = `${this.table(relation.target, far)} where ${this.related(relation, near, far)}`;
    return { ...term, expression: `(select ${term.expression} from ${from})`, counted: counts(value) };
  }

  #source(type: GraphQLInputObjectType, key: string) {
    const source = this.#gateway.inputs.get(type.name, key);
    if (!source) throw new Error(`${type.name}.${key} means nothing`);
    return source;
  }
}

/** Claims are written out. */
function withClaims(where: unknown, claims: Json): unknown {
  if (Array.isArray(where)) return where.map((each) => withClaims(each, claims));
  if (!isJson(where)) return where;
  if (typeof where['claim'] === 'string') return isClaimTest(where) ? where : claims[where['claim']];
  return Object.fromEntries(Object.entries(where).map(([key, value]) => [key, withClaims(value, claims)]));
}

function isClaimTest(where: Json): boolean {
  return Object.keys(where).length > 1;
}

/** Both sides are known here, so that the comparison is JavaScript's; of a claim that is not there nothing is known. */
function claimTest(value: unknown, where: Json): string {
  const parts = Object.entries(where).flatMap(([operator, operand]): (boolean | null)[] => {
    if (operator === 'claim') return [];
    if (operator === 'isNull') return [(value === undefined) === operand];
    if (value === undefined) return [null];
    const operands: readonly unknown[] = Array.isArray(operand) ? operand : [operand];
    const found = operands.map(String).includes(String(value));
    return [operator === 'eq' || operator === 'in' ? found : !found];
  });
  return `(${parts.map((part) => `${part}::boolean`).join(' and ')})`;
}

/** Over no rows there is 0 of them. */
function counts(value: Json): boolean {
  return 'count' in value || 'countDistinct' in value;
}

export function naiveAggregate(value: AggregateValue | undefined, spell: (column: Column) => string): string {
  if (!value?.of) return 'count(*)';
  return value.function === 'countDistinct'
    ? `count(distinct ${spell(value.of)})`
    : `${value.function}(${spell(value.of)})`;
}

function isText(type: PgType): boolean {
  return type.kind === 'scalar' && ['text', 'varchar', 'bpchar', 'citext', 'name'].includes(type.name);
}

function symbol(operator: string): string {
  const symbols: Record<string, string> = { eq: '=', ne: '<>', lt: '<', lte: '<=', gt: '>', gte: '>=', hasKey: '?' };
  const found = symbols[operator];
  if (!found) throw new Error(`no operator ${operator}`);
  return found;
}

/** The input object behind a field's list and non-null wrappers. */
function inputType(type: GraphQLInputObjectType, key: string): GraphQLInputObjectType {
  const inner = getNamedType(type.getFields()[key]?.type);
  return isInputObjectType(inner) ? inner : type;
}

/** What ends every order: the key, else ctid, else every column that has an order. */
export function tieBreak(alias: string, entity: Entity): string[] {
  if (entity.key) return entity.key.columns.map((column) => columnName(alias, column));
  if (entity.hasRowId) return [`${alias}.ctid`];
  return [...entity.columns, ...entity.hiddenColumns]
    .filter(({ type }) => sortable(type))
    .map((column) => columnName(alias, column));
}

/** Nulls come last unless asked for, in either direction. */
export function directionSql(direction: string): string {
  const [word = '', nulls] = direction.toLowerCase().split('_nulls_');
  return `${word} nulls ${nulls ?? 'last'}`;
}
