/** Answers operations: plan, load, respond. */
import { execute, type ExecutionResult, getOperationAST, GraphQLError, OperationTypeNode } from 'graphql';
import { PlanError } from '../loaders/plan/plan-error.ts';
import { Loaded } from '../loaders/session/loaded.ts';
import { Session } from '../loaders/session/session.ts';
import type { Executor, ExecutorArguments, Responder } from './executor-type.ts';
import { explain } from './explain.ts';
import type { Gateway } from './gateway.ts';
import { type Planned, Planner } from './planner.ts';
import { readView, typeOfView } from './read-view.ts';
import { coerceVariables } from './variables.ts';
import type { ResponseWriter } from './response/writer.ts';
import { RootView, View } from './views.ts';

/** Answers with objects, by graphql-js. */
export function createExecutor(gateway: Gateway): Executor {
  const planner = newPlanner(gateway);
  return async (args) => {
    const planned = planOperation(gateway, planner, args);
    if (planned instanceof PlanError) return { errors: [planError(planned)] };
    if (!planned) return respond(gateway, args, undefined);
    return answer(gateway, args, planned);
  };
}

/** Answers with the bytes of the response where the writer can make them, else as the executor does. */
export function createResponder(gateway: Gateway): Responder {
  const planner = newPlanner(gateway);
  return async (args) => {
    const planned = planOperation(gateway, planner, args);
    if (planned instanceof PlanError) return { errors: [planError(planned)] };
    if (!planned) return respond(gateway, args, undefined);
    if (!planned.writer || args.context.explain !== 'off' || args.context.traced) return answer(gateway, args, planned);
    return write(gateway, args, planned, planned.writer);
  };
}

function newPlanner(gateway: Gateway): Planner {
  return new Planner(gateway.schema, gateway.config, gateway.statistics);
}

async function write(
  gateway: Gateway,
  args: ExecutorArguments,
  { plan, values, references }: Planned,
  writer: ResponseWriter,
): Promise<Buffer | ExecutionResult> {
  const session = openSession(gateway, args);
  let loaded: Loaded;
  try {
    loaded = await session.load(plan, values);
  } catch (error) {
    return respond(gateway, args, new FailedView(error));
  }
  const bytes = writer.write(loaded, references);
  if (!bytes) return respond(gateway, args, new RootView({ session, plan, references }, loaded));
  loaded.release();
  return bytes;
}

function openSession({ database, config }: Gateway, { context }: ExecutorArguments): Session {
  const settings = { chunkSize: config.selectin.chunkSize, maxRows: config.limits.maxRowsPerStatement, settings: [] };
  return new Session(database, settings, context.signal);
}

/** Null for what graphql-js answers or refuses without us: no such operation, bad variables, nothing to load. */
function planOperation(gateway: Gateway, planner: Planner, args: ExecutorArguments): Planned | PlanError | null {
  const operation = getOperationAST(args.document, args.operationName);
  if (operation?.operation !== OperationTypeNode.QUERY) return null;
  const variables = coerceVariables(gateway.schema.schema, operation, args.variableValues ?? {});
  if (!variables) return null;
  try {
    return planner.plan(args.document, operation, variables, args.context.load);
  } catch (error) {
    if (error instanceof PlanError) return error;
    throw error;
  }
}

function planError(error: PlanError): GraphQLError {
  return new GraphQLError(error.message, { extensions: { code: 'BAD_USER_INPUT' } });
}

async function answer(gateway: Gateway, args: ExecutorArguments, planned: Planned): Promise<ExecutionResult> {
  const session = openSession(gateway, args);
  try {
    const result = await respond(gateway, args, await load(session, planned));
    const plan = await explain(gateway, session, planned, args.context);
    return plan ? { ...result, extensions: { ...result.extensions, plan } } : result;
  } finally {
    await session.close();
  }
}

/** A failed load is every root field's error, so that it has a place in the response and GraphQL's null rules apply. */
async function load(session: Session, { plan, values, references }: Planned): Promise<View> {
  if (plan.statements.size === 0) return new RootView({ session, plan, references }, new Loaded(values));
  try {
    return new RootView({ session, plan, references }, await session.load(plan, values));
  } catch (error) {
    return new FailedView(error);
  }
}

class FailedView extends View {
  readonly #error: unknown;

  constructor(error: unknown) {
    super();
    this.#error = error;
  }

  read(): never {
    throw this.#error;
  }
}

async function respond(gateway: Gateway, args: ExecutorArguments, rootValue: unknown): Promise<ExecutionResult> {
  return execute({
    schema: gateway.schema.schema,
    document: args.document,
    rootValue,
    contextValue: args.context.traced ?? args.context,
    variableValues: args.variableValues,
    operationName: args.operationName,
    fieldResolver: readView,
    typeResolver: typeOfView,
  });
}
