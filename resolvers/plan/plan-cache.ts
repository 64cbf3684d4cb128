/**
 * The plans of all callers by plan key, bounded in estimated bytes. A plan key holds everything that a plan depends on, and no value; the values decide which
 * plan of a family is taken.
 */
import type { ParameterValue } from '../../loaders/database/database.ts';
import type { ExpectedRows } from '../../loaders/plan/read/estimate.ts';
import type { Probe, SlotValues } from '../../loaders/plan/estimates/selectivity.ts';
import type { Statistics } from '../../loaders/plan/estimates/statistics.ts';
import type { CompiledPlan } from '../../loaders/sql/read/compiled-plan.ts';
import { Lru, type LruBounds } from '../operation/lru.ts';
import { PlanFamily } from './plan-family.ts';
import type { RowInquiries, RowInquiry } from './row-inquiry.ts';

/** How often a plan was found, and how often it had to be made. */
export interface PlanCounts {
  hits: number;
  misses: number;
}

export interface CachedPlan {
  readonly plan: CompiledPlan;
  /** The question to PostgreSQL that may bring a better plan; null: there is none. */
  readonly inquiry: RowInquiry | null;
}

/** Makes a plan for some values, and by what PostgreSQL expects where it has been asked. */
type MakePlan = (values: SlotValues, expected?: ExpectedRows) => CompiledPlan;

/** Where a plan is made that is not cached yet. */
interface NewPlan {
  readonly make: MakePlan;
  /** The estimated bytes of all names in it. */
  readonly bytes: number;
  /** Null: nobody is asked. */
  readonly inquiries: RowInquiries | null;
}

/** As measured: a select with all that was weighed about it. */
const BYTES_PER_SELECT = 3_000;
/** A condition with its estimate, its SQL and its place in the plan key. */
const BYTES_PER_PARAMETER = 800;
/** At the most. */
export const BYTES_PER_CHARACTER = 2;

export class PlanCache {
  readonly counts: PlanCounts;
  readonly #statistics: () => Statistics;
  /** Even plans without a choice are kept per estimate, for those who ask to see them. */
  readonly #isShown: boolean;
  readonly #families: Lru<PlanFamily<CachedPlan>>;
  #plannedWith: Statistics | null = null;

  constructor(bounds: LruBounds, statistics: () => Statistics, isShown: boolean, counts: PlanCounts) {
    this.counts = counts;
    this.#statistics = statistics;
    this.#isShown = isShown;
    this.#families = new Lru(bounds);
  }

  plan(key: string, values: readonly ParameterValue[] | null, { make, bytes, inquiries }: NewPlan): CachedPlan {
    const statistics = this.#statistics();
    // A choice by older statistics is made anew.
    if (this.#plannedWith !== statistics) this.#families.clear();
    this.#plannedWith = statistics;
    const family = this.#families.get(key);
    const existing = family?.plan(values);
    if (existing) {
      this.counts.hits++;
      return existing;
    }
    this.counts.misses++;
    const planFor = family?.isFull ? null : values;
    const plan = make(planFor);
    const areEstimatesUsed = plan.nodes.length > 1 || this.#isShown;
    const replan = (expected: ExpectedRows): void => {
      this.#families.get(key)?.replace(planFor, { plan: make(planFor, expected), inquiry: null });
    };
    const inquiry = areEstimatesUsed ? (inquiries?.inquiry(plan, planFor, replan) ?? null) : null;
    const probes: readonly Probe[] = areEstimatesUsed ? plan.probes : [];
    const grown = family ?? new PlanFamily<CachedPlan>(probes);
    grown.add(values, { plan, inquiry }, bytes + key.length * BYTES_PER_CHARACTER + planBytes(plan));
    this.#families.set(key, grown, grown.bytes);
    return { plan, inquiry };
  }
}

function planBytes({ nodes, statements }: CompiledPlan): number {
  let bytes = nodes.length * BYTES_PER_SELECT;
  for (const { sql, parameters } of statements.values())
    bytes += sql.length * BYTES_PER_CHARACTER + parameters.length * BYTES_PER_PARAMETER;
  return bytes;
}
