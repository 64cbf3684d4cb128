/**
 * Which conditions and values PostgreSQL may refuse for one row and take for another. For those alone it matters which rows they are
 * evaluated on: PostgreSQL evaluates the conditions of one level in the order of their cost, so a policy beside them holds nothing back.
 *
 * Comparisons of built-in types give an answer for any two values. So do patterns, for those that PostgreSQL refuses are refused
 * before; words in a text do not, for a text may be too long for a tsvector. Casts, computed values, and operators of
 * extensions and users may do anything.
 */
import type { AggregateValue } from '../../../schema/model/aggregate-model.ts';
import type { Column, PgType, Relation } from '../../../schema/model/model.ts';
import { aggregatesOf } from '../../../schema/model/aggregates.ts';
import { columnsOfFilter } from './columns-of.ts';
import type { Aggregated, Filter, GroupTerm, OrderTerm } from './filter.ts';

type LeafFilter = Exclude<Filter, { kind: 'and' | 'or' | 'not' | 'related' | 'aggregated' | 'claim' }>;

function leafCanFail(filter: LeafFilter): boolean {
  if (columnCanFail(filter.column)) return true;
  switch (filter.kind) {
    case 'search':
      return !isBuiltIn(filter.column.type, 'tsvector');
    case 'compare':
      return filter.operator === 'matches' || comparisonCanFail(filter.column.type);
    case 'at':
    case 'null':
    case 'empty':
      return false;
  }
}

/** Answers whether any part of a condition may be refused, whichever row it is said of. */
export function filterCanFail(filter: Filter): boolean {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.filters.some(filterCanFail);
    case 'not':
    case 'related':
      return filterCanFail(filter.filter);
    case 'aggregated':
      return aggregatedCanFail(filter) || filterCanFail(filter.filter);
    case 'claim':
      return false;
    default:
      return leafCanFail(filter);
  }
}

/** Answers whether a condition says nothing of related rows, which ask for themselves. */
export function saysOfRow(filter: Filter): boolean {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.filters.every(saysOfRow);
    case 'not':
      return saysOfRow(filter.filter);
    default:
      return filter.kind !== 'related' && filter.kind !== 'aggregated';
  }
}

/** Answers whether PostgreSQL may refuse to read the column. */
export function columnCanFail({ stored, computed }: Column): boolean {
  return stored !== null || computed !== undefined;
}

/** PostgreSQL compares the areas of these types, and an area may be larger than a number can be. */
const AREAS = new Set(['box', 'circle']);

/** PostgreSQL's own extensions define these types, which are compared as surely as built-in ones in whichever schema they live. */
const CONTRIB = new Set(['citext', 'hstore', 'ltree']);

export function comparisonCanFail(type: PgType): boolean {
  switch (type.kind) {
    case 'enum':
      return false;
    case 'array':
      return comparisonCanFail(type.element);
    case 'composite':
      return type.composite.attributes.some((attribute) => comparisonCanFail(attribute.type));
    case 'range':
      return type.schema !== 'pg_catalog';
    case 'scalar':
      if (type.schema !== 'pg_catalog') return !CONTRIB.has(type.name);
      return AREAS.has(type.name);
  }
}

function isBuiltIn(type: PgType, name: string): boolean {
  return type.schema === 'pg_catalog' && type.name === name;
}

export function orderCanFail({ by }: OrderTerm): boolean {
  if (by.kind === 'column') return columnCanFail(by.column) || comparisonCanFail(by.column.type);
  if (by.kind === 'text') return columnCanFail(by.column);
  return by.kind === 'aggregate' && (aggregateCanFail(by.value) || relationCanFail(by.relation));
}

/** Counts and extremes stay within the range of their type; a sum of many may be too large. */
const WITHIN = new Set(['count', 'countDistinct', 'min', 'max']);

function aggregateCanFail({ function: name, of }: AggregateValue): boolean {
  return !WITHIN.has(name) || (of !== null && (columnCanFail(of) || comparisonCanFail(of.type)));
}

/** Answers whether PostgreSQL may refuse to compute or to compare the values. */
export function aggregatedCanFail({ relation, having }: Aggregated): boolean {
  const { values } = aggregatesOf(relation.target);
  const asked = new Set(columnsOfFilter(having));
  return (
    values.some((value) => asked.has(value.column) && aggregateCanFail(value)) ||
    filterCanFail(having) ||
    relationCanFail(relation)
  );
}

/** The configuration says in its own words which rows are meant. */
function relationCanFail({ on, criteria }: Relation): boolean {
  return on !== null || criteria !== null;
}

/** A day may begin before the first that PostgreSQL knows, and a condition on groups is one on rows where it names only keys. */
export function groupCanFail({ key, unit }: GroupTerm, having: Filter): boolean {
  return unit !== null || columnCanFail(key.of) || filterCanFail(having);
}
