/** Answers mutations: an operation, or each of its fields, is written whole or not at all; where others stand in its way it is done again. */
import type { ExecutionResult } from 'graphql';
import { UnknownRow } from '../../loaders/work/unit-of-work.ts';
import { coerceVariables } from '../operation/variables.ts';
import { allFields, eachField } from './each-field.ts';
import type { InsertRight } from './insert-rights.ts';
import { type MutationRequest, MutationRun } from './mutation-run.ts';
import type { WriteEvent } from '../../schema/config/events.ts';
import { messageOf } from '../../schema/util/message-of.ts';
import { isContention } from './write-errors.ts';

const LONGEST_PAUSE_MS = 50;

export async function mutate(request: MutationRequest): Promise<ExecutionResult> {
  if (request.settings.atomic === 'operation') return mutateWhole(request);
  const { args, operation, runtime } = request;
  // With wrong variables no field can be answered, and graphql-js says so.
  if (!coerceVariables(runtime.schema.schema, operation, args.variableValues ?? {})) return mutateWhole(request);
  const results = new Map<string, ExecutionResult>();
  for (const [key, each] of eachField({ document: args.document, operation })) {
    const own = { ...request, operation: each.operation, args: { ...args, document: each.document } };
    results.set(key, await mutateWhole(own));
  }
  return allFields(results);
}

async function mutateWhole(request: MutationRequest): Promise<ExecutionResult> {
  const run = await lastRun(request);
  const isDiagnosed = run.failure instanceof UnknownRow && run.rowCount <= request.runtime.config.limits.diagnoseRows;
  request.runtime.observer?.mutated?.({
    writes: run.committed?.writes ?? [],
    attempts: run.attempt,
    isContended: isContention(run.failure),
    isDiagnosed,
  });
  if (run.committed) tellCommit(request, run.committed);
  return isDiagnosed ? diagnosed(request, run) : run.result;
}

/** Tries until nobody stands in the way, and no fewer rights will do. */
async function lastRun(request: MutationRequest): Promise<MutationRun> {
  let inserts: InsertRight = 'usual';
  for (let attempt = 1; ; attempt++) {
    let run = new MutationRun(request, attempt, inserts);
    await run.write();
    for (; run.lowerRight !== null; await run.write()) {
      inserts = run.lowerRight;
      run = new MutationRun(request, attempt, inserts);
    }
    if (!isContention(run.failure) || attempt >= request.settings.attempts) return run;
    await pause(attempt);
  }
}

/** Nobody can take a COMMIT back, so the answer neither waits nor fails. */
function tellCommit({ runtime: { config } }: MutationRequest, event: WriteEvent): void {
  const { onCommit } = config.events;
  if (!onCommit) return;
  const warn = (error: unknown): void => process.emitWarning(`onCommit failed: ${messageOf(error)}`);
  Promise.resolve(event).then(onCommit).catch(warn);
}

/** The operation once more, row by row and never committed: PostgreSQL says of each row what it thinks of it. */
async function diagnosed(request: MutationRequest, first: MutationRun): Promise<ExecutionResult> {
  const run = new MutationRun(request, first.attempt, first.inserts);
  await run.diagnose();
  return run.failure === null ? first.result : run.result;
}

/** At random, up to 2^attempt milliseconds: whoever waits the same time meets again. */
function pause(attempt: number): Promise<void> {
  const most = Math.min(2 ** attempt, LONGEST_PAUSE_MS);
  return new Promise((resolve) => void setTimeout(resolve, Math.random() * most));
}
