/** Answers operations: plan, load, respond. */
import { execute, type ExecutionResult, getOperationAST, GraphQLError, OperationTypeNode } from 'graphql';
import { PlanError } from '../../loaders/plan/shared/plan-error.ts';
import { Lifetime } from '../../loaders/session/lifetime.ts';
import { Loaded } from '../../loaders/session/load-result.ts';
import type { Session } from '../../loaders/session/read-transaction.ts';
import { TooManyConditions } from '../arguments/argument-reader.ts';
import { checkConditions } from '../arguments/count-conditions.ts';
import { type Access, accessRules } from '../access/access.ts';
import { AccessError } from '../access/read-claims.ts';
import type { RowPolicies } from '../../loaders/sql/shared/scope.ts';
import type { Executor, ExecutorArguments, Responder } from '../operation/executor-type.ts';
import { explain } from './explain.ts';
import type { Events } from '../../schema/config/events.ts';
import type { Gateway } from '../plan/runtime.ts';
import { openSession } from './open-session.ts';
import { planEvent } from '../plan/plan-event.ts';
import { ownFailure, OwnFailure, withoutFailing } from './own-failure.ts';
import { type Failing, type Planned, Planner, type PlanRequest } from '../plan/planner.ts';
import { driftCheck, type Known, untilAllIsKnown } from './retry-after-drift.ts';
import type { RowInquiry } from '../plan/row-inquiry.ts';
import { readView, typeOfView } from '../objects/read-view.ts';
import { RequestHost } from '../on-demand/request-host.ts';
import { Unplanned } from '../on-demand/on-demand.ts';
import { FailedView } from '../objects/failed-view.ts';
import { bareVariables, coerceVariables } from '../operation/variables.ts';
import type { ResponseWriter } from '../response/writer.ts';
import type { Reading } from '../objects/view.ts';
import { RootView } from '../objects/views.ts';
import { isSchemaChange } from '../../loaders/database/database-error.ts';

/** Answers with objects, by graphql-js. */
export function createExecutor(gateway: Gateway): Executor {
  return operations<never>(gateway, (args, planned) => answer(gateway, args, planned));
}

/** Answers with the bytes of the response where the writer can make them, else as the executor does. */
export function createResponder(gateway: Gateway): Responder {
  return operations<Uint8Array>(gateway, (args, planned) => {
    const plain = args.context.explain === 'off' && !args.context.traced;
    return planned.writer && plain ? write(gateway, args, planned, planned.writer) : answer(gateway, args, planned);
  });
}

interface Attempt extends Planned, Known {
  readonly lifetime: Lifetime;
  readonly planner: Planner;
  readonly access: Access;
  readonly policies: RowPolicies;
}

/** Plans operations and answers them; where the database turns out to have changed, once more without what is gone. */
function operations<Bytes>(
  gateway: Gateway,
  answerBy: (args: ExecutorArguments, planned: Attempt) => Promise<Bytes | ExecutionResult>,
) {
  const rules = accessRules(gateway.schema, gateway.config);
  const { policies } = rules;
  const planner = new Planner(gateway, policies);
  const drift = driftCheck(gateway, policies);
  const answerOnce = async (args: ExecutorArguments, { gone, isLast }: Known, lifetime: Lifetime, failing: Failing) => {
    const plan = (): Planned | null => planOperation(gateway, planner, args, { gone, failing });
    const first = plan();
    if (!first) return respond(gateway, args, undefined);
    const access = rules.of(args.context.claims ?? null);
    const better = first.inquiry && (await inquired(gateway, args, first.inquiry, access, lifetime)) ? plan() : null;
    const planned = better ?? first;
    const { onPlan } = gateway.config.events;
    if (onPlan) await loading(lifetime.race(tellPlan(onPlan, args, planned)));
    try {
      return await answerBy(args, { ...planned, planner, gone, isLast, access, policies, lifetime });
    } catch (error) {
      throw error instanceof LoadError ? (ownFailure(error.cause, planned.roots) ?? error) : error;
    }
  };
  const attempt = (args: ExecutorArguments, known: Known, lifetime: Lifetime) =>
    withoutFailing((failing) => answerOnce(args, known, lifetime, failing));
  return async (args: ExecutorArguments): Promise<Bytes | ExecutionResult> => {
    const lifetime = new Lifetime(args.context.signal, gateway.config.limits.requestTimeoutMs);
    try {
      return await untilAllIsKnown(
        (time) => loading(lifetime.race(drift.since(time))),
        isChange,
        (known) => attempt(args, known, lifetime),
      );
    } catch (error) {
      if (error instanceof AccessError || error instanceof TooManyConditions) return { errors: [error] };
      if (error instanceof PlanError) return { errors: [planError(error)] };
      if (error instanceof OwnFailure) return respond(gateway, args, new FailedView(error.cause));
      if (error instanceof LoadError) return respond(gateway, args, new FailedView(error.cause));
      throw error;
    } finally {
      lifetime.done();
    }
  };
}

/** Only who asks for the plan waits for what PostgreSQL expects: to be shown the one that later requests have. */
async function inquired(
  { config }: Gateway,
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
  gateway: Gateway,
  args: ExecutorArguments,
  attempt: Attempt,
  writer: ResponseWriter,
): Promise<Buffer | ExecutionResult> {
  const session = openSession(gateway, attempt);
  const loaded = await loading(session.load(attempt.plan, attempt.values));
  const bytes = writer.write(loaded, attempt.references);
  if (!bytes) return respond(gateway, args, new RootView(readingOf(gateway, args, session, attempt).reading, loaded));
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
  gateway: Gateway,
  planner: Planner,
  args: ExecutorArguments,
  known: Pick<PlanRequest, 'gone' | 'failing'>,
): Planned | null {
  const operation = getOperationAST(args.document, args.operationName);
  if (operation?.operation !== OperationTypeNode.QUERY) return null;
  checkConditions(gateway.schema, operation, args.variableValues ?? {}, gateway.config.limits.conditions);
  const variables = coerceVariables(gateway.schema.schema, operation, args.variableValues ?? {});
  return variables && planner.plan(args.document, operation, { variables, load: args.context.load, ...known });
}

function planError(error: PlanError): GraphQLError {
  return new GraphQLError(error.message, { extensions: { code: 'BAD_USER_INPUT' } });
}

async function answer(gateway: Gateway, args: ExecutorArguments, attempt: Attempt): Promise<ExecutionResult> {
  const { lifetime } = attempt;
  const session = openSession(gateway, attempt);
  const { reading, unplanned } = readingOf(gateway, args, session, attempt);
  // A function of the program may never end; the connection does not wait for it.
  lifetime.onEnd(() => void session.close().catch(() => undefined));
  try {
    const loaded = await load(session, attempt);
    unplanned.add(loaded);
    const result = await untilEnd(respond(gateway, args, new RootView(reading, loaded)), lifetime);
    // What was loaded on the way is planned again as well: all are reads.
    if (session.schemaChange && !attempt.isLast) throw new LoadError('not loaded', { cause: session.schemaChange });
    const plan = lifetime.reason
      ? null
      : await explain(gateway, session, { ...attempt, unplanned: unplanned.sent }, args.context);
    return plan ? { ...result, extensions: { ...result.extensions, plan } } : result;
  } finally {
    unplanned.end();
    await session.close();
  }
}

async function load(session: Session, { plan, values }: Planned): Promise<Loaded> {
  return plan.statements.size === 0 ? new Loaded(values) : loading(session.load(plan, values));
}

/** Fields that wait are told when the lifetime ends. What has not become an answer in that moment never will. */
function untilEnd<Answering>(answering: Promise<Answering>, lifetime: Lifetime): Promise<Answering> {
  return new Promise((resolve, reject) => {
    lifetime.onEnd((cause) => setImmediate(() => reject(new LoadError('not loaded', { cause }))));
    answering.then(resolve, reject);
  });
}

function readingOf(
  { schema, config }: Gateway,
  { context }: ExecutorArguments,
  session: Session,
  { plan, references, planner, gone }: Attempt,
): { readonly reading: Reading; readonly unplanned: Unplanned } {
  const unplanned = new Unplanned(planner, session, gone);
  const { load: wish, own } = context;
  const parts = { gateway: schema, config, planner, session, unplanned, gone, load: wish, own };
  const host = new RequestHost(parts, () => reading);
  const reading: Reading = { gateway: schema, session, plan, references, host };
  return { reading, unplanned };
}

async function respond(gateway: Gateway, args: ExecutorArguments, rootValue: unknown): Promise<ExecutionResult> {
  const { schema } = gateway.schema;
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
