import type { CompiledPlan } from '../../loaders/sql/read/compiled-plan.ts';
import type { PlanEvent } from '../../schema/config/events.ts';

/** A plan for whoever listens. */
export function planEvent(operation: string | null, { nodes, statements }: CompiledPlan): PlanEvent {
  const selects = nodes.map((node) => {
    const { path, entity, decision } = node;
    const sql = statements.get(node)?.sql ?? null;
    return { path, entity: entity.name, strategy: decision.strategy, because: decision.because, sql };
  });
  return { operation, selects };
}
