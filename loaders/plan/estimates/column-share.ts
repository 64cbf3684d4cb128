/**
 * The share of a table's rows in which one column passes a comparison, as PostgreSQL's selfuncs.c finds it: from the most common
 * values, from the histogram of the others, and by PostgreSQL's own rules of thumb where there are no statistics.
 */
import type { PgType } from '../../../schema/model/model.ts';
import { comparable, isLess } from './comparable.ts';
import type { CompareOperator } from '../shared/filter.ts';
import { isLike } from './like.ts';
import type { ColumnStatistics, Comparable, Distribution } from './statistics.ts';

/** DEFAULT_EQ_SEL and DEFAULT_INEQ_SEL of selfuncs.h. */
export const EQUAL = 0.005;
const RANGE = 1 / 3;
/** Patterns, containment and overlaps without statistics. */
const MATCH = 0.005;
/** With fewer bounds than this, they say too little of how many texts match (patternsel). */
const MIN_SAMPLE = 10;

/** A value of the request; undefined where the plan is made for any. */
export type Operand = string | readonly string[] | undefined;

export function columnShare(
  column: ColumnStatistics | null,
  operator: CompareOperator,
  type: PgType,
  operand: Operand,
): number {
  const present = 1 - (column?.nullFraction ?? 0);
  switch (operator) {
    case 'eq':
      return equalShare(column, valueOf(type, operand));
    case 'ne':
      return Math.max(0, present - equalShare(column, valueOf(type, operand)));
    case 'in':
      return inShare(column, type, operand);
    case 'notIn':
      return Math.max(0, present - inShare(column, type, operand));
    case 'lt':
    case 'lte':
      return belowShare(column, valueOf(type, operand), operator === 'lte');
    case 'gt':
    case 'gte': {
      const value = valueOf(type, operand);
      if (value === null || !column?.distribution) return present * RANGE;
      return Math.max(0, present - belowShare(column, value, operator === 'gt'));
    }
    case 'like':
    case 'ilike':
      return likeShare(column, operator, operand);
    case 'has':
      return elementShare(column, valueOf(type, operand));
    default:
      return MATCH;
  }
}

const EQUALITY: ReadonlySet<CompareOperator> = new Set(['eq', 'ne', 'in', 'notIn']);
const BY_VALUES: ReadonlySet<CompareOperator> = new Set(['lt', 'lte', 'gt', 'gte', 'like', 'ilike', 'has']);

/** The share is a rule of thumb: the statistics that we read do not help with such an operator. */
export function isByRule(column: ColumnStatistics | null, operator: CompareOperator): boolean {
  if (!column) return true;
  return !EQUALITY.has(operator) && !(BY_VALUES.has(operator) && column.distribution);
}

/** Shares closer together than this lead to the same plans. */
const SKEW = 4;

/** False where every value is expected as often as any other. */
export function dependsOnValue(column: ColumnStatistics, operator: CompareOperator): boolean {
  const { distribution } = column;
  if (!distribution) return false;
  const top = Math.max(0, ...distribution.common.values());
  if (operator === 'ne' || operator === 'notIn') return top > 1 - 1 / SKEW;
  if (operator !== 'eq' && operator !== 'in') return true;
  const others = Math.max(1, column.distinct - distribution.common.size);
  return top > (SKEW * restShare(column, distribution)) / others;
}

function valueOf(type: PgType, operand: Operand): Comparable | null {
  return typeof operand === 'string' ? comparable(type, operand) : null;
}

function equalShare(column: ColumnStatistics | null, value: Comparable | null): number {
  if (!column) return EQUAL;
  const { distribution, distinct, nullFraction } = column;
  if (!distribution || value === null) return (1 - nullFraction) / Math.max(1, distinct);
  const common = distribution.common.get(value);
  if (common !== undefined) return common;
  return restShare(column, distribution) / Math.max(1, distinct - distribution.common.size);
}

/** The rows whose value is neither common nor null. */
function restShare({ nullFraction }: ColumnStatistics, { commonShare }: Distribution): number {
  return Math.max(0, 1 - commonShare - nullFraction);
}

/** Values that nobody knows yet count as ten, as PostgreSQL counts those of an array that it does not see. */
const UNSEEN_VALUES = 10;
/** The first of a long list stand for the others. */
const SAMPLED_VALUES = 100;

function inShare(column: ColumnStatistics | null, type: PgType, operand: Operand): number {
  if (typeof operand === 'string' || operand === undefined) {
    return Math.min(1, UNSEEN_VALUES * equalShare(column, null));
  }
  const values = new Set(operand.slice(0, SAMPLED_VALUES).map((text) => comparable(type, text)));
  let share = 0;
  for (const value of values) share += equalShare(column, value);
  return Math.min(1, share * Math.max(1, operand.length / SAMPLED_VALUES));
}

/** The rows whose value is less than the given one, or with `inclusive` the same. */
function belowShare(column: ColumnStatistics | null, value: Comparable | null, inclusive: boolean): number {
  const present = 1 - (column?.nullFraction ?? 0);
  const distribution = column?.distribution;
  if (!column || !distribution || value === null) return present * RANGE;
  let share = 0;
  for (const [common, frequency] of distribution.common) {
    if (isLess(common, value) || (inclusive && common === value)) share += frequency;
  }
  return share + restShare(column, distribution) * histogramShare(distribution.bounds, value);
}

/** The part of the histogram below a value; within one of its bins values are taken as evenly spread. */
function histogramShare(bounds: readonly Comparable[], value: Comparable): number {
  const [first] = bounds;
  if (first === undefined || bounds.length < 2) return RANGE;
  const above = bounds.findIndex((bound) => !isLess(bound, value));
  if (above === 0) return 0;
  if (above < 0) return 1;
  return (above - 1 + within(bounds[above - 1], bounds[above], value)) / (bounds.length - 1);
}

function within(low: Comparable | undefined, high: Comparable | undefined, value: Comparable): number {
  if (typeof low !== 'number' || typeof high !== 'number' || typeof value !== 'number') return 0.5;
  const share = (value - low) / (high - low);
  return Number.isFinite(share) ? share : 0.5;
}

function likeShare(column: ColumnStatistics | null, operator: 'like' | 'ilike', operand: Operand): number {
  const distribution = column?.distribution;
  if (!column || !distribution || typeof operand !== 'string') return MATCH;
  const fold = (text: Comparable): string => (operator === 'ilike' ? String(text).toLowerCase() : String(text));
  const matches = (value: Comparable): boolean => isLike(fold(value), fold(operand));
  let share = 0;
  for (const [common, frequency] of distribution.common) if (matches(common)) share += frequency;
  const { bounds } = distribution;
  const sampled = bounds.length < MIN_SAMPLE ? MATCH : Math.max(MATCH, bounds.filter(matches).length / bounds.length);
  return share + restShare(column, distribution) * sampled;
}

/** Arrays have statistics of their elements. */
function elementShare(column: ColumnStatistics | null, value: Comparable | null): number {
  const common = column?.distribution?.common;
  if (!common || value === null) return MATCH;
  // An element that is not common is rarer than the rarest that is.
  return common.get(value) ?? Math.min(MATCH, ...common.values()) / 2;
}
