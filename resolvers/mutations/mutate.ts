/** Answers mutations: writes field by field in one transaction, loads the response in it, and commits. */
import { execute, type ExecutionResult, GraphQLError, type OperationDefinitionNode } from 'graphql';
import { control, type StatementCall, type StatementResult } from '../../loaders/database/database.ts';
import { checkConstraints as checkConstraintsSql } from '../../loaders/sql/write/savepoint-statements.ts';
import { DatabaseError } from '../../loaders/database/database-error.ts';
import type { Lifetime } from '../../loaders/session/lifetime.ts';
import { ReadTransaction } from '../../loaders/session/read-transaction.ts';
import type { PendingRow } from '../../loaders/plan/write/pending.ts';
import type { WhereWrite } from '../../loaders/work/where-write.ts';
import { diagnosing } from '../../loaders/work/diagnosis.ts';
import { type SendWrites, UnknownRow } from '../../loaders/work/unit-of-work.ts';
import type { RowWrite } from '../../loaders/work/row-writes.ts';
import type { Config } from '../../schema/config/config.ts';
import type { MutationSettings } from '../../schema/config/mutations/mutation-settings.ts';
import type { Entity } from '../../schema/model/model.ts';
import type { Writable } from '../../schema/mutations/writable.ts';
import type { Access } from '../access/access.ts';
import { readView, typeOfView } from '../objects/read-view.ts';
import { RootView, ViewReader } from '../objects/views.ts';
import { OperationContext } from '../on-demand/operation-context.ts';
import type { ExecutorArguments } from '../operation/executor-type.ts';
import { bareVariables, coerceVariables } from '../operation/variables.ts';
import type { Runtime } from '../plan/runtime.ts';
import { Requests } from '../../loaders/work/requests.ts';
import type { SendCalls } from '../../loaders/work/write-cost.ts';
import { Once, requestKey } from './once.ts';
import { type MutationParts, MutationRoot } from './mutation-root.ts';
import { isContention, writeErrors } from './write-errors.ts';

export interface MutationRequest {
  readonly runtime: Runtime;
  readonly access: Access;
  readonly lifetime: Lifetime;
  readonly writables: ReadonlyMap<Entity, Writable>;
  readonly settings: Pick<MutationSettings, 'isolation' | 'attempts' | 'idempotency'>;
}

const LONGEST_PAUSE_MS = 50;

/** An operation is written whole or not at all; where another one stands in its way it is done again. */
export async function mutate(
  request: MutationRequest,
  args: ExecutorArguments,
  operation: OperationDefinitionNode,
): Promise<ExecutionResult> {
  const { attempts } = request.settings;
  for (let attempt = 1; ; attempt++) {
    const run = await attemptOnce(request, args, operation, transactionOf);
    if (run.failure instanceof UnknownRow) {
      const isRepeated = run.rowCount <= request.runtime.config.limits.diagnoseRows;
      return isRepeated ? diagnosed(request, args, operation, run) : run.result;
    }
    if (!isContention(run.failure) || attempt >= attempts) return run.result;
    await pause(attempt);
  }
}

/** The operation once more, row by row and never committed: PostgreSQL says of each row what it thinks of it. */
async function diagnosed(
  request: MutationRequest,
  args: ExecutorArguments,
  operation: OperationDefinitionNode,
  first: Run,
): Promise<ExecutionResult> {
  const run = await attemptOnce(request, args, operation, rowByRow);
  return run.failure === null ? first.result : run.result;
}

interface Run {
  readonly result: ExecutionResult;
  /** Null: all is written. */
  readonly failure: unknown;
  readonly rowCount: number;
}

/** How statements are sent, and what is left of them in the end. */
interface Sending {
  readonly send: SendWrites;
  /** Sends the only statement of an operation with its COMMIT; null: what is sent is not to stay. */
  readonly sendAlone: SendWrites | null;
  /** Rows of one statement at the most. */
  readonly chunkSize: number;
  readonly commits: boolean;
}

function transactionOf(transaction: ReadTransaction, { runtime }: MutationRequest): Sending {
  const send: SendWrites = async (writes) => apply(writes, await transaction.write(writes.map(({ call }) => call)));
  const sendAlone: SendWrites = async (writes) => {
    const [only] = writes;
    if (!only || writes.length > 1) throw new Error(`${writes.length} statements are not one`);
    apply(writes, await transaction.writeAlone(only.call));
  };
  return { send, sendAlone, chunkSize: runtime.config.selectin.chunkSize, commits: true };
}

function apply(writes: readonly RowWrite[], results: readonly StatementResult[]): void {
  for (const [index, write] of writes.entries()) {
    const result = results[index];
    if (result) write.apply(result);
  }
}

function rowByRow(transaction: ReadTransaction): Sending {
  return { send: diagnosing((calls) => transaction.write(calls)), sendAlone: null, chunkSize: 1, commits: false };
}

async function attemptOnce(
  request: MutationRequest,
  args: ExecutorArguments,
  operation: OperationDefinitionNode,
  sendingOf: (transaction: ReadTransaction, request: MutationRequest) => Sending,
): Promise<Run> {
  const { runtime, access, lifetime, writables } = request;
  const { policies, writes } = runtime.access;
  const { schema } = runtime.schema;
  const { maxRowsPerStatement: maxRows, maxEntities } = runtime.config.limits;
  const { observer, config } = runtime;
  const shared = { ...access, chunkSize: config.selectin.chunkSize, maxRows, maxEntities, policies, observer };
  const transaction = new ReadTransaction(
    runtime.database,
    { ...shared, prepare: true, access: { mode: 'write', isolation: request.settings.isolation } },
    lifetime,
  );
  const { send, sendAlone, chunkSize, commits } = sendingOf(transaction, request);
  const { load, own } = args.context;
  const context = new OperationContext(runtime, runtime.planner, transaction, { load, own, missing: null });
  const settings = { policies, access: writes, configured: access.configured, chunkSize, prepare: true };
  const query = queryOf(request, args, { context, operation });
  const sendWhere = async (write: WhereWrite): Promise<readonly PendingRow[]> => {
    const [result] = await transaction.write([write.call]);
    return result ? write.rows(result) : [];
  };
  const sendCalls = (calls: readonly StatementCall[]) => transaction.write(calls);
  const checkConstraints = () => transaction.write([control(checkConstraintsSql)]);
  const once = commits ? onceOf(request, args, operation, sendCalls) : null;
  const sending = { send, sendAlone: once ? null : sendAlone, sendWhere, sendCalls, checkConstraints };
  const root = new MutationRoot(context, { writables, settings, query, config, ...sending });
  try {
    const earlier = once && (await earlierRun(once, config));
    if (earlier) return earlier;
    const result = await execute({
      schema,
      document: args.document,
      rootValue: root,
      contextValue: args.context.own ?? args.context,
      variableValues: bareVariables(schema, operation, args.variableValues ?? {}),
      operationName: args.operationName,
      fieldResolver: readView,
      typeResolver: typeOfView,
    });
    if (root.failure === null && result.data != null) {
      const run = commits ? await committed(transaction, { result, once }, config) : { result, failure: null };
      return { ...run, rowCount: root.rowCount };
    }
    return {
      result: { ...result, data: null, errors: writeErrors(result.errors ?? [], config) },
      failure: root.failure,
      rowCount: root.rowCount,
    };
  } finally {
    await transaction.rollBack();
  }
}

/** An operation whose COMMIT fails has no other answer than why. */
async function committed(
  transaction: ReadTransaction,
  { result, once }: { readonly result: ExecutionResult; readonly once: Once | null },
  config: Config,
): Promise<Omit<Run, 'rowCount'>> {
  try {
    const kept = once ? await once.keep(result, config) : result;
    await transaction.commit();
    return { result: kept, failure: null };
  } catch (failure) {
    return failedRun(failure, config);
  }
}

/** The answer of an earlier request with the same key; null: there was none. */
async function earlierRun(once: Once, config: Config): Promise<Run | null> {
  try {
    const result = await once.earlier();
    return result && { result, failure: null, rowCount: 0 };
  } catch (failure) {
    return { ...failedRun(failure, config), rowCount: 0 };
  }
}

function failedRun(failure: unknown, config: Config): Omit<Run, 'rowCount'> {
  if (!(failure instanceof DatabaseError)) throw failure;
  const errors = [new GraphQLError(failure.message, { originalError: failure })];
  return { result: { data: null, errors: writeErrors(errors, config) }, failure };
}

/** Null for an operation that happens as often as it is asked for. */
function onceOf(
  { settings, access, runtime }: MutationRequest,
  args: ExecutorArguments,
  operation: OperationDefinitionNode,
  send: SendCalls,
): Once | null {
  const key = settings.idempotency && requestKey(args, operation, runtime.config.claims.keys());
  return settings.idempotency && key ? new Once(new Requests(settings.idempotency, access.settings, send), key) : null;
}

/** Loads the selection of `query` in a payload, as an operation of its own in the same transaction. */
function queryOf(
  { runtime }: MutationRequest,
  args: ExecutorArguments,
  { context, operation }: { readonly context: OperationContext; readonly operation: OperationDefinitionNode },
): MutationParts['query'] {
  return async (query, { info }) => {
    const variables = coerceVariables(runtime.schema.schema, operation, args.variableValues ?? {});
    if (!variables) throw new Error('the variables of the operation are wrong');
    const document = { ...args.document, definitions: [query, ...Object.values(info.fragments)] };
    const planned = runtime.planner.plan(document, query, { variables, load: args.context.load, missing: null });
    const loaded = await context.transaction.loadMore(planned.plan, planned.values);
    return new RootView(new ViewReader(context, planned.plan, loaded), planned.references);
  };
}

/** At random, up to 2^attempt milliseconds: whoever waits the same time meets again. */
function pause(attempt: number): Promise<void> {
  const most = Math.min(2 ** attempt, LONGEST_PAUSE_MS);
  return new Promise((resolve) => void setTimeout(resolve, Math.random() * most));
}
