/** Tells an observer of every statement that leaves and comes back. The request fails with the error that the observer throws. */
import type { DatabaseConnection, StatementCall, StatementResult, Transaction } from '../database/database.ts';

/** How a mutation went. */
export interface MutationOutcome {
  /** The rows that were committed, by entity and action; empty where it failed. */
  readonly writes: readonly { readonly entity: string; readonly action: string }[];
  readonly attempts: number;
  /** Others stood in its way until its attempts were used up. */
  readonly isContended: boolean;
  /** It was repeated row by row, to learn which row was refused. */
  readonly isDiagnosed: boolean;
}

export interface StatementObserver {
  /** Left out: nobody counts mutations. */
  mutated?(outcome: MutationOutcome): void;
  started(call: StatementCall): unknown;
  ended(call: StatementCall, result: StatementResult): unknown;
  failed(call: StatementCall, error: unknown, ms: number): unknown;
}

export async function observed(
  observer: StatementObserver,
  connection: DatabaseConnection,
  calls: readonly StatementCall[],
  transaction: Transaction,
): Promise<StatementResult[]> {
  for (const call of calls) await observer.started(call);
  const sentAt = performance.now();
  const results = await connection.send(calls, transaction).catch(async (error: unknown) => {
    for (const call of calls) await observer.failed(call, error, performance.now() - sentAt);
    throw error;
  });
  for (const [index, call] of calls.entries()) {
    const result = results[index];
    if (result) await observer.ended(call, result);
  }
  return results;
}
