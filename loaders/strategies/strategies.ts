/** All loading strategies. Of two that cost the same, the first is taken. */
import type { LoadStrategy } from '../plan/shared/load-strategy.ts';
import type { SelectNode } from '../plan/read/select-plan.ts';
import { joined } from './joined.ts';
import { lazy } from './lazy.ts';
import { raise } from './raise.ts';
import { recursive } from './recursive.ts';
import { selectin } from './selectin.ts';
import type { LoadingStrategy } from './strategy.ts';

export const STRATEGIES: Readonly<Record<LoadStrategy, LoadingStrategy>> = {
  joined,
  selectin,
  recursive,
  lazy,
  raise,
};

/** The strategy of a select below another one. */
export function strategyOf({ decision, path }: SelectNode): LoadingStrategy {
  if (decision.strategy === 'root') throw new Error(`${path} has no parent`);
  return STRATEGIES[decision.strategy];
}
