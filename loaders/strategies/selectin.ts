/**
 * selectin: one further statement for all parents. Their keys travel as arrays, PostgreSQL matches them,
 * the ordinal that comes back tells which parents a row belongs to.
 *
 *     select k.ord::int4, t0."id", t0."score" from unnest($1::int8[]) with ordinality as k(k0, ord)
 *       join posts t0 on t0."author_id" = k.k0 order by k.ord, t0."id"
 *
 * With a limit per parent:
 *
 *     … cross join lateral (select … from posts t0 where t0."author_id" = k.k0 order by t0."score" desc, t0."id" limit $2) b
 *       order by k.ord
 *
 * Where the root is cheap to repeat, its keys are found anew in the place of `$1`: `array(select t0."id" from users t0 … limit $1)`.
 */
import {
  chainCost,
  describeToOne,
  estimateAt,
  EXPECTED_KEYS,
  inMilliseconds,
  standingOf,
} from '../plan/read/chain-cost.ts';
import { BYTE, LOOKUP, TIE } from '../plan/read/cost.ts';
import type { DraftNode } from '../plan/read/draft-plan.ts';
import type { ChoiceFacts, Offer, Price, Standing } from '../plan/read/planned-strategy.ts';
import type { SelectNode } from '../plan/read/select-plan.ts';
import type { Statistics } from '../plan/estimates/statistics.ts';
import { attachByOrdinal } from '../rows/by-ordinal.ts';
import type { Carrier } from '../rows/carrier.ts';
import type { AttachedRows, NodeRows } from '../rows/node-rows.ts';
import { statementOf } from '../sql/read/statement-of.ts';
import { whyWalked } from './recursive.ts';
import type { LoadingStrategy } from './strategy.ts';

export const selectin: LoadingStrategy = {
  name: 'selectin',
  whyNot: whyWalked,
  offer,
  price,
  canDerive,
  write: statementOf,

  attach(node: SelectNode, parents: NodeRows, carrier: Carrier): AttachedRows {
    return attachByOrdinal(node, node.derived ? withDerivedKeys(carrier, parents) : carrier);
  },
};

/** Why a select has no rows that could be joined to those of the parents; null: it has. */
export function whyOnePerParent({ kind }: DraftNode): string | null {
  if (kind === 'rows') return null;
  if (kind === 'count') return 'a count is one value per parent';
  return 'an aggregate is made of all rows of a parent, a join would show them one by one';
}

function offer(node: DraftNode, facts: ChoiceFacts): Offer {
  const { kind, cardinality, estimate } = node;
  if (kind !== 'rows' || cardinality === 'many' || !estimate.known) {
    const because = whyOnePerParent(node) ?? describeList(node);
    const ms = kind === 'rows' && cardinality === 'one' ? Infinity : 0;
    return { ms, spentOn: 'one more statement', because: () => because, refusal: 'rule: one more statement' };
  }
  const standing = standingOf(node, facts.statistics);
  const described = describeToOne(node, standing.place);
  const ms = chainCost(price, node, standing, facts);
  const spentOn = standing.waitMs > 0 ? 'a round trip' : 'a further statement in the same flight';
  const because = (other: Offer | null): string => {
    if (!other) return describeList(node);
    const costs = `${inMilliseconds(ms)} against ${inMilliseconds(other.ms)}`;
    return `${described}: ${spentOn} costs less than ${other.spentOn} (${costs})`;
  };
  return { ms, spentOn, because, refusal: `${described}: ${spentOn} and each once cost ${inMilliseconds(ms)}` };
}

function describeList({ estimate: { rows, distinctParents, known } }: DraftNode): string {
  if (!known) return 'a list is read once for all parents';
  return `a list is read once for all ${distinctParents} parents, about ${rows} rows`;
}

/** The time to parse, plan and start one more statement. */
const STATEMENT = 0.1;

/** One more statement, in which every distinct target comes once. */
function price(node: DraftNode, { place, waitMs }: Standing, statistics: Statistics): Price {
  const { parents, distinctParents, rowBytes } = estimateAt(node, place);
  const loops = statistics.table(node.entity)?.rows ?? parents;
  const ms = waitMs + STATEMENT + parents * TIE + distinctParents * (LOOKUP + rowBytes * BYTE);
  return { ms, below: { rows: distinctParents, bytes: rowBytes, expected: EXPECTED_KEYS, loops } };
}

/** One key column, with a value in every parent that no other parent has: nothing would be looked for in vain, or found twice. */
function canDerive({ relation, parent, guard }: DraftNode): boolean {
  const [pair, ...others] = relation?.pairs ?? [];
  // No key holds for rows of tables that inherit.
  const keys = !parent || parent.entity.hasChildTables ? [] : parent.entity.uniqueKeys;
  return (
    guard === null &&
    pair !== undefined &&
    others.length === 0 &&
    !pair.local.nullable &&
    keys.some(({ columns }) => columns.length === 1 && columns[0] === pair.local)
  );
}

/** Derived keys are those of the parents, in their order. */
function withDerivedKeys(carrier: Carrier, parents: NodeRows): Carrier {
  const ordinals = Int32Array.from({ length: parents.count }, (_, index) => index + 1);
  return { ...carrier, keys: { arrays: [], ordinals, count: parents.count }, chunks: [0] };
}
