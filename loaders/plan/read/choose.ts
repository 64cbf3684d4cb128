/**
 * Pass: a strategy for every relation, with the reason. A wish goes first, as far as the strategy says that it is legal; then the cheapest
 * offer is taken. Legality, costs and reasons stand in the strategies.
 */
import { PlanError } from '../shared/plan-error.ts';
import type { DraftNode, DraftPlan } from './draft-plan.ts';
import type { ChoiceFacts, Offer, PlannedStrategy } from './planned-strategy.ts';
import type { Decision } from './select-plan.ts';
import { type Wish, wishOf } from '../shared/wish.ts';

export function choose(plan: DraftPlan, facts: ChoiceFacts): void {
  const mistakes: PlanError[] = [];
  for (const node of plan.nodes) {
    if (!node.parent) continue;
    try {
      node.decision = decide(node, plan, facts);
    } catch (error) {
      if (!(error instanceof PlanError)) throw error;
      mistakes.push(error);
    }
  }
  const [first, ...others] = mistakes;
  if (first) throw new PlanError(first.message, others);
}

function decide(node: DraftNode, plan: DraftPlan, facts: ChoiceFacts): Decision {
  const wish = wishOf(node);
  const granted = wish && grant(wish, node, plan, facts);
  return granted ?? onlyWay(node, facts) ?? cheapest(node, plan, facts, wish);
}

function grant(wish: Wish, node: DraftNode, plan: DraftPlan, { strategies }: ChoiceFacts): Decision | null {
  const asked = strategies[wish.strategy];
  const obstacle = asked.whyNot(node, plan, wish);
  if (obstacle !== null && wish.binding) {
    throw new PlanError(`${node.path}: ${wish.source} asks for ${asked.name}, but ${obstacle}.`);
  }
  if (obstacle !== null || !concerns(asked, node)) return null;
  return { strategy: asked.name, because: `${asked.name}: ${wish.source}`, rejected: [] };
}

/** A count is one value per parent: the wish for its list does not concern it, unless the list is not to be loaded now. */
function concerns(asked: PlannedStrategy, node: DraftNode): boolean {
  return node.kind === 'rows' || !asked.offer;
}

function onlyWay(node: DraftNode, { strategies }: ChoiceFacts): Decision | null {
  for (const strategy of Object.values(strategies)) {
    const way = strategy.onlyWay?.(node);
    if (way) return { ...way, strategy: strategy.name, because: `${strategy.name}: ${way.because}` };
  }
  return null;
}

interface Candidate {
  readonly strategy: PlannedStrategy['name'];
  readonly offer: Offer;
}

/** The first of the list is taken where offers are equal. */
function cheapest(node: DraftNode, plan: DraftPlan, facts: ChoiceFacts, wish: Wish | null): Decision {
  const candidates: Candidate[] = [];
  const rejected: Decision['rejected'][number][] = [];
  for (const strategy of Object.values(facts.strategies)) {
    if (!strategy.offer) continue;
    const { name } = strategy;
    const obstacle = strategy.whyNot(node, plan, null);
    if (obstacle === null) candidates.push({ strategy: name, offer: strategy.offer(node, facts) });
    else if (wish?.strategy !== name) rejected.push({ strategy: name, because: obstacle });
    else rejected.push({ strategy: name, because: `${obstacle} (${wish.source} gives way)` });
  }
  const [best, ...others] = candidates.sort((one, other) => one.offer.ms - other.offer.ms);
  if (!best) throw new Error(`no strategy loads ${node.path}`);
  for (const { strategy, offer } of others) rejected.push({ strategy, because: offer.refusal });
  const because = best.offer.because(others[0]?.offer ?? null);
  return { strategy: best.strategy, because: `${best.strategy}: ${because}`, rejected };
}
