/**
 * recursive: a tree is walked in one further statement for all parents, one walk per key. What a walk looks like is in
 * `loaders/sql/read/tree-walk.ts`.
 *
 *     select k.ord::int4, b.c0 from unnest($1::int4[]) with ordinality as k(k0, ord)
 *       cross join lateral (select t1.c0 from (with recursive w as (…) select w.* from w) t1 order by t1.depth, t1.c0) b
 *       order by k.ord
 *
 * The rows come back flat, however deep they were found, so nothing here or above recurses with the data.
 */
import type { SelectNode } from '../plan/read/select-plan.ts';
import type { NodeRows } from '../rows/node-rows.ts';
import { attachByOrdinal } from './selectin.ts';
import type { Attached, Carrier, LoadingStrategy } from './strategy.ts';

export const recursive: LoadingStrategy = {
  attach(node: SelectNode, _parents: NodeRows, carrier: Carrier): Attached {
    return attachByOrdinal(node, carrier);
  },
};
