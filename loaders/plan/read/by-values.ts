/**
 * Pass: marks the selects that PostgreSQL must plan for the values of each request. It plans a prepared statement for any values as soon as
 * that looks no dearer than the first five values did, and then for good (choose_custom_plan): after five wide ranges a narrow one reads
 * the whole table. Without the value it cannot take a partial index, an index on an expression that the request names, or the beginning of
 * a pattern. It expects a third of the rows for a range; a hundredth for containment, which makes a walk along the order look short; and
 * as many for a rare value as for a common one.
 * Such statements are not prepared. They are parsed again each time, which is little beside planning.
 */
import type { Column, Entity } from '../../../schema/model/model.ts';
import type { DraftNode, DraftPlan } from './draft-plan.ts';
import { dependsOnValue } from '../estimates/column-share.ts';
import type { EstimateFacts } from './estimate.ts';
import { type CompareOperator, type Filter, LOWER_BOUNDS, UPPER_BOUNDS } from '../shared/filter.ts';
import type { Statistics } from '../estimates/statistics.ts';

export function planByValues(
  plan: DraftPlan,
  { statistics, filters }: Pick<EstimateFacts, 'statistics' | 'filters'>,
): void {
  for (const node of plan.nodes) {
    const { entity, relation, args } = node;
    const of = { entity, along: orderOf(node), statistics, configured: false };
    const configured = [filters(entity), ...(relation ? [filters(relation)] : [])];
    node.plannedByValues =
      valuesDecide(args.filter, of) || configured.some((filter) => valuesDecide(filter, { ...of, configured: true }));
  }
}

interface Filtered {
  readonly entity: Entity;
  /** The column in whose order an index may bring the rows, whatever range of it is asked for. */
  readonly along: Column | null;
  readonly statistics: Statistics;
  /** The values are of the configuration: the same or nearly so for every request. Partial indexes need them all the same. */
  readonly configured: boolean;
}

function valuesDecide(filter: Filter, of: Filtered): boolean {
  switch (filter.kind) {
    case 'and': {
      // For a range with two ends PostgreSQL expects few rows whatever the values (DEFAULT_RANGE_INEQ_SEL), and follows the index.
      const closed = closedRanges(filter.filters);
      return filter.filters.some((part) => !closed.has(part) && valuesDecide(part, of));
    }
    case 'or':
      return filter.filters.some((part) => valuesDecide(part, of));
    case 'not':
      return valuesDecide(filter.filter, of);
    case 'related':
    case 'aggregated':
      return valuesDecide(filter.filter, { ...of, entity: filter.relation.target, along: null });
    case 'at':
    case 'search':
      return !of.configured && of.entity.indexed.includes(filter.column);
    case 'compare':
      return valueDecides(filter, of);
    default:
      return false;
  }
}

/** The conditions on columns that have both a lower and an upper bound. */
function closedRanges(filters: readonly Filter[]): ReadonlySet<Filter> {
  const bounds = (of: ReadonlySet<CompareOperator>) =>
    filters.flatMap((filter) => (filter.kind === 'compare' && of.has(filter.operator) ? [filter] : []));
  const [lower, upper] = [bounds(LOWER_BOUNDS), bounds(UPPER_BOUNDS)];
  const closed = new Set(
    lower.map(({ column }) => column).filter((column) => upper.some((each) => each.column === column)),
  );
  return new Set([...lower, ...upper].filter(({ column }) => closed.has(column)));
}

const EQUALS: ReadonlySet<CompareOperator> = new Set(['eq', 'in']);
const UNEQUAL: ReadonlySet<CompareOperator> = new Set(['ne', 'notIn']);

function valueDecides(
  { column, operator }: Extract<Filter, { kind: 'compare' }>,
  { entity, along, statistics, configured }: Filtered,
): boolean {
  if (entity.conditional.includes(column)) return true;
  if (configured || !entity.indexed.includes(column)) return false;
  if (LOWER_BOUNDS.has(operator) || UPPER_BOUNDS.has(operator)) return column !== along;
  if (UNEQUAL.has(operator)) return false;
  if (!EQUALS.has(operator)) return true;
  const existing = statistics.column(entity, column);
  return existing !== null && dependsOnValue(existing, operator);
}

function orderOf({ args }: DraftNode): Column | null {
  const [first] = args.order;
  return first?.by.kind === 'column' && first.path.length === 0 ? first.by.column : null;
}
