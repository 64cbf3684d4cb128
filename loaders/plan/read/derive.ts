/**
 * Pass: lists below a root may select their parents' keys anew, in SQL, and so travel in the root's own flight.
 * That pays where finding the keys once more costs less than a round trip: a root by key, or a limited one along an index.
 * Keys that are bound travel in chunks; a root that may have more of them than one chunk has its lists read in chunks, too.
 */
import { orderedIndexes } from '../../../schema/model/indexes.ts';
import type { Column } from '../../../schema/model/model.ts';
import type { DraftNode, DraftPlan } from './draft-plan.ts';
import { deriveCost, waitCost } from './cost.ts';
import type { EstimateFacts } from './estimate.ts';
import type { ChoiceFacts } from './planned-strategy.ts';
import { BOUNDS, type Filter, type OrderTerm } from '../shared/filter.ts';

export function deriveKeys(plan: DraftPlan, { statistics, strategies, chunkSize }: EstimateFacts & ChoiceFacts): void {
  for (const root of plan.nodes) {
    if (root.parent || root.kind !== 'rows' || root.relation || !isCheapToRepeat(root, chunkSize)) continue;
    const lists = root.children.filter((child) => {
      const { strategy } = child.decision;
      return strategy !== 'root' && strategies[strategy].canDerive?.(child);
    });
    const derive = deriveCost(root.estimate.read);
    const wait = waitCost(root.estimate.rows, statistics.roundTripMs);
    if (!root.estimate.known || derive >= wait) continue;
    for (const list of lists) {
      list.derived = true;
      const because = `${list.decision.because}; finding the keys again (${ms(derive)}) costs less than a round trip (${ms(wait)})`;
      list.decision = { ...list.decision, because };
    }
  }
}

/** The root is found by key, or along an index with no filter but where to begin and end: PostgreSQL reads no more rows than it gives. */
function isCheapToRepeat({ cardinality, entity, args }: DraftNode, most: number): boolean {
  // The cost of a function is unknown.
  if (args.call) return false;
  if (cardinality === 'one') return true;
  if (args.limit === null || args.offset || args.keysets.length > 0) return false;
  if (args.expectedLimit === null || args.expectedLimit > most) return false;
  // Rows from the end are put in order outside, where their numbers are others.
  if (args.backward || args.distinctOn.length > 0) return false;
  const [first] = args.order;
  return orderedIndexes(entity).some(([leading]) => leading && follows(leading, first) && bounds(leading, args.filter));
}

function bounds(leading: Column, filter: Filter): boolean {
  if (filter.kind === 'and') return filter.filters.every((part) => bounds(leading, part));
  return filter.kind === 'compare' && filter.column === leading && BOUNDS.has(filter.operator);
}

function follows(leading: Column, first: OrderTerm | undefined): boolean {
  if (!first) return false;
  const { path, by, descending, nullsFirst, nullable } = first;
  if (path.length > 0 || by.kind !== 'column' || by.column !== leading) return false;
  return !nullable || descending === nullsFirst;
}

function ms(value: number): string {
  return `${value.toFixed(2)} ms`;
}
