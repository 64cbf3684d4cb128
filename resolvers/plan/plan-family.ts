/**
 * The plans of one document and argument shape. Values never stand in a plan, but how many rows they find decides which is the
 * cheapest: so there is one plan per magnitude of the values that the estimates depend on.
 */
import type { Probe, SlotValues } from '../../loaders/plan/estimates/selectivity.ts';

/** Many values of many magnitudes would make a plan each: beyond this one plan serves all that have none. */
const MAX_PLANS = 16;
const ANY = 'any';

export class PlanFamily<Plan> {
  readonly #probes: readonly Probe[];
  readonly #plans = new Map<string, Plan>();

  #bytes = 0;

  constructor(probes: readonly Probe[]) {
    this.#probes = probes;
  }

  /** The estimated bytes of all plans. */
  get bytes(): number {
    return this.#bytes;
  }

  get isFull(): boolean {
    return this.#plans.size >= MAX_PLANS;
  }

  plan(values: SlotValues): Plan | undefined {
    return this.#plans.get(this.#key(values)) ?? this.#plans.get(ANY);
  }

  add(values: SlotValues, plan: Plan, bytes: number): void {
    this.#bytes += bytes;
    this.#plans.set(this.isFull ? ANY : this.#key(values), plan);
  }

  /** Only where there is one for these values already. */
  replace(values: SlotValues, plan: Plan): void {
    const key = this.#key(values);
    if (this.#plans.has(key)) this.#plans.set(key, plan);
  }

  #key(values: SlotValues): string {
    if (!values || this.#probes.length === 0) return '';
    return this.#probes.map(({ index, magnitude }) => magnitude(values[index])).join();
  }
}
