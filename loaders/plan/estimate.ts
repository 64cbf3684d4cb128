/**
 * Second pass: how many rows, how wide. From pg_class and pg_stats where the tables were analysed, else rules of thumb.
 */
import type { Column, Entity, Relation } from '../../schema/model.ts';
import type { DraftNode, DraftPlan } from './collect.ts';
import type { Filter, RowFilters } from './filter.ts';
import type { Estimate } from './select-plan.ts';
import type { Statistics } from './statistics.ts';

/** PostgreSQL's own defaults for what it cannot know (selfuncs.h): 0.005 for =, 1/3 for <. */
const EQUAL = 0.005;
const RANGE = 1 / 3;
const PATTERN = 0.1;
const UNKNOWN_ROWS = 1000;
const UNKNOWN_WIDTH = 16;
const UNKNOWN_CHILDREN = 10;
/** DataRow: a length word before every value. */
const VALUE_HEADER = 4;

export function estimate(plan: DraftPlan, statistics: Statistics, filters: RowFilters): void {
  for (const node of plan.nodes) {
    const known = statistics.table(node.entity) !== null && (node.parent?.estimate.known ?? true);
    const seen = visible(node, statistics, filters);
    const share = seen * selectivity(node.list.filter, node.entity, statistics);
    const counts = node.relation && node.parent ? related(node, statistics, share) : root(node, statistics, share);
    const all = node.cardinality === 'one' ? counts.rows : tableRows(node.entity, statistics);
    const read = Math.max(counts.rows, Math.min(all, counts.rows / seen));
    node.estimate = { ...counts, read, rowBytes: rowBytes(node, statistics), known };
  }
}

/** The share of rows that policies and criteria let a request see. */
function visible({ entity, relation }: DraftNode, statistics: Statistics, filters: RowFilters): number {
  const between = relation?.junction?.entity;
  return (
    selectivity(filters(entity), entity, statistics) *
    (relation ? selectivity(filters(relation), entity, statistics) : 1) *
    (between ? selectivity(filters(between), between, statistics) : 1)
  );
}

type Counts = Pick<Estimate, 'parents' | 'distinctParents' | 'rows'>;

function root(node: DraftNode, statistics: Statistics, share: number): Counts {
  const found = tableRows(node.entity, statistics) * share;
  const rows =
    node.cardinality === 'one' ? (node.list.expectedLimit ?? 1) : Math.min(found, node.list.expectedLimit ?? Infinity);
  return { parents: 1, distinctParents: 1, rows: Math.max(1, Math.round(rows)) };
}

function related(node: DraftNode, statistics: Statistics, share: number): Counts {
  const { parent, relation } = node;
  if (!parent || !relation) return root(node, statistics, share);
  const held = keysHeld(parent, relation, statistics);
  if (node.kind === 'count' || node.kind === 'aggregate') return { ...held, rows: held.distinctParents };
  if (node.cardinality === 'one') return { ...held, rows: Math.round(held.parents * share) };
  const matching = childrenPerParent(relation, statistics) * share;
  const perParent = Math.min(matching, node.list.expectedLimit ?? Infinity);
  return { ...held, rows: Math.round(held.distinctParents * perParent) };
}

/** How many parents have a key for the relation, and how many keys differ. */
function keysHeld(parent: DraftNode, relation: Relation, statistics: Statistics): Omit<Counts, 'rows'> {
  const rows = parent.estimate.rows;
  if (relation.direction === 'backward') return { parents: rows, distinctParents: rows };
  let present = 1;
  let distinct = 1;
  for (const { local } of relation.pairs) {
    const column = statistics.column(parent.entity, local);
    present = Math.min(present, 1 - (column?.nullFraction ?? 0));
    distinct *= column?.distinct ?? UNKNOWN_ROWS;
  }
  const parents = Math.round(rows * present);
  const domain = Math.max(1, Math.min(distinct, tableRows(relation.target, statistics)));
  const all = Math.max(1, tableRows(parent.entity, statistics) * present, domain);
  return { parents, distinctParents: Math.round(expectedDistinct(parents, domain, all)) };
}

/** Distinct values expected in so many rows of a table that has `distinct` of them, each equally often. */
function expectedDistinct(rows: number, distinct: number, tableRows: number): number {
  const absent = Math.max(0, 1 - rows / tableRows);
  return Math.min(rows, distinct * (1 - Math.pow(absent, tableRows / distinct)));
}

function childrenPerParent(relation: Relation, statistics: Statistics): number {
  const many = relation.junction?.entity ?? relation.target;
  const table = statistics.table(many);
  if (!table || relation.on) return UNKNOWN_CHILDREN;
  const distinct = relation.pairs.map(({ remote }) => statistics.column(many, remote)?.distinct ?? 1);
  return table.rows / Math.max(1, ...distinct);
}

function tableRows(entity: Entity, statistics: Statistics): number {
  return statistics.table(entity)?.rows ?? UNKNOWN_ROWS;
}

function rowBytes(node: DraftNode, statistics: Statistics): number {
  let bytes = 0;
  for (const column of node.columns) {
    bytes += VALUE_HEADER + (statistics.column(node.entity, column)?.width ?? UNKNOWN_WIDTH);
  }
  return bytes;
}

function selectivity(filter: Filter, entity: Entity, statistics: Statistics): number {
  switch (filter.kind) {
    case 'and':
      return filter.filters.reduce((share, part) => share * selectivity(part, entity, statistics), 1);
    case 'or':
      return Math.min(
        1,
        filter.filters.reduce((share, part) => share + selectivity(part, entity, statistics), 0),
      );
    case 'not':
      return Math.max(0, 1 - selectivity(filter.filter, entity, statistics));
    case 'null': {
      const share = statistics.column(entity, filter.column)?.nullFraction ?? EQUAL;
      return filter.isNull ? share : 1 - share;
    }
    case 'compare':
      return compareSelectivity(filter.column, filter.operator, entity, statistics);
    case 'empty':
    case 'at':
    case 'search':
    case 'related':
    case 'claim':
      return 0.5;
  }
}

function compareSelectivity(column: Column, operator: string, entity: Entity, statistics: Statistics): number {
  const known = statistics.column(entity, column);
  const one = known ? 1 / Math.max(1, known.distinct) : EQUAL;
  if (operator === 'eq') return one;
  if (operator === 'in') return Math.min(1, 5 * one);
  if (operator === 'ne' || operator === 'notIn') return 1 - one;
  return ['lt', 'lte', 'gt', 'gte'].includes(operator) ? RANGE : PATTERN;
}
