/**
 * Measures one cell of the grid: the plan of the cost model and those of the fixed strategies, request by request in
 * turns.
 */
import type { Cell } from './grid.ts';
import type { LoadConnection } from './load/connection.ts';
import { requestBytes } from './load/request.ts';
import { median } from './measure.ts';
import { cpuBetween, cpuTimes, familyOf } from './processes.ts';
import type { RunningTarget } from './running-target.ts';

export const STRATEGIES = ['auto', 'selectin', 'joined'] as const;
export type Strategy = (typeof STRATEGIES)[number];

export interface CellResult extends Cell {
  /** The median times in milliseconds. */
  readonly times: Readonly<Record<Strategy, number>>;
  /**
   * The CPU time of gateway and PostgreSQL in milliseconds, plus the added distance once per round trip. Other work on
   * the machine does not change it.
   */
  readonly costs: Readonly<Record<Strategy, number>>;
  /** The ratio of auto to the best fixed strategy, by time and by cost. */
  readonly ratio: number;
  readonly costRatio: number;
  /** The choices of auto, from the first relation down. */
  readonly chosen: readonly string[];
}

interface Plan {
  readonly statements: string;
  readonly roundTrips: number;
  readonly chosen: readonly string[];
}

interface Sample {
  readonly ms: number;
  readonly cpu: number;
}

/** The place where the cells are measured. */
export interface Place {
  readonly running: RunningTarget;
  readonly connection: LoadConnection;
  /** The process of PostgreSQL, or null where it is on another machine and its CPU time is not counted. */
  readonly postmaster: number | null;
  readonly delayMs: number;
}

interface Patience {
  readonly milliseconds: number;
  /** Each plan is run at least so often, even when time is up. */
  readonly turns: number;
}

/** Beyond this ratio, auto counts as worse. */
export const TOLERANCE = 1.1;
const WARM_UP: Patience = { milliseconds: 150, turns: 4 };
const FIRST_LOOK: Patience = { milliseconds: 350, turns: 5 };
/** A cell that looks bad is measured again for longer, because some of hundreds of medians are unlucky. */
const SECOND_LOOK: Patience = { milliseconds: 1_500, turns: 12 };

export class CellMeter {
  readonly #place: Place;

  constructor(place: Place) {
    this.#place = place;
  }

  async measure(cell: Cell, document: string): Promise<CellResult> {
    const plans: Plan[] = [];
    for (const strategy of STRATEGIES) plans.push(await this.#plan(document, strategy));
    // Strategies with the same statements are one plan, because their times differ only by chance.
    const distinct = [...new Set(plans.map(({ statements }) => statements))];
    const requests = distinct.map((statements) => {
      const strategy = STRATEGIES[plans.findIndex((plan) => plan.statements === statements)]!;
      const url = new URL(this.#place.running.url);
      return requestBytes(url, JSON.stringify({ query: document }), { 'x-espalier-load': strategy });
    });
    await this.#takeTurns(requests, WARM_UP);
    const look = async (patience: Patience): Promise<CellResult> => {
      const medians = await this.#takeTurns(requests, patience);
      const sampleOf = ({ statements }: Plan): Sample => medians[distinct.indexOf(statements)]!;
      const times = byStrategy(plans.map((plan) => sampleOf(plan).ms));
      const costs = byStrategy(plans.map((plan) => sampleOf(plan).cpu + plan.roundTrips * this.#place.delayMs));
      return { ...cell, times, costs, ratio: ratioOf(times), costRatio: ratioOf(costs), chosen: plans[0]!.chosen };
    };
    const first = await look(FIRST_LOOK);
    return first.ratio > TOLERANCE || first.costRatio > TOLERANCE ? look(SECOND_LOOK) : first;
  }

  /**
   * Returns the medians of each request. Every turn begins with another one, because a request after a large answer is
   * slower.
   */
  async #takeTurns(requests: readonly Buffer[], patience: Patience): Promise<Sample[]> {
    const { running, connection, postmaster } = this.#place;
    const processes = [running.pid, ...(postmaster === null ? [] : familyOf(postmaster))];
    const samples = requests.map((): Sample[] => []);
    const end = performance.now() + patience.milliseconds;
    for (let turn = 0; turn < patience.turns || performance.now() < end; turn += 1) {
      for (let step = 0; step < requests.length; step += 1) {
        const index = (turn + step) % requests.length;
        const cpuBefore = cpuTimes(processes);
        const before = performance.now();
        const { status, start } = await connection.ask(requests[index]!);
        const ms = performance.now() - before;
        if (status !== 200 || !start.includes('{"data":{')) throw new Error(`status ${status}: ${start}`);
        samples[index]!.push({ ms, cpu: cpuBetween(cpuBefore, cpuTimes(processes)) ?? 0 });
      }
    }
    return samples.map((each) => ({ ms: median(each.map(({ ms }) => ms)), cpu: median(each.map(({ cpu }) => cpu)) }));
  }

  async #plan(query: string, strategy: Strategy): Promise<Plan> {
    const headers = { 'content-type': 'application/json', 'x-espalier-explain': 'plan', 'x-espalier-load': strategy };
    const response = await fetch(this.#place.running.url, { method: 'POST', headers, body: JSON.stringify({ query }) });
    const { extensions, errors } = (await response.json()) as ExplainedAnswer;
    if (!extensions?.plan) throw new Error(`no plan: ${JSON.stringify(errors)}`);
    const { roots, statements } = extensions.plan;
    const chosen: string[] = [];
    for (let node = roots[0]!.children[0]; node; node = node.children[0]) chosen.push(node.strategy);
    // In a chain, every statement that binds keys waits for the one before it.
    const roundTrips = 1 + statements.filter(({ sql }) => sql.includes('unnest($')).length;
    return { statements: statements.map(({ sql }) => sql).join(';\n'), roundTrips, chosen };
  }
}

function byStrategy([auto, selectin, joined]: readonly number[]): Record<Strategy, number> {
  return { auto: auto!, selectin: selectin!, joined: joined! };
}

function ratioOf({ auto, selectin, joined }: Readonly<Record<Strategy, number>>): number {
  return auto / Math.min(selectin, joined);
}

interface ExplainedAnswer {
  readonly errors?: unknown;
  readonly extensions?: {
    readonly plan?: { readonly roots: readonly PlanNode[]; readonly statements: readonly { readonly sql: string }[] };
  };
}

interface PlanNode {
  readonly strategy: string;
  readonly children: readonly PlanNode[];
}
