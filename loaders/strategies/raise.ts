/**
 * raise: the relation may not be loaded where it was not planned. It emits no SQL.
 */
import type { SelectNode } from '../plan/select-plan.ts';

export class NotLoadedError extends Error {
  override readonly name = 'NotLoadedError';

  constructor(node: SelectNode) {
    const { relation, path, decision } = node;
    const what = relation ? `${relation.source.name}.${relation.field}` : node.entity.name;
    super(`${what} not loaded (path ${path}): ${decision.because}. Ask for it with @load(strategy: AUTO).`);
  }
}
