/** Measures one cell of the grid: the chooser's plan and those of the fixed strategies, request by request in turns. */
import type { Cell } from './grid.ts';
import type { LoadConnection } from './load/connection.ts';
import { requestBytes } from './load/request.ts';
import { median } from './measure.ts';
import type { RunningTarget } from './running-target.ts';

export const STRATEGIES = ['auto', 'selectin', 'joined'] as const;
export type Strategy = (typeof STRATEGIES)[number];

export interface CellResult extends Cell {
  /** Median milliseconds. */
  readonly times: Readonly<Record<Strategy, number>>;
  /** Auto against the best fixed strategy. */
  readonly ratio: number;
  /** What auto chose, from the first relation down. */
  readonly chosen: readonly string[];
}

interface Plan {
  readonly statements: string;
  readonly chosen: readonly string[];
}

interface Patience {
  readonly milliseconds: number;
  /** Each plan is asked so often even when time is up. */
  readonly turns: number;
}

/** Beyond this, auto counts as worse. */
export const TOLERANCE = 1.1;
const WARM_UP: Patience = { milliseconds: 150, turns: 4 };
const FIRST_LOOK: Patience = { milliseconds: 400, turns: 5 };
/** A cell that looks bad is measured again, longer: of hundreds of medians some are unlucky. */
const SECOND_LOOK: Patience = { milliseconds: 2_500, turns: 12 };

export class CellMeter {
  readonly #running: RunningTarget;
  readonly #connection: LoadConnection;

  constructor(running: RunningTarget, connection: LoadConnection) {
    this.#running = running;
    this.#connection = connection;
  }

  async measure(cell: Cell, document: string): Promise<CellResult> {
    const plans: Plan[] = [];
    for (const strategy of STRATEGIES) plans.push(await this.#plan(document, strategy));
    // Strategies that come to the same statements are one plan: their times differ by chance alone.
    const distinct = [...new Set(plans.map(({ statements }) => statements))];
    const requests = distinct.map((statements) => {
      const strategy = STRATEGIES[plans.findIndex((plan) => plan.statements === statements)]!;
      const url = new URL(this.#running.url);
      return requestBytes(url, JSON.stringify({ query: document }), { 'x-espalier-load': strategy });
    });
    await this.#takeTurns(requests, WARM_UP);
    const look = async (patience: Patience): Promise<CellResult> => {
      const medians = await this.#takeTurns(requests, patience);
      const [auto, selectin, joined] = plans.map(({ statements }) => medians[distinct.indexOf(statements)]!) as [
        number,
        number,
        number,
      ];
      return {
        ...cell,
        times: { auto, selectin, joined },
        ratio: auto / Math.min(selectin, joined),
        chosen: plans[0]!.chosen,
      };
    };
    const first = await look(FIRST_LOOK);
    return first.ratio > TOLERANCE ? look(SECOND_LOOK) : first;
  }

  /** The median of each request, in milliseconds. Every turn begins with another one: what follows a large answer is slower. */
  async #takeTurns(requests: readonly Buffer[], patience: Patience): Promise<number[]> {
    const samples = requests.map((): number[] => []);
    const end = performance.now() + patience.milliseconds;
    for (let turn = 0; turn < patience.turns || performance.now() < end; turn += 1) {
      for (let step = 0; step < requests.length; step += 1) {
        const index = (turn + step) % requests.length;
        const before = performance.now();
        const { status, start } = await this.#connection.ask(requests[index]!);
        if (status !== 200 || !start.includes('{"data":{')) throw new Error(`status ${status}: ${start}`);
        samples[index]!.push(performance.now() - before);
      }
    }
    return samples.map(median);
  }

  async #plan(query: string, strategy: Strategy): Promise<Plan> {
    const headers = { 'content-type': 'application/json', 'x-espalier-explain': 'plan', 'x-espalier-load': strategy };
    const response = await fetch(this.#running.url, { method: 'POST', headers, body: JSON.stringify({ query }) });
    const { extensions, errors } = (await response.json()) as ExplainedAnswer;
    if (!extensions?.plan) throw new Error(`no plan: ${JSON.stringify(errors)}`);
    const { roots, statements } = extensions.plan;
    const chosen: string[] = [];
    for (let node = roots[0]!.children[0]; node; node = node.children[0]) chosen.push(node.strategy);
    return { statements: statements.map(({ sql }) => sql).join(';\n'), chosen };
  }
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
