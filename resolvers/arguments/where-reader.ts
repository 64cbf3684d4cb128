/** Reads `where` as a Filter. */
import type { GraphQLInputObjectType } from 'graphql';
import { type CompareOperator, type Filter, TRUE } from '../../loaders/plan/shared/filter.ts';
import { JSONPATH, TEXT } from '../../schema/model/built-in-types.ts';
import type { ApiSchema } from '../../schema/graphql/field-sources.ts';
import type { Column, PgType, Relation } from '../../schema/model/model.ts';
import { isText } from '../../schema/model/is-text.ts';
import { isRecord } from '../../schema/util/records.ts';
import { ClaimTest } from './claim-test.ts';
import { ArgumentError, type Slots } from './argument-reader.ts';
import { inputField } from './input-types.ts';

export class WhereReader {
  readonly #gateway: Pick<ApiSchema, 'inputs' | 'textSearch'>;
  readonly #slots: Slots;

  constructor(gateway: Pick<ApiSchema, 'inputs' | 'textSearch'>, slots: Slots) {
    this.#gateway = gateway;
    this.#slots = slots;
  }

  read(type: GraphQLInputObjectType, value: unknown, at: string): Filter {
    if (value instanceof ClaimTest) {
      return { kind: 'claim', claim: value.slot, test: this.#operators(value.column, value.operators, at) };
    }
    if (!isRecord(value)) throw new ArgumentError(`${at} is null; leave it out, or use isNull on a column.`);
    const entries = Object.entries(value);
    if (entries.length === 0) this.#slots.condition(at);
    const filters = entries.map(([key, part]) =>
      this.#slots.attempt(() => this.#part(type, key, part, `${at}.${key}`), TRUE),
    );
    const [only] = filters;
    return filters.length === 1 && only ? only : { kind: 'and', filters };
  }

  #part(type: GraphQLInputObjectType, key: string, value: unknown, at: string): Filter {
    const source = this.#gateway.inputs.get(type.name, key);
    if (!source) throw new ArgumentError(`${at} is not known.`);
    this.#slots.note(key);
    if (source.kind !== 'column') this.#slots.condition(at);
    switch (source.kind) {
      case 'and':
      case 'or':
        return { kind: source.kind, filters: this.#nested(type, value, at) };
      case 'not':
        return { kind: 'not', filter: this.#bracketed(type, value, at) };
      case 'column':
        return this.#operators(source.column, value, at);
      case 'one': {
        const filter = this.#bracketed(inputField(type, key), value, at);
        return { kind: 'related', relation: source.relation, quantifier: 'some', filter };
      }
      case 'many':
        return this.#quantified(type, key, source.relation, value, at);
      case 'values':
        return this.#bracketed(inputField(type, key), value, at);
      case 'manyAggregate':
        return this.#aggregated(inputField(type, key), source.relation, value, at);
      case 'rows':
      case 'groupKey':
        throw new ArgumentError(`${at} is not a condition.`);
    }
  }

  #nested(type: GraphQLInputObjectType, value: unknown, at: string): Filter[] {
    if (!Array.isArray(value)) throw new ArgumentError(`${at} is null; give a list of conditions or leave it out.`);
    return value.map((item: unknown, index) =>
      this.#slots.attempt(() => this.#bracketed(type, item, `${at}[${index}]`), TRUE),
    );
  }

  #bracketed(type: GraphQLInputObjectType, value: unknown, at: string): Filter {
    this.#slots.note('(');
    const filter = this.read(type, value, at);
    this.#slots.note(')');
    return filter;
  }

  #quantified(type: GraphQLInputObjectType, key: string, relation: Relation, value: unknown, at: string): Filter {
    if (!isRecord(value)) throw new ArgumentError(`${at} is null; use some, every or none.`);
    const list = inputField(type, key);
    const filters = Object.entries(value).map(([word, part]): Filter => {
      const quantifier = word === 'every' || word === 'none' ? word : 'some';
      this.#slots.note(quantifier);
      const filter = this.#bracketed(inputField(list, word), part, `${at}.${word}`);
      return { kind: 'related', relation, quantifier, filter };
    });
    return { kind: 'and', filters };
  }

  /** `{where: …, count: {gt: 3}}` */
  #aggregated(type: GraphQLInputObjectType, relation: Relation, value: unknown, at: string): Filter {
    if (!isRecord(value)) throw new ArgumentError(`${at} is null; say what count, sum and the others must be.`);
    const { where, ...values } = value;
    this.#slots.note('(');
    if (where !== undefined) this.#slots.note('where');
    const filter = where === undefined ? TRUE : this.#bracketed(inputField(type, 'where'), where, `${at}.where`);
    if (where !== undefined && Object.keys(values).length === 0) {
      throw new ArgumentError(
        `${at} says which rows are meant, and not what of them: add count, sum or another value.`,
      );
    }
    const having = this.read(type, values, at);
    this.#slots.note(')');
    return { kind: 'aggregated', relation, filter, having };
  }

  #operators(column: Column, value: unknown, at: string): Filter {
    if (!isRecord(value)) throw new ArgumentError(`${at} is null; use {isNull: true} to look for nulls.`);
    this.#slots.note('{');
    const entries = Object.entries(value);
    if (entries.length === 0) this.#slots.condition(at);
    const filters = entries.map(([operator, operand]) => {
      return this.#slots.attempt(() => this.#given(column, operator, operand, at), TRUE);
    });
    this.#slots.note('}');
    const [only] = filters;
    return filters.length === 1 && only ? only : { kind: 'and', filters };
  }

  #given(column: Column, operator: string, operand: unknown, at: string): Filter {
    if (operand === null) throw new ArgumentError(`${at}.${operator} is null; use {isNull: true} to look for nulls.`);
    this.#slots.note(operator);
    this.#slots.condition(at);
    return this.#operator(column, operator, operand, `${at}.${operator}`);
  }

  #operator(column: Column, operator: string, operand: unknown, at: string): Filter {
    const compare = (name: CompareOperator, type: PgType, value: unknown = operand): Filter => {
      return { kind: 'compare', column, operator: name, operand: this.#slots.value(type, value, at) };
    };
    const { type } = column;
    switch (operator) {
      case 'isNull':
        this.#slots.note(String(operand));
        return { kind: 'null', column, isNull: operand === true };
      case 'isEmpty':
        this.#slots.note(String(operand));
        return { kind: 'empty', column, isEmpty: operand === true };
      case 'in':
      case 'notIn':
        return this.#membership(column, operator, operand, at);
      case 'like':
      case 'ilike':
        return compare(operator, TEXT, checkPattern(this.#pattern(operand, at), at));
      case 'startsWith':
      case 'endsWith':
      case 'startsWithInsensitive':
      case 'endsWithInsensitive':
      case 'containsInsensitive':
        return compare(
          operator.endsWith('Insensitive') ? 'ilike' : 'like',
          TEXT,
          pattern(operator, this.#pattern(operand, at)),
        );
      case 'contains':
        return isText(type)
          ? compare('like', TEXT, pattern(operator, this.#pattern(operand, at)))
          : compare('contains', type);
      case 'hasKey':
        return compare('hasKey', TEXT);
      case 'matches':
        return compare('matches', JSONPATH, this.#pattern(operand, at));
      case 'at':
        return this.#at(column, operand, at);
      case 'search': {
        this.#slots.within('searchWords', String(operand).match(/[\p{L}\p{N}]+/gu)?.length ?? 0, at);
        const words = this.#slots.value(TEXT, operand, at);
        return { kind: 'search', column, config: this.#gateway.textSearch, words };
      }
      case 'has':
        return compare('has', type.kind === 'array' ? type.element : type);
      case 'hasSome':
        return compare('overlaps', flat(type));
      case 'hasEvery':
        return compare('contains', flat(type));
      default:
        return compare(comparison(operator, at), type);
    }
  }

  /** Reads conditions on the value at a path of a jsonb column. */
  #at(column: Column, value: unknown, at: string): Filter {
    const { path: steps, ...tests } = isRecord(value) ? value : {};
    const path = this.#slots.list(TEXT, steps, `${at}.path`);
    const keys = column.foundBy === 'contents' ? countKeys(steps) : null;
    this.#slots.note('{');
    const filters = Object.entries(tests).map(([name, operand]): Filter => {
      const where = `${at}.${name}`;
      if (operand === null) throw new ArgumentError(`${where} is null; use {isNull: true} to look for nulls.`);
      this.#slots.condition(where);
      this.#slots.note(name === 'isNull' ? `isNull ${String(operand)}` : name);
      const values = keys === null ? null : countValues(name, operand);
      const contained = keys === null || values === null ? null : { keys, values };
      if (contained) this.#slots.note(`${keys}#${values}`);
      return { kind: 'at', column, path, contained, test: this.#atTest(column.type, name, operand, where) };
    });
    this.#slots.note('}');
    return { kind: 'and', filters };
  }

  #atTest(type: PgType, name: string, operand: unknown, at: string): Extract<Filter, { kind: 'at' }>['test'] {
    switch (name) {
      case 'isNull':
        return { isNull: operand === true };
      case 'like':
      case 'ilike':
        return { operator: name, operand: this.#slots.value(TEXT, checkPattern(this.#pattern(operand, at), at), at) };
      case 'in':
      case 'notIn':
        return { operator: name, operand: this.#slots.list(type, operand, at) };
      case 'contains':
        return { operator: name, operand: this.#slots.value(type, operand, at) };
      default:
        return { operator: comparison(name, at), operand: this.#slots.value(type, operand, at) };
    }
  }

  #pattern(operand: unknown, at: string): string {
    const text = String(operand);
    this.#slots.within('patternLength', text.length, at);
    return text;
  }

  /** PostgreSQL has no type for an array of arrays, so membership of an array column is spelled out. */
  #membership(column: Column, operator: 'in' | 'notIn', operand: unknown, at: string): Filter {
    const { type } = column;
    if (type.kind !== 'array') {
      return { kind: 'compare', column, operator, operand: this.#slots.list(type, operand, at) };
    }
    const items: readonly unknown[] = Array.isArray(operand) ? operand : [operand];
    const each = operator === 'in' ? 'eq' : 'ne';
    const filters = items.map((item): Filter => {
      this.#slots.condition(at);
      return { kind: 'compare', column, operator: each, operand: this.#slots.value(type, item, at) };
    });
    this.#slots.note(`#${filters.length}`);
    return { kind: operator === 'in' ? 'or' : 'and', filters };
  }
}

/** A number for PostgreSQL, which is a position in an array. */
const POSITION = /^\s*[-+]?\d+$/;

function countKeys(steps: unknown): number | null {
  const keys: readonly unknown[] = Array.isArray(steps) ? steps : [steps];
  return keys.some((key) => POSITION.test(String(key))) ? null : keys.length;
}

/** For more values than this, PostgreSQL would have to look into an index for each. */
const FEW_VALUES = 16;

function countValues(operator: string, operand: unknown): number | null {
  if (operator === 'eq') return 1;
  if (operator !== 'in' || !Array.isArray(operand)) return null;
  return operand.length > 0 && operand.length <= FEW_VALUES ? operand.length : null;
}

/** PostgreSQL tests the elements of an array without regard to its dimensions. */
function flat(type: PgType): PgType {
  return type.kind === 'array' ? { ...type, dimensions: 1 } : type;
}

function comparison(operator: string, at: string): CompareOperator {
  switch (operator) {
    case 'eq':
    case 'ne':
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte':
    case 'containedBy':
    case 'overlaps':
      return operator;
    default:
      throw new ArgumentError(`${at} is not an operator.`);
  }
}

/** Returns a LIKE pattern that matches only the text itself. */
function pattern(operator: string, text: unknown): string {
  const literal = String(text).replaceAll(/[\\%_]/g, '\\$&');
  if (operator.startsWith('startsWith')) return `${literal}%`;
  return operator.startsWith('endsWith') ? `%${literal}` : `%${literal}%`;
}

/** PostgreSQL refuses a pattern that ends in its escape character (22025), but only on the rows that get so far. */
function checkPattern(operand: unknown, at: string): string {
  const text = String(operand);
  const trailing = /\\*$/.exec(text)?.[0].length ?? 0;
  if (trailing % 2 === 1) throw new ArgumentError(`${at} ends in an unpaired backslash; write \\\\ to match one.`);
  return text;
}
