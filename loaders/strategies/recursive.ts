/**
 * recursive: a tree is walked in one further statement for all parents, one walk per key. `loaders/sql/read/tree-walk.ts` draws a walk.
 *
 *     select k.ord::int4, b.c0 from unnest($1::int4[]) with ordinality as k(k0, ord)
 *       cross join lateral (select t1.c0 from (with recursive w as (…) select w.* from w) t1 order by t1.depth, t1.c0) b
 *       order by k.ord
 *
 * The rows come back flat, however deep they were found, so nothing here or above recurses with the data.
 */
import type { DraftNode } from '../plan/read/draft-plan.ts';
import { attachByOrdinal } from '../rows/by-ordinal.ts';
import { walkStatement } from '../sql/read/select-statement.ts';
import type { LoadingStrategy } from './strategy.ts';

export const recursive: LoadingStrategy = {
  name: 'recursive',
  whyNot: (node) => (isTree(node) ? null : 'only a tree is walked'),

  onlyWay(node) {
    if (!isTree(node)) return null;
    const because = 'a tree is walked in one statement for all parents';
    return { because, rejected: [{ strategy: 'joined', because: 'a join knows how many levels it has' }] };
  },

  write: walkStatement,
  attach: (node, _parents, carrier) => attachByOrdinal(node, carrier),
};

/** Why no other strategy loads a tree ahead of its use; null: the node is not one. */
export function whyWalked(node: DraftNode): string | null {
  return isTree(node) ? 'a tree is walked recursively' : null;
}

function isTree({ relation }: DraftNode): boolean {
  return relation !== null && relation.tree !== null;
}
