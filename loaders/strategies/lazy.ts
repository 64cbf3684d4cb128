/**
 * lazy: the relation is loaded when a resolver asks for it. All parents that ask in one tick share one statement,
 * the one that selectin or recursive would have sent:
 *
 *     select k.ord::int4, t0."id" from unnest($1::int8[]) with ordinality as k(k0, ord)
 *       join posts t0 on t0."author_id" = k.k0 order by k.ord, t0."id"
 */
import { attachByOrdinal } from '../rows/by-ordinal.ts';
import { walkStatement } from '../sql/read/select-statement.ts';
import { statementOf } from '../sql/read/statement-of.ts';
import type { LoadingStrategy } from './strategy.ts';

export const lazy: LoadingStrategy = {
  name: 'lazy',
  whyNot: () => null,
  write: (node, riding, policies) => (node.relation?.tree ? walkStatement : statementOf)(node, riding, policies),
  attach: (node, _parents, carrier) => attachByOrdinal(node, carrier),
};
