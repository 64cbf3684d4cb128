/**
 * A loading strategy as the planner sees it. The strategies stand in `loaders/strategies/`, behind SQL and rows, with which they deal too;
 * so whoever plans hands them in.
 */
import type { Statistics } from '../estimates/statistics.ts';
import type { LoadStrategy } from '../shared/load-strategy.ts';
import type { DraftNode, DraftPlan } from './draft-plan.ts';
import type { Decision } from './select-plan.ts';
import type { Wish } from '../shared/wish.ts';

export interface PlannedStrategy {
  readonly name: LoadStrategy;
  /**
   * Why it does not load the node, in a person's words; null: it does. `wish` is the one for this very strategy, null where nobody asks.
   * The node's parents and earlier siblings are decided already.
   */
  whyNot(node: DraftNode, plan: DraftPlan, wish: Wish | null): string | null;
  /** The decision for a node that no other strategy loads ahead of its use. */
  onlyWay?(node: DraftNode): Pick<Decision, 'because' | 'rejected'> | null;
  /** The cost, with the reasons for and against. Left out: nothing is loaded this way unless somebody asks. It is called only where `whyNot` is null. */
  offer?(node: DraftNode, facts: ChoiceFacts): Offer;
  /** The cost of a to-one alone, and where the rows below it would then stand. */
  price?(node: DraftNode, standing: Standing, statistics: Statistics): Price;
  /** Whether its statement can find the keys of its parents itself, in SQL. */
  canDerive?(node: DraftNode): boolean;
}

export type PlannedStrategies = Readonly<Record<LoadStrategy, PlannedStrategy>>;

export interface ChoiceFacts {
  readonly statistics: Statistics;
  readonly strategies: PlannedStrategies;
}

/** All costs are milliseconds of gateway and database together. */
export interface Offer {
  /** 0 and `Infinity` where a rule is for it or against it. */
  readonly ms: number;
  /** Names in the reasons of other strategies what the time is spent on: `the repeats`. */
  readonly spentOn: string;
  /** The reason for taking it. `other`: the next best offer. */
  because(other: Offer | null): string;
  /** The reason for not taking it. */
  readonly refusal: string;
}

export interface Price {
  readonly ms: number;
  readonly below: JoinPlace;
}

/** The parent's side of a to-one: the rows that a join would repeat it for, and the milliseconds that a statement of its own waits. */
export interface Standing {
  readonly place: JoinPlace;
  readonly waitMs: number;
}

/** The rows that a relation would be joined to. */
export interface JoinPlace {
  readonly rows: number;
  /** The bytes of one of them, as far as the statement has it. */
  readonly bytes: number;
  /** How many PostgreSQL will expect. */
  readonly expected: number;
  /** How many the relation that holds the key has by itself: PostgreSQL prices a lookup as one of so many (`get_loop_count`). */
  readonly loops: number;
}
