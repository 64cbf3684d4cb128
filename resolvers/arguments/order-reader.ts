/** Reads `orderBy` as order terms. */
import type { GraphQLInputObjectType } from 'graphql';
import type { OrderTerm } from '../../loaders/plan/shared/filter.ts';
import { aggregatesOf } from '../../schema/model/aggregates.ts';
import type { ApiSchema } from '../../schema/graphql/field-sources.ts';
import type { Column, Relation } from '../../schema/model/model.ts';
import { isRecord } from '../../schema/util/records.ts';
import { ArgumentError, type Attempt } from './argument-reader.ts';
import { inputField } from './input-types.ts';
import { ascending } from './total-order.ts';

export class OrderReader {
  readonly #api: ApiSchema;
  readonly #note: (word: string) => void;
  readonly #attempt: Attempt;

  constructor(api: ApiSchema, note: (word: string) => void, attempt: Attempt = (work) => work()) {
    this.#api = api;
    this.#note = note;
    this.#attempt = attempt;
  }

  /**
   * Returns exactly the order of the client, which may leave ties. The `type` is null for an entity without ordered
   * columns.
   */
  terms(type: GraphQLInputObjectType | null, value: unknown, at: string): readonly OrderTerm[] {
    if (!type || value === undefined || value === null) return [];
    const items: readonly unknown[] = Array.isArray(value) ? value : [value];
    return items.flatMap((item, index) => {
      return this.#attempt<readonly OrderTerm[]>(() => [this.#term(type, item, [], `${at}[${index}]`)], []);
    });
  }

  #term(type: GraphQLInputObjectType, value: unknown, path: readonly Relation[], at: string): OrderTerm {
    const entries = isRecord(value) ? Object.entries(value) : [];
    const [entry] = entries;
    if (!entry || entries.length > 1) throw new ArgumentError(`${at} must have exactly one field.`);
    const [key, inner] = entry;
    const source = this.#api.inputs.get(type.name, key);
    this.#note(key);
    switch (source?.kind) {
      case 'column':
        return this.#directed(path, { kind: 'column', column: source.column }, inner, `${at}.${key}`);
      case 'one':
        return this.#term(inputField(type, key), inner, [...path, source.relation], `${at}.${key}`);
      case 'values':
        return this.#term(inputField(type, key), inner, path, `${at}.${key}`);
      case 'manyAggregate':
        return this.#aggregated(this.#term(inputField(type, key), inner, path, `${at}.${key}`), source.relation);
      default:
        throw new ArgumentError(`${at}.${key} cannot be ordered by.`);
    }
  }

  /** Turns a term over the aggregates of related rows into one over the rows that they belong to. */
  #aggregated(term: OrderTerm, relation: Relation): OrderTerm {
    const column = term.by.kind === 'column' ? term.by.column : null;
    const value = aggregatesOf(relation.target).values.find((each) => each.column === column);
    if (!value) throw new ArgumentError(`${relation.field} cannot be ordered by that.`);
    return { ...term, by: { kind: 'aggregate', relation, value }, nullable: value.column.nullable };
  }

  #directed(path: readonly Relation[], by: OrderTerm['by'], direction: unknown, at: string): OrderTerm {
    if (typeof direction !== 'string') throw new ArgumentError(`${at} is null; give a direction such as ASC.`);
    this.#note(direction);
    const nullable = by.kind === 'column' && (by.column.nullable || path.length > 0);
    const descending = direction.startsWith('DESC');
    // Nulls come last unless asked for, in either direction.
    return { path, by, descending, nullsFirst: direction.endsWith('NULLS_FIRST'), nullable };
  }
}

/**
 * PostgreSQL finds the first of equal rows where they stand together, so the order begins with the columns in which
 * they are equal.
 */
export function distinctOrder(
  columns: readonly Column[],
  terms: readonly OrderTerm[],
  name: string,
): readonly OrderTerm[] {
  if (terms.length === 0) return columns.map((column) => ascending(column));
  const first = terms.slice(0, columns.length).flatMap(({ path, by }) => {
    return path.length === 0 && by.kind === 'column' ? [by.column] : [];
  });
  if (columns.every((column) => first.includes(column))) return terms;
  const names = columns.map(({ field }) => field).join(', ');
  throw new ArgumentError(`${name}(orderBy:) must begin with the columns of distinctOn: ${names}.`);
}
