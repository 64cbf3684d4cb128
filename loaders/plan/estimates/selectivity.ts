/**
 * The share of an entity's rows that a filter passes. Values of the request count where it brings them: then the filter's probes
 * tell for which other values the same share would do.
 */
import type { Column, Entity, Relation } from '../../../schema/model/model.ts';
import { columnShare, dependsOnValue, EQUAL, isByRule, type Operand } from './column-share.ts';
import { type CompareOperator, type Filter, LOWER_BOUNDS, type Slot, UPPER_BOUNDS } from '../shared/filter.ts';
import { dependentShare } from './extended-statistics.ts';
import { hidesRows } from '../shared/hides-rows.ts';
import type { ColumnStatistics, Statistics } from './statistics.ts';

/** Values by the index of their slot; null where a plan is made for any values. */
export type SlotValues = readonly unknown[] | null;

/** A slot whose value decides how many rows to expect. Values of one magnitude share a plan. */
export interface Probe {
  readonly index: number;
  magnitude(value: unknown): number;
}

/** Where shares come from, in a person's words. */
export interface ShareSources {
  readonly names: readonly string[];
  /** Some are rules of thumb, where PostgreSQL itself may know better. */
  readonly byRule: boolean;
}

type Compare = Extract<Filter, { kind: 'compare' }>;

/** PostgreSQL's rules of thumb for conditions that it cannot look into. */
const UNKNOWN = 0.5;
const SEARCH = 0.005;
const EMPTY = 0.1;

export class Selectivity {
  readonly probes: Probe[] = [];
  readonly #statistics: Statistics;
  readonly #values: SlotValues;
  #sources = new Set<string>();
  #byRule = false;

  constructor(statistics: Statistics, values: SlotValues) {
    this.#statistics = statistics;
    this.#values = values;
  }

  /** Takes the sources of the shares that were asked for since the last call. */
  takeSources(): ShareSources {
    const taken = { names: [...this.#sources], byRule: this.#byRule };
    this.#sources = new Set();
    this.#byRule = false;
    return taken;
  }

  share(filter: Filter, entity: Entity): number {
    switch (filter.kind) {
      case 'and':
        return this.#all(filter.filters, entity);
      case 'or':
        return 1 - filter.filters.reduce((none, part) => none * (1 - this.share(part, entity)), 1);
      case 'not':
        return Math.max(0, 1 - this.share(filter.filter, entity));
      case 'null': {
        const share = this.#column(entity, filter.column)?.nullFraction ?? this.#rule(EQUAL, 'isNull');
        return filter.isNull ? share : 1 - share;
      }
      case 'compare':
        return this.#compare(filter, entity);
      case 'empty':
        return filter.isEmpty ? this.#rule(EMPTY, 'isEmpty') : 1 - this.#rule(EMPTY, 'isEmpty');
      case 'at':
        return this.#at(filter);
      case 'search':
        return this.#rule(SEARCH, 'search');
      case 'related':
        return this.#related(filter);
      case 'aggregated':
        return this.#rule(UNKNOWN, `values over ${filter.relation.field}`);
      case 'claim':
        return UNKNOWN;
    }
  }

  /** Conditions count as independent but where statistics or a range over one column say otherwise. */
  #all(filters: readonly Filter[], entity: Entity): number {
    const parts = filters.flatMap(flatten);
    const ranges = new Map<Column, Compare[]>();
    const equals: Compare[] = [];
    let share = 1;
    for (const part of parts) {
      if (part.kind !== 'compare') share *= this.share(part, entity);
      else if (part.operator === 'eq') equals.push(part);
      else if (LOWER_BOUNDS.has(part.operator) || UPPER_BOUNDS.has(part.operator)) {
        ranges.set(part.column, [...(ranges.get(part.column) ?? []), part]);
      } else share *= this.#compare(part, entity);
    }
    for (const range of ranges.values()) share *= this.#range(range, entity);
    return share * this.#equals(equals, entity);
  }

  /** The rows that two ends of a range leave overlap: P(a < x < b) = P(x < b) + P(x > a) - 1. */
  #range(parts: readonly Compare[], entity: Entity): number {
    const shares = (of: ReadonlySet<CompareOperator>): number[] =>
      parts.filter(({ operator }) => of.has(operator)).map((part) => this.#compare(part, entity));
    const lower = shares(LOWER_BOUNDS);
    const upper = shares(UPPER_BOUNDS);
    const [column] = parts.map((part) => this.#column(entity, part.column));
    if (lower.length === 0 || upper.length === 0) return Math.min(...lower, ...upper);
    const present = 1 - (column?.nullFraction ?? 0);
    const both = Math.min(...lower) + Math.min(...upper) - present;
    // Without a histogram each end is a third, which says nothing about both: DEFAULT_RANGE_INEQ_SEL.
    return column?.distribution ? Math.max(1e-6, both) : EQUAL;
  }

  #equals(parts: readonly Compare[], entity: Entity): number {
    const shares = parts.map((part) => ({ column: part.column, share: this.#compare(part, entity) }));
    const extended = this.#statistics.table(entity)?.extended ?? [];
    if (shares.length > 1 && extended.length > 0) {
      const existing = dependentShare(extended, shares);
      if (existing.used !== null) this.#sources.add(`extended statistics ${existing.used}`);
      return existing.share;
    }
    return shares.reduce((product, { share }) => product * share, 1);
  }

  #compare({ column, operator, operand }: Compare, entity: Entity): number {
    const existing = this.#column(entity, column);
    const type = operand.type;
    const value = this.#valueOf(operand, entity);
    const share = (given: Operand): number => columnShare(existing, operator, type, given);
    if (existing && !operand.configured && !hidesRows(entity) && dependsOnValue(existing, operator))
      this.#probe(operand, share);
    this.#sources.add(sourceOf(column, existing, operator, value));
    this.#byRule ||= isByRule(existing, operator);
    return share(value);
  }

  #probe({ index }: Slot, share: (value: Operand) => number): void {
    if (this.probes.some((probe) => probe.index === index)) return;
    this.probes.push({ index, magnitude: (value) => magnitudeOf(share(operandOf(value))) });
  }

  /** A plan must not show how many hidden rows a value finds. */
  #valueOf({ index, configured }: Slot, entity: Entity): Operand {
    return configured || !this.#values || hidesRows(entity) ? undefined : operandOf(this.#values[index]);
  }

  #at({ test }: Extract<Filter, { kind: 'at' }>): number {
    if ('isNull' in test) return test.isNull ? this.#rule(EQUAL, 'at') : 1 - this.#rule(EQUAL, 'at');
    return this.#rule(columnShare(null, test.operator, test.operand.type, undefined), 'at');
  }

  #rule(share: number, operator: string): number {
    this.#sources.add(`rule for ${operator}`);
    this.#byRule = true;
    return share;
  }

  #related({ relation, quantifier, filter }: Extract<Filter, { kind: 'related' }>): number {
    const target = this.share(filter, relation.target);
    if (quantifier === 'every') return 1 - this.#some(relation, 1 - target);
    const some = this.#some(relation, target);
    return quantifier === 'none' ? 1 - some : some;
  }

  /** The share of near rows that have at least one far row among those that the filter passes. */
  #some(relation: Relation, target: number): number {
    if (relation.on || relation.tree) return this.#rule(UNKNOWN, relation.field);
    if (relation.direction === 'forward' && !relation.junction) {
      const present = relation.pairs.map(({ local }) => this.#column(relation.source, local)?.nullFraction ?? 0);
      return target * (1 - Math.max(0, ...present));
    }
    const many = relation.junction?.entity ?? relation.target;
    const near = this.#statistics.table(relation.source)?.rows;
    const far = this.#statistics.table(many)?.rows;
    if (near === undefined || far === undefined) return this.#rule(UNKNOWN, relation.field);
    const distinct = relation.pairs.map(({ remote }) => this.#column(many, remote)?.distinct ?? near);
    const parents = Math.max(1, Math.min(near, Math.max(...distinct)));
    const each = far / parents;
    return Math.min(1, parents / Math.max(1, near)) * (1 - Math.pow(1 - target, each));
  }

  #column(entity: Entity, column: Column): ColumnStatistics | null {
    return this.#statistics.column(entity, column);
  }
}

/** Conditions that all hold, wherever the client put brackets. */
function flatten(filter: Filter): readonly Filter[] {
  return filter.kind === 'and' ? filter.filters.flatMap(flatten) : [filter];
}

function operandOf(value: unknown): Operand {
  if (typeof value === 'string') return value;
  if (!Array.isArray(value)) return undefined;
  return value.filter((each: unknown) => typeof each === 'string');
}

/** Powers of four: within one, the cheapest strategy hardly changes. */
function magnitudeOf(share: number): number {
  return Math.round(Math.log2(Math.max(share, 1e-9)) / 2);
}

function sourceOf(
  { field }: Column,
  existing: ColumnStatistics | null,
  operator: CompareOperator,
  value: Operand,
): string {
  if (!existing) return `rule for ${operator} (no statistics of ${field})`;
  if (isByRule(existing, operator)) return `rule for ${operator}`;
  return existing.distribution && value !== undefined ? `values of ${field}` : `distinct values of ${field}`;
}
