/**
 * raise: the relation may not be loaded here. It emits no SQL.
 */
import type { SelectNode } from '../plan/read/select-plan.ts';
import type { LoadingStrategy } from './strategy.ts';

export const raise: LoadingStrategy = {
  name: 'raise',
  whyNot: () => null,
  write: null,
  attach(node) {
    throw new Error(notLoaded(node));
  },
};

/** The error where such a relation is asked for all the same. */
export function notLoaded({ relation, entity, path, decision }: SelectNode): string {
  const what = relation ? `${relation.source.name}.${relation.field}` : entity.name;
  return `${what} not loaded (path ${path}): ${decision.because}. Ask for it with @load(strategy: AUTO).`;
}
