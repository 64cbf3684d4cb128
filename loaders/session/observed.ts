/** Tells an observer of every statement that leaves and comes back. The request fails with the error that the observer throws. */
import type { DatabaseConnection, StatementCall, StatementResult, Transaction } from '../database/database.ts';

export interface StatementObserver {
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
