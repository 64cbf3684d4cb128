/** Counts the statements per request. Every target runs once more behind a counting proxy, apart from the timing. */
import { COMPARED_ANSWERS } from './compare.ts';
import type { Operation, OperationName } from './operations.ts';
import { startProxy } from './proxy.ts';
import { RunningTarget } from './running-target.ts';
import { StatementCounter } from './statement-counter.ts';
import { requestBodies, type Target } from './targets.ts';

export type StatementCounts = ReadonlyMap<OperationName, number>;

/** A failure here is left out, because the bench itself fails on it as well and reports the reason. */
export async function countStatements(
  target: Target,
  operations: readonly Operation[],
  databaseUrl: string,
): Promise<StatementCounts> {
  const counter = new StatementCounter();
  const proxy = await startProxy(databaseUrl, { watch: () => counter.watch() });
  const counts = new Map<OperationName, number>();
  try {
    const running = await RunningTarget.start(target, proxy.url);
    for (const operation of operations) {
      const count = await countOne(running, operation, counter).catch(() => null);
      if (count !== null) counts.set(operation.name, count);
    }
    await running.stop();
  } catch {
    return counts;
  } finally {
    proxy.close();
  }
  return counts;
}

async function countOne(running: RunningTarget, operation: Operation, counter: StatementCounter): Promise<number> {
  const bodies = requestBodies(running.target, operation).slice(0, COMPARED_ANSWERS);
  // The first request may make the server ask the database about itself.
  await running.ask(bodies[0]!);
  const before = counter.statements;
  for (const body of bodies) await running.ask(body);
  return (counter.statements - before) / bodies.length;
}
