/** Answers mutations: an operation is written whole or not at all; where another one stands in its way it is done again. */
import type { ExecutionResult } from 'graphql';
import { UnknownRow } from '../../loaders/work/unit-of-work.ts';
import { type MutationRequest, MutationRun } from './mutation-run.ts';
import { isContention } from './write-errors.ts';

const LONGEST_PAUSE_MS = 50;

export async function mutate(request: MutationRequest): Promise<ExecutionResult> {
  for (let attempt = 1; ; attempt++) {
    const run = new MutationRun(request, attempt);
    await run.write();
    if (run.failure instanceof UnknownRow) {
      const isRepeated = run.rowCount <= request.runtime.config.limits.diagnoseRows;
      return isRepeated ? diagnosed(request, run) : run.result;
    }
    if (!isContention(run.failure) || attempt >= request.settings.attempts) return run.result;
    await pause(attempt);
  }
}

/** The operation once more, row by row and never committed: PostgreSQL says of each row what it thinks of it. */
async function diagnosed(request: MutationRequest, first: MutationRun): Promise<ExecutionResult> {
  const run = new MutationRun(request, first.attempt);
  await run.diagnose();
  return run.failure === null ? first.result : run.result;
}

/** At random, up to 2^attempt milliseconds: whoever waits the same time meets again. */
function pause(attempt: number): Promise<void> {
  const most = Math.min(2 ** attempt, LONGEST_PAUSE_MS);
  return new Promise((resolve) => void setTimeout(resolve, Math.random() * most));
}
