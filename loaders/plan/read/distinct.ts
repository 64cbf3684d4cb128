/** How many different keys so many rows hold, and how many rows a key. */
import type { SelectNode } from './select-plan.ts';
import type { ColumnStatistics, Statistics } from '../estimates/statistics.ts';
import { distinctTogether } from '../estimates/extended-statistics.ts';
import type { Relation } from '../../../schema/model/model.ts';
import { BOUNDS, type Filter } from '../shared/filter.ts';

export interface KeyRows {
  /** Rows that hold a key, and all such rows of the table. */
  readonly rows: number;
  readonly all: number;
  /** Different keys in the whole table. */
  readonly domain: number;
  /** 0…1: the rows lie together on disk, and so do equal keys. */
  readonly order: number;
  /** The key, where it is one column; null: each key is taken to be equally frequent. */
  readonly column: ColumnStatistics | null;
}

/**
 * Rows that lie together hold the keys that lie there: a share of the table's rows, the same share of its keys. Between that and rows
 * from anywhere PostgreSQL, too, interpolates by the square of the correlation (cost_index).
 */
export function expectedDistinct(keys: KeyRows): number {
  const { rows, all, domain, order } = keys;
  const anywhere = ofAnyRows(keys);
  const together = Math.min(anywhere, Math.max(1, (domain * rows) / all));
  return Math.min(rows, anywhere + order * order * (together - anywhere));
}

function ofAnyRows({ rows, all, domain, column }: KeyRows): number {
  const absent = Math.max(0, 1 - rows / all);
  const found = (share: number): number => 1 - Math.pow(absent, all * share);
  const common = [...(column?.distribution?.common.values() ?? [])];
  const commonShare = common.reduce((sum, share) => sum + share, 0);
  const others = Math.max(0, domain - common.length);
  const rare = others > 0 ? Math.max(0, 1 - commonShare) / others : 0;
  return Math.min(rows, common.reduce((sum, share) => sum + found(share), 0) + others * found(rare));
}

/** 0…1: how far the rows of a root are neighbours on disk, by the column that bounds them or cuts them to a page. */
export function physicalOrder({ entity, args, parent }: SelectNode, statistics: Statistics): number {
  if (parent) return 0;
  const [first] = args.order;
  const sorted = args.limit && first?.by.kind === 'column' && first.path.length === 0 ? [first.by.column] : [];
  const bounding = args.limit && sorted.length > 0 ? sorted : boundColumns(args.filter);
  return Math.max(0, ...bounding.map((column) => Math.abs(statistics.column(entity, column)?.correlation ?? 0)));
}

function boundColumns(filter: Filter): readonly Extract<Filter, { kind: 'compare' }>['column'][] {
  if (filter.kind === 'and') return filter.filters.flatMap(boundColumns);
  return filter.kind === 'compare' && BOUNDS.has(filter.operator) ? [filter.column] : [];
}

/** Rows behind a key that has any: of the relation's target, or of its junction. Null where nothing is known of them. */
export function rowsPerKey({ junction, target, pairs, on }: Relation, statistics: Statistics): number | null {
  const many = junction?.entity ?? target;
  const table = statistics.table(many);
  if (!table || on) return null;
  const columns = pairs.map(({ remote }) => remote);
  const together = distinctTogether(table.extended, columns);
  const distinct = columns.map((column) => statistics.column(many, column)?.distinct ?? 1);
  return table.rows / Math.max(1, together ?? 0, ...distinct);
}
