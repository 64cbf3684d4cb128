/** Answers operations: plan, load, respond. */
import { execute, type ExecutionResult, getOperationAST, GraphQLError, OperationTypeNode } from 'graphql';
import { PlanError } from '../../loaders/plan/shared/plan-error.ts';
import { Lifetime } from '../../loaders/session/lifetime.ts';
import { LoadResult } from '../../loaders/session/load-result.ts';
import type { ReadTransaction } from '../../loaders/session/read-transaction.ts';
import { TooManyConditions } from '../arguments/argument-reader.ts';
import { checkConditions } from '../arguments/count-conditions.ts';
import { type Access, accessRules } from '../access/access.ts';
import { AccessError } from '../access/read-claims.ts';
import type { RowPolicies } from '../../loaders/sql/shared/scope.ts';
import type { Executor, ExecutorArguments, Responder } from '../operation/executor-type.ts';
import { explain } from './explain.ts';
import { mutate } from '../mutations/mutate.ts';
import { writables } from '../../schema/mutations/writable.ts';
import type { Events } from '../../schema/config/events.ts';
import type { Runtime } from '../plan/runtime.ts';
import { openTransaction } from './open-session.ts';
import { planEvent } from '../plan/plan-event.ts';
import { ownFailure, OwnFailure, withoutFailing } from './own-failure.ts';
import { type Failing, type Planned, Planner, type PlanRequest } from '../plan/planner.ts';
import { driftCheck, type AttemptStart, retryAfterDrift } from './retry-after-drift.ts';
import type { RowInquiry } from '../plan/row-inquiry.ts';
import { readView, typeOfView } from '../objects/read-view.ts';
import { OperationContext } from '../on-demand/operation-context.ts';
import { FailedView } from '../objects/failed-view.ts';
import { bareVariables, coerceVariables } from '../operation/variables.ts';
import type { ResponseWriter } from '../response/writer.ts';
import { RootView, ViewReader } from '../objects/views.ts';
import { isSchemaChange } from '../../loaders/database/database-error.ts';

/** Answers with objects, by graphql-js. */
export function createExecutor(runtime: Runtime): Executor {
  return operations<never>(runtime, (args, planned) => answer(runtime, args, planned));
}

/** Answers with the bytes of the response where the writer can make them, else as the executor does. */
export function createResponder(runtime: Runtime): Responder {
  return operations<Uint8Array>(runtime, (args, planned) => {
    const plain = args.context.explain === 'off' && !args.context.traced;
    return planned.writer && plain ? write(runtime, args, planned, planned.writer) : answer(runtime, args, planned);
  });
}

interface Attempt extends Planned, AttemptStart {
  readonly lifetime: Lifetime;
  readonly planner: Planner;
  readonly access: Access;
  readonly policies: RowPolicies;
}

/** Plans operations and answers them; where the database turns out to have changed, once more without what is gone. */
function operations<Bytes>(
  runtime: Runtime,
  answerBy: (args: ExecutorArguments, planned: Attempt) => Promise<Bytes | ExecutionResult>,
) {
  const rules = accessRules(runtime.schema, runtime.config);
  const { policies } = rules;
  const planner = new Planner(runtime, policies);
  const drift = driftCheck(runtime, policies);
  const writable = writables(runtime.schema.model);
  const answerOnce = async (
    args: ExecutorArguments,
    { missing, isLast }: AttemptStart,
    lifetime: Lifetime,
    failing: Failing,
  ) => {
    const plan = (): Planned | null => planOperation(runtime, planner, args, { missing, failing });
    const first = plan();
    if (!first) return respond(runtime, args, undefined);
    const access = rules.of(args.context.claims ?? null);
    const better = first.inquiry && (await inquired(runtime, args, first.inquiry, access, lifetime)) ? plan() : null;
    const planned = better ?? first;
    const { onPlan } = runtime.config.events;
    if (onPlan) await loading(lifetime.race(tellPlan(onPlan, args, planned)));
    try {
      return await answerBy(args, { ...planned, planner, missing, isLast, access, policies, lifetime });
    } catch (error) {
      throw error instanceof LoadError ? (ownFailure(error.cause, planned.roots) ?? error) : error;
    }
  };
  const attempt = (args: ExecutorArguments, existing: AttemptStart, lifetime: Lifetime) =>
    withoutFailing((failing) => answerOnce(args, existing, lifetime, failing));
  return async (args: ExecutorArguments): Promise<Bytes | ExecutionResult> => {
    const lifetime = new Lifetime(args.context.signal, runtime.config.limits.requestTimeoutMs);
    try {
      const operation = getOperationAST(args.document, args.operationName);
      if (operation?.operation === OperationTypeNode.MUTATION) {
        const access = rules.of(args.context.claims ?? null);
        return await mutate({ runtime, planner, access, policies, lifetime, writables: writable }, args, operation);
      }
      return await retryAfterDrift(
        (time) => loading(lifetime.race(drift.since(time))),
        isChange,
        (known) => attempt(args, known, lifetime),
      );
    } catch (error) {
      if (error instanceof AccessError || error instanceof TooManyConditions) return { errors: [error] };
      if (error instanceof PlanError) return { errors: [planError(error)] };
      if (error instanceof OwnFailure) return respond(runtime, args, new FailedView(error.cause));
      if (error instanceof LoadError) return respond(runtime, args, new FailedView(error.cause));
      throw error;
    } finally {
      lifetime.done();
    }
  };
}

/** Only who asks for the plan waits for what PostgreSQL expects: to be shown the one that later requests have. */
async function inquired(
  { config }: Runtime,
  { context }: ExecutorArguments,
  inquiry: RowInquiry,
  access: Access,
  lifetime: Lifetime,
): Promise<boolean> {
  const isShown = config.explain && context.explain !== 'off';
  if (!inquiry.decides && !isShown) return false;
  const answered = inquiry.start(access.settings);
  if (isShown) await loading(lifetime.race(answered));
  return isShown;
}

/** Nothing could be loaded; the cause says why. */
class LoadError extends Error {
  override readonly name = 'LoadError';
}

function isChange(error: unknown): boolean {
  return error instanceof LoadError && isSchemaChange(error.cause);
}

function loading<Loading>(promise: Promise<Loading>): Promise<Loading> {
  return promise.catch((cause: unknown) => {
    throw new LoadError('not loaded', { cause });
  });
}

async function write(
  runtime: Runtime,
  args: ExecutorArguments,
  attempt: Attempt,
  writer: ResponseWriter,
): Promise<Buffer | ExecutionResult> {
  const transaction = openTransaction(runtime, attempt);
  const loaded = await loading(transaction.load(attempt.plan, attempt.values));
  const bytes = writer.write(loaded, attempt.references);
  if (!bytes) return respond(runtime, args, rootOf(contextOf(runtime, args, transaction, attempt), attempt, loaded));
  loaded.release();
  return bytes;
}

/** In a promise of its own, so that what the function throws is an error of the load. */
async function tellPlan(
  onPlan: NonNullable<Events['onPlan']>,
  { document, operationName }: ExecutorArguments,
  { plan }: Planned,
): Promise<void> {
  await onPlan(planEvent(getOperationAST(document, operationName)?.name?.value ?? null, plan));
}

/** Null for what graphql-js answers or refuses without us: no such operation, bad variables, nothing to load. */
function planOperation(
  runtime: Runtime,
  planner: Planner,
  args: ExecutorArguments,
  existing: Pick<PlanRequest, 'missing' | 'failing'>,
): Planned | null {
  const operation = getOperationAST(args.document, args.operationName);
  if (operation?.operation !== OperationTypeNode.QUERY) return null;
  checkConditions(runtime.schema, operation, args.variableValues ?? {}, runtime.config.limits.conditions);
  const variables = coerceVariables(runtime.schema.schema, operation, args.variableValues ?? {});
  return variables && planner.plan(args.document, operation, { variables, load: args.context.load, ...existing });
}

function planError(error: PlanError): GraphQLError {
  return new GraphQLError(error.message, { extensions: { code: 'BAD_USER_INPUT' } });
}

async function answer(runtime: Runtime, args: ExecutorArguments, attempt: Attempt): Promise<ExecutionResult> {
  const { lifetime } = attempt;
  const transaction = openTransaction(runtime, attempt);
  const context = contextOf(runtime, args, transaction, attempt);
  const { onDemand } = context;
  // A function of the program may never end; the connection does not wait for it.
  lifetime.onEnd(() => void transaction.close().catch(() => undefined));
  try {
    const loaded = await load(transaction, attempt);
    onDemand.add(loaded);
    const result = await untilEnd(respond(runtime, args, rootOf(context, attempt, loaded)), lifetime);
    // What was loaded on the way is planned again as well: all are reads.
    if (transaction.schemaChange && !attempt.isLast)
      throw new LoadError('not loaded', { cause: transaction.schemaChange });
    const plan = lifetime.reason
      ? null
      : await explain(runtime, transaction, { ...attempt, unplanned: onDemand.sent }, args.context);
    return plan ? { ...result, extensions: { ...result.extensions, plan } } : result;
  } finally {
    onDemand.end();
    await transaction.close();
  }
}

async function load(transaction: ReadTransaction, { plan, values }: Planned): Promise<LoadResult> {
  return plan.statements.size === 0 ? new LoadResult(values) : loading(transaction.load(plan, values));
}

/** Fields that wait are told when the lifetime ends. What has not become an answer in that moment never will. */
function untilEnd<Answering>(answering: Promise<Answering>, lifetime: Lifetime): Promise<Answering> {
  return new Promise((resolve, reject) => {
    lifetime.onEnd((cause) => setImmediate(() => reject(new LoadError('not loaded', { cause }))));
    answering.then(resolve, reject);
  });
}

function contextOf(
  runtime: Runtime,
  { context: { load, own } }: ExecutorArguments,
  transaction: ReadTransaction,
  { planner, missing }: Attempt,
): OperationContext {
  return new OperationContext(runtime, planner, transaction, { load, own, missing });
}

function rootOf(context: OperationContext, { plan, references }: Attempt, loaded: LoadResult): RootView {
  return new RootView(new ViewReader(context, plan, loaded), references);
}

async function respond(runtime: Runtime, args: ExecutorArguments, rootValue: unknown): Promise<ExecutionResult> {
  const { schema } = runtime.schema;
  const operation = getOperationAST(args.document, args.operationName);
  const variables = args.variableValues ?? {};
  return execute({
    schema,
    document: args.document,
    rootValue,
    contextValue: args.context.own ?? args.context,
    variableValues: operation ? bareVariables(schema, operation, variables) : variables,
    operationName: args.operationName,
    fieldResolver: readView,
    typeResolver: typeOfView,
  });
}
