/** Answers by graphql-js over views of the rows: where functions of the program take part, and where the plan or traces are asked for. */
import { execute, type ExecutionResult, getOperationAST } from 'graphql';
import type { Lifetime } from '../../loaders/session/lifetime.ts';
import { LoadResult } from '../../loaders/session/load-result.ts';
import type { ReadTransaction } from '../../loaders/session/read-transaction.ts';
import type { ExecutorArguments } from '../operation/executor-type.ts';
import { failed, loaded, type Outcome, outcomeOf } from '../operation/outcome.ts';
import { bareVariables } from '../operation/variables.ts';
import { readView, typeOfView } from '../objects/read-view.ts';
import { RootView, ViewReader } from '../objects/views.ts';
import { OperationContext } from '../on-demand/operation-context.ts';
import type { Planned } from '../plan/planner.ts';
import type { Runtime } from '../plan/runtime.ts';
import { explain } from '../explain/explain.ts';
import { openTransaction, type Reader } from './open-session.ts';

export type Attempt = Planned & Reader;

export async function answerByObjects(
  runtime: Runtime,
  args: ExecutorArguments,
  attempt: Attempt,
): Promise<Outcome<ExecutionResult>> {
  const { lifetime } = attempt;
  const transaction = openTransaction(runtime, attempt);
  const context = contextOf(runtime, args, transaction, attempt);
  const { onDemand } = context;
  // A function of the program may never end; the connection does not wait for it.
  lifetime.onEnd(() => void transaction.close().catch(() => undefined));
  try {
    const rows = await load(transaction, attempt);
    if (rows.kind === 'failed') return rows;
    onDemand.add(rows.value);
    const answered = await untilEnd(executeObjects(runtime, args, rootOf(context, attempt, rows.value)), lifetime);
    if (answered.kind === 'failed') return answered;
    // The next attempt plans on-demand loads again as well, for all are reads.
    if (transaction.schemaChange && !attempt.isLast) return failed(transaction.schemaChange);
    const plan = lifetime.reason
      ? null
      : await explain(runtime, transaction, { ...attempt, unplanned: onDemand.sent }, args.context);
    const { value } = answered;
    return plan ? loaded({ ...value, extensions: { ...value.extensions, plan } }) : answered;
  } finally {
    onDemand.end();
    await transaction.close();
  }
}

/** Answers by graphql-js over rows that the writer could not write exactly. */
export function answerOver(
  runtime: Runtime,
  args: ExecutorArguments,
  attempt: Attempt,
  { transaction, rows }: { readonly transaction: ReadTransaction; readonly rows: LoadResult },
): Promise<ExecutionResult> {
  const context = contextOf(runtime, args, transaction, attempt);
  return executeObjects(runtime, args, rootOf(context, attempt, rows));
}

/** `rootValue` undefined: graphql-js answers or refuses by itself. */
export async function executeObjects(
  { schema: { schema } }: Runtime,
  { document, operationName, variableValues, context }: ExecutorArguments,
  rootValue: unknown,
): Promise<ExecutionResult> {
  const operation = getOperationAST(document, operationName);
  const variables = variableValues ?? {};
  return execute({
    schema,
    document,
    rootValue,
    contextValue: context.own ?? context,
    variableValues: operation ? bareVariables(schema, operation, variables) : variables,
    operationName,
    fieldResolver: readView,
    typeResolver: typeOfView,
  });
}

async function load(transaction: ReadTransaction, { plan, values }: Planned): Promise<Outcome<LoadResult>> {
  return plan.statements.size === 0 ? loaded(new LoadResult(values)) : outcomeOf(transaction.load(plan, values));
}

/** Fields that wait are told when the lifetime ends. The answer has failed if it is not there in that moment. */
function untilEnd(answering: Promise<ExecutionResult>, lifetime: Lifetime): Promise<Outcome<ExecutionResult>> {
  return new Promise((resolve, reject) => {
    lifetime.onEnd((reason) => setImmediate(() => resolve(failed(reason))));
    answering.then((result) => resolve(loaded(result)), reject);
  });
}

function contextOf(
  runtime: Runtime,
  { context: { load: hint, own } }: ExecutorArguments,
  transaction: ReadTransaction,
  { missing }: Attempt,
): OperationContext {
  return new OperationContext(runtime, runtime.planner, transaction, { load: hint, own, missing });
}

function rootOf(context: OperationContext, { plan, references }: Attempt, rows: LoadResult): RootView {
  return new RootView(new ViewReader(context, plan, rows), references);
}
