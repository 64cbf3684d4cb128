/**
 * Third pass: a strategy for every relation, with the reason. Legality first, then authority
 * (the operation's `@load`, then the configuration, then the request's default), then cost.
 */
import type { DraftNode, DraftPlan } from './draft-plan.ts';
import { estimateAt, joinPlace, toOneCosts } from './chain-cost.ts';
import { isBelow, statementOwner, whyNotJoined } from './legality.ts';
import { PlanError } from '../shared/plan-error.ts';
import type { LoadStrategy } from '../shared/load-strategy.ts';
import type { Decision } from './select-plan.ts';
import type { Statistics } from '../estimates/statistics.ts';

interface Wish {
  readonly strategy: LoadStrategy;
  readonly source: string;
  readonly binding: boolean;
}

export function choose(plan: DraftPlan, statistics: Statistics): void {
  const mistakes: PlanError[] = [];
  for (const node of plan.nodes) {
    if (!node.parent) continue;
    try {
      node.decision = decide(node, plan, statistics);
    } catch (error) {
      if (!(error instanceof PlanError)) throw error;
      mistakes.push(error);
    }
  }
  const [first, ...others] = mistakes;
  if (first) throw new PlanError(first.message, others);
}

function decide(node: DraftNode, plan: DraftPlan, statistics: Statistics): Decision {
  if (node.relation?.tree) return decideTree(node);
  const wish = wishOf(node);
  const obstacle = whyNotJoined(node, plan) ?? (wish?.binding ? null : claimed(node, plan));
  if (wish && wish.strategy === 'joined' && obstacle) {
    if (wish.binding) throw new PlanError(`${node.path}: ${wish.source} asks for joined, but ${obstacle}.`);
  } else if (wish && allowed(wish, node)) {
    return { strategy: wish.strategy, because: `${wish.strategy}: ${wish.source}`, rejected: [] };
  }
  if (obstacle) {
    const reason = wish?.strategy === 'joined' ? `${obstacle} (${wish.source} gives way)` : obstacle;
    return { strategy: 'selectin', because: selectinBecause(node, obstacle), rejected: [reject(reason)] };
  }
  return node.cardinality === 'one' ? chooseByCost(node, statistics) : collection(node);
}

/** A tree has no other way: what can be wished for is when it is loaded. */
function decideTree(node: DraftNode): Decision {
  const wish = wishOf(node);
  const because = `recursive: a tree is walked in one statement for all parents`;
  if (wish?.strategy === 'lazy' || wish?.strategy === 'raise') {
    return { strategy: wish.strategy, because: `${wish.strategy}: ${wish.source}`, rejected: [] };
  }
  if (wish?.binding) {
    throw new PlanError(`${node.path}: ${wish.source} asks for ${wish.strategy}, but a tree is walked recursively.`);
  }
  return { strategy: 'recursive', because, rejected: [reject('a join knows how many levels it has')] };
}

/** A statement joins one chain of lists: the request's default gives way to a list beside it, further on, that must be joined. */
function claimed(node: DraftNode, { nodes }: DraftPlan): string | null {
  if (node.cardinality === 'one' || !node.parent) return null;
  const owner = statementOwner(node.parent);
  const other = nodes.find((candidate) => {
    if (candidate === node || candidate.cardinality === 'one' || !isBelow(candidate, owner)) return false;
    if (isBelow(candidate, node) || isBelow(node, candidate)) return false;
    const wish = wishOf(candidate);
    return wish?.binding && wish.strategy === 'joined';
  });
  return other ? `the statement is kept for the list ${other.path}` : null;
}

/** A count is one value per parent: the wish for its list does not concern it, unless the list is not to be loaded now. */
function allowed(wish: Wish, node: DraftNode): boolean {
  return node.kind === 'rows' || wish.strategy === 'lazy' || wish.strategy === 'raise';
}

function wishOf(node: DraftNode): Wish | null {
  const { load, relation } = node;
  if (load?.binding && load.strategy !== 'auto') return { ...load, strategy: load.strategy };
  if (load?.binding) return null;
  if (relation && relation.load !== 'auto') {
    const source = `configuration of ${relation.source.name}.${relation.field}`;
    // An operation that is valid is answered: a join gives way where it would be wrong, as no client could mend that.
    return { strategy: relation.load, source, binding: relation.load !== 'joined' };
  }
  return load && load.strategy !== 'auto' ? { ...load, strategy: load.strategy } : null;
}

function reject(because: string): { strategy: LoadStrategy; because: string } {
  return { strategy: 'joined', because };
}

function selectinBecause(node: DraftNode, obstacle: string): string {
  return node.kind !== 'rows' ? `selectin: ${obstacle}` : `selectin: ${describeList(node)}`;
}

function collection(node: DraftNode): Decision {
  const { rows, parents, known: existing } = node.estimate;
  const repeats = existing ? ` about ${Math.max(0, rows - parents)} times` : '';
  return {
    strategy: 'selectin',
    because: `selectin: ${describeList(node)}`,
    rejected: [reject(`a joined list repeats its parents' columns${repeats}; ask with @load to have it`)],
  };
}

function describeList(node: DraftNode): string {
  const { rows, distinctParents, known: existing } = node.estimate;
  if (!existing) return 'a list is read once for all parents';
  return `a list is read once for all ${distinctParents} parents, about ${rows} rows`;
}

function chooseByCost(node: DraftNode, statistics: Statistics): Decision {
  const target = node.entity.name;
  if (!node.estimate.known) {
    const because = `joined: ${target} has one row per parent (no statistics yet: run ANALYZE)`;
    return { strategy: 'joined', because, rejected: [{ strategy: 'selectin', because: 'rule: one more statement' }] };
  }
  const roundTrip = opensWave(node) ? statistics.roundTripMs : 0;
  const place = joinPlace(node, statistics);
  const { parents, distinctParents, rowBytes } = estimateAt(node, place);
  const { joined, selectin } = toOneCosts(node, place, statistics, roundTrip);
  const facts = `${parents} parents, ${distinctParents} distinct ${target} of ${Math.round(rowBytes)} bytes`;
  const trip = roundTrip > 0 ? 'a round trip' : 'a further statement in the same flight';
  const joinedBecause = `${facts}: repeats cost ${ms(joined)}`;
  const selectinBecause = `${facts}: ${trip} and each once cost ${ms(selectin)}`;
  if (joined <= selectin) {
    const because = `joined: ${facts}: a repeat costs less than ${trip} (${ms(joined)} against ${ms(selectin)})`;
    return { strategy: 'joined', because, rejected: [{ strategy: 'selectin', because: selectinBecause }] };
  }
  const because = `selectin: ${facts}: ${trip} costs less than the repeats (${ms(selectin)} against ${ms(joined)})`;
  return { strategy: 'selectin', because, rejected: [{ strategy: 'joined', because: joinedBecause }] };
}

/** Lists and counts beside the node open the next wave whatever is chosen here. */
function opensWave(node: DraftNode): boolean {
  const siblings = node.parent?.children ?? [];
  return !siblings.some((sibling) => sibling !== node && (sibling.cardinality === 'many' || sibling.kind !== 'rows'));
}

function ms(value: number): string {
  return `${value.toFixed(value < 1 ? 2 : 1)} ms`;
}
