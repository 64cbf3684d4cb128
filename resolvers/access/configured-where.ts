/**
 * Checks a `where` of the configuration against input types like those of clients. The parts that are right come back with their
 * values in the form of a request's.
 */
import {
  getNamedType,
  getNullableType,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  isInputObjectType,
  isListType,
  isLeafType,
} from 'graphql';
import type { ConfiguredInputs, ApiSchema, InputSource } from '../../schema/graphql/field-sources.ts';
import { fieldsOf } from '../../schema/model/subtypes.ts';
import type { ConfigIssues } from '../../schema/config/reader/config-issues.ts';
import { isRecord } from '../../schema/util/records.ts';
import { suggest } from '../../schema/util/suggest.ts';
import { claimName } from './claim-operand.ts';
import { ClaimTest } from '../arguments/claim-test.ts';
import type { ConfiguredSlots } from './configured-slots.ts';

type Where = Readonly<Record<string, unknown>>;

/** The operands of these operators become patterns before they reach PostgreSQL, and claims are known only there. */
const PATTERNS = new Set([
  'like',
  'ilike',
  'startsWith',
  'endsWith',
  'startsWithInsensitive',
  'endsWithInsensitive',
  'containsInsensitive',
]);

function isWhere(value: unknown): boolean {
  return Array.isArray(value) ? value.every(isRecord) : isRecord(value);
}

export class ConfiguredWhere {
  readonly #configured: ConfiguredInputs;
  readonly #slots: ConfiguredSlots;
  readonly #issues: ConfigIssues;
  readonly #isField: (input: string, key: string) => boolean;

  constructor({ configured, model }: ApiSchema, slots: ConfiguredSlots, issues: ConfigIssues) {
    this.#configured = configured;
    this.#slots = slots;
    this.#issues = issues;
    this.#isField = (input, key) => {
      return model.entities.some((entity) => `${entity.name}Where` === input && fieldsOf(entity).includes(key));
    };
  }

  check(type: GraphQLInputObjectType, value: unknown, at: string): Where | ClaimTest {
    if (!isRecord(value)) return this.#wrong(at, 'must be an object of conditions, such as { id: { eq: 1 } }.', {});
    const { claim, ...operators } = value;
    // A column or relation of that name has an object of conditions.
    if (typeof claim === 'string') return this.#claimTest(claim, operators, at);
    return this.#each(type, value, at, (key, field, part) => {
      const source = this.#configured.inputs.get(type.name, key);
      return this.#part(source, getNullableType(field), part, `${at}.${key}`);
    });
  }

  #claimTest(claim: string, operators: Where, at: string): Where | ClaimTest {
    const existing = this.#slots.claim(claim, `${at}.claim`);
    if (!existing) return {};
    const { column, slot } = existing;
    const type = this.#configured.operatorsOf(column.type);
    const names = Object.keys(type.getFields());
    const strangers = Object.keys(operators).filter((name) => !names.includes(name));
    if (strangers.length > 0) {
      const about = `${claim} is a claim, of which can be said ${names.join(', ')}`;
      const problem = `${about}. Conditions on the row stand beside it, in { or: [..] } or { and: [..] }.`;
      return this.#wrong(at, `has ${strangers.join(', ')}; ${problem}`, {});
    }
    if (Object.keys(operators).length === 0) {
      return this.#wrong(at, `says nothing of the claim ${claim}; add what it must be, such as eq.`, {});
    }
    return new ClaimTest(column, slot, this.#operators(type, operators, at));
  }

  #part(source: InputSource | undefined, type: GraphQLInputType, value: unknown, at: string): unknown {
    const inner = getNamedType(type);
    if (!isInputObjectType(inner)) return value;
    switch (source?.kind) {
      case 'and':
      case 'or': {
        if (!Array.isArray(value)) return this.#wrong(at, 'must be a list of conditions.', []);
        return value.map((item: unknown, index) => this.check(inner, item, `${at}[${index}]`));
      }
      case 'column':
        if (this.#issues.isOfUnknownType(source.column.name)) return {};
        return this.#operators(inner, value, at);
      case 'many':
        if (!isRecord(value)) return this.#wrong(at, 'must be an object with some, every or none.', {});
        return this.#each(inner, value, at, (word, field, part) => {
          const where = getNamedType(field);
          return isInputObjectType(where) ? this.check(where, part, `${at}.${word}`) : part;
        });
      default:
        return this.check(inner, value, at);
    }
  }

  #operators(type: GraphQLInputObjectType, value: unknown, at: string): Where {
    if (!isRecord(value)) return this.#wrong(at, 'must be an object of operators, such as { eq: 1 }.', {});
    return this.#each(type, value, at, (operator, field, operand) => {
      const path = `${at}.${operator}`;
      if (operand === null) return this.#wrong(path, 'is null; use { isNull: true } to look for nulls.', '');
      if (claimName(operand) === null) return this.#coerce(field, operand, path);
      const isPattern = PATTERNS.has(operator) || (operator === 'contains' && 'like' in type.getFields());
      if (isPattern) return this.#wrong(path, 'takes a text and no claim.', '');
      if (operator.startsWith('is')) return this.#wrong(path, 'is true or false and no claim.', true);
      return operand;
    });
  }

  /** Reads the known fields of `value`, and reports the others with the names that there are. */
  #each(
    type: GraphQLInputObjectType,
    value: Where,
    at: string,
    read: (key: string, type: GraphQLInputType, part: unknown) => unknown,
  ): Where {
    const fields = type.getFields();
    const parts = Object.entries(value).flatMap(([key, part]): [string, unknown][] => {
      const field = Object.hasOwn(fields, key) ? fields[key] : undefined;
      const issues = this.#issues.at(`${at}.${key}`, { needs: [key] });
      const value = field && read(key, field.type, part);
      // A part that is wrong is left out, so that the rest can be looked at further.
      if (field) return !issues.hasIssues || isWhere(value) ? [[key, value]] : [];
      if (this.#isField(type.name, key)) {
        issues.wrong('is a field, but conditions are on columns, relations and values without arguments or windows.');
        return [];
      }
      const hint = suggest(key, Object.keys(fields)) || ` There are ${Object.keys(fields).join(', ')}.`;
      issues.wrong(`is not known.${hint}`);
      return [];
    });
    return Object.fromEntries(parts);
  }

  #coerce(type: GraphQLInputType, value: unknown, at: string): unknown {
    const nullable = getNullableType(type);
    if (isListType(nullable)) {
      const items: readonly unknown[] = Array.isArray(value) ? value : [value];
      return items.map((item, index) => this.#coerce(nullable.ofType, item, `${at}[${index}]`));
    }
    if (!isLeafType(nullable)) {
      const hasClaim = isRecord(value) && Object.values(value).some((part) => claimName(part) !== null);
      return hasClaim ? this.#wrong(at, 'is one value, of which no part may be a claim.', null) : value;
    }
    if (value === null) return this.#wrong(at, 'is null.', '');
    try {
      return nullable.parseValue(value);
    } catch (error) {
      const [word] = isRecord(value) ? Object.keys(value) : [];
      const hint = word && suggest(word, ['claim']) ? " A claim is written { claim: 'userId' }." : '';
      return this.#wrong(at, error instanceof Error ? `is wrong: ${error.message}${hint}` : 'is wrong.', null);
    }
  }

  #wrong<Instead>(at: string, problem: string, instead: Instead): Instead {
    this.#issues.at(at).wrong(problem);
    return instead;
  }
}
