/**
 * Pass: PostgreSQL makes no joins of conditions below an OR, so `or` of conditions on related rows is asked of every row until the page is
 * full. Where each of them leads along indexes to few rows, their keys are found first, and then the rows by their keys.
 */
import { isLookedUp } from '../../../schema/model/indexes.ts';
import type { Entity, Relation } from '../../../schema/model/model.ts';
import { columnCanFail } from '../shared/can-fail.ts';
import type { DraftNode, DraftPlan } from './draft-plan.ts';
import { scannedOrCost, unitedOrCost } from './cost.ts';
import type { EstimateFacts } from './estimate.ts';
import type { Filter } from '../shared/filter.ts';
import { hidesRows } from '../shared/hides-rows.ts';
import { Selectivity } from '../estimates/selectivity.ts';
import type { TableStatistics } from '../estimates/statistics.ts';

type Or = Extract<Filter, { kind: 'or' }>;

export function uniteOrs(plan: DraftPlan, facts: EstimateFacts): void {
  for (const node of plan.nodes) {
    const { entity, args } = node;
    const table = facts.statistics.table(entity);
    // The rows below each parent are few. A condition that may fail is written behind policies, which would have to stand in every part.
    if (node.relation || args.call || !table || !isFoundByKey(entity)) continue;
    node.args = { ...args, filter: united(args.filter, (or) => isUnited(node, or, table, facts)) };
  }
}

function isFoundByKey(entity: Entity): boolean {
  const { key, hasChildTables } = entity;
  return key !== null && !hasChildTables && !hidesRows(entity) && !key.columns.some(columnCanFail);
}

/** Unknown counts as false here, but not below NOT. */
function united(filter: Filter, decide: (or: Or) => Entity | null): Filter {
  if (filter.kind === 'and') return { ...filter, filters: filter.filters.map((part) => united(part, decide)) };
  if (filter.kind !== 'or') return filter;
  const entity = decide(filter);
  return entity ? { ...filter, united: entity } : filter;
}

function isUnited(
  node: DraftNode,
  or: Or,
  table: TableStatistics,
  { statistics, values }: EstimateFacts,
): Entity | null {
  const { entity, args, estimate } = node;
  if (!or.filters.some(asksRelated) || !or.filters.every((part) => isFound(part, entity))) return null;
  const found = new Selectivity(statistics, values).share(or, entity) * table.rows;
  // A page is full before all rows are read; an aggregate needs them all.
  const page = node.kind === 'rows' ? (args.expectedLimit ?? Infinity) / Math.max(estimate.share, 1e-9) : Infinity;
  const read = Math.min(table.rows, page);
  const scanned = scannedOrCost(table, { read, parts: or.filters.length });
  const united = unitedOrCost(found, or.filters.length);
  const isCheaper = united < scanned;
  const costs = `${united.toFixed(2)} ms against ${scanned.toFixed(2)} ms`;
  if (isCheaper) {
    const because = `${node.decision.because}; the keys of what an or finds are found first, not asked of each row, ${costs}`;
    node.decision = { ...node.decision, because };
  }
  return isCheaper ? entity : null;
}

function asksRelated(filter: Filter): boolean {
  if (filter.kind === 'and' || filter.kind === 'or') return filter.filters.some(asksRelated);
  return filter.kind === 'related';
}

/** Some index leads to the rows that it leaves. */
function isFound(filter: Filter, entity: Entity): boolean {
  switch (filter.kind) {
    case 'and':
      return filter.filters.some((part) => isFound(part, entity));
    case 'or':
      return filter.filters.every((part) => isFound(part, entity));
    case 'related':
      return (
        filter.quantifier === 'some' && leadsBack(filter.relation) && isFound(filter.filter, filter.relation.target)
      );
    case 'compare':
      return filter.operator !== 'ne' && filter.operator !== 'notIn' && entity.indexed.includes(filter.column);
    case 'search':
      return entity.indexed.includes(filter.column);
    default:
      return false;
  }
}

/** From far rows to near ones an index leads, too. */
function leadsBack({ on, tree, junction, pairs, source }: Relation): boolean {
  if (on || tree) return false;
  const links = junction?.pairs.map(({ local }) => local);
  if (junction && links) return isLookedUp(junction.entity, links);
  return isLookedUp(
    source,
    pairs.map(({ local }) => local),
  );
}
