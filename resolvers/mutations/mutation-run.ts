/** One try of a mutation: writes field by field in one transaction, loads the response in it, and commits. */
import { execute, type ExecutionResult, GraphQLError, type OperationDefinitionNode } from 'graphql';
import { control, type StatementResult } from '../../loaders/database/database.ts';
import { DatabaseError } from '../../loaders/database/database-error.ts';
import type { SelectNode } from '../../loaders/plan/read/select-plan.ts';
import type { PendingRow } from '../../loaders/plan/write/pending.ts';
import type { Lifetime } from '../../loaders/session/lifetime.ts';
import { ReadTransaction } from '../../loaders/session/read-transaction.ts';
import { checkConstraints } from '../../loaders/sql/write/savepoint-statements.ts';
import { Requests } from '../../loaders/work/requests.ts';
import { type Analyses, analyzing } from '../../loaders/work/analyzing.ts';
import { diagnosing, type SendCalls } from '../../loaders/work/diagnosis.ts';
import type { RowWrite } from '../../loaders/work/row-writes.ts';
import type { SendWrites } from '../../loaders/work/unit-of-work.ts';
import { type WhereWrite, whereError } from '../../loaders/work/where-write.ts';
import { WriteLog } from '../../loaders/work/write-log.ts';
import type { WriteEvent } from '../../schema/config/events.ts';
import type { MutationSettings } from '../../schema/config/mutations/mutation-settings.ts';
import type { Entity } from '../../schema/model/model.ts';
import type { Writable } from '../../schema/mutations/writable.ts';
import type { Access } from '../access/access.ts';
import { explainMutation, isAnalyzed } from '../explain/explain.ts';
import type { Call } from '../objects/call.ts';
import { readView, typeOfView } from '../objects/read-view.ts';
import type { View } from '../objects/view.ts';
import { RootView, ViewReader } from '../objects/views.ts';
import { OperationContext } from '../on-demand/operation-context.ts';
import type { ExecutorArguments } from '../operation/executor-type.ts';
import { bareVariables, coerceVariables } from '../operation/variables.ts';
import type { Runtime } from '../plan/runtime.ts';
import type { InsertRight } from './insert-rights.ts';
import { MutationRoot } from './mutation-root.ts';
import { Once, requestKey } from './once.ts';
import { writeErrors } from './write-errors.ts';
import { Refused, refusedError, told, writeEvent } from './write-event.ts';

export interface MutationRequest {
  readonly runtime: Runtime;
  readonly access: Access;
  readonly lifetime: Lifetime;
  readonly writables: ReadonlyMap<Entity, Writable>;
  readonly settings: MutationSettings;
  readonly args: ExecutorArguments;
  readonly operation: OperationDefinitionNode;
}

/** How statements are sent. */
interface Sending {
  readonly send: SendWrites;
  /** Sends the only statement of an operation with its COMMIT; null: what is sent is not to stay. */
  readonly sendAlone: SendWrites | null;
  /** Rows of one statement at the most. */
  readonly chunkSize: number;
  readonly isTakenBack?: true;
}

export class MutationRun {
  /** Null: all is written. */
  failure: unknown = null;
  result: ExecutionResult = {};
  /** Null as long as nothing is committed, and where nobody asks. */
  committed: WriteEvent | null = null;
  /** Rows that it has written or was to write. */
  rowCount = 0;
  readonly attempt: number;
  readonly #request: MutationRequest;
  readonly #transaction: ReadTransaction;
  readonly #context: OperationContext;
  readonly #log: WriteLog;
  readonly #sendCalls: SendCalls;
  /** Null: nobody asks for PostgreSQL's own plans, or nobody may. */
  readonly #analyses: Analyses | null;
  /** The selects of `query` in payloads. */
  readonly #planned: SelectNode[] = [];

  /** The rights by which it may succeed after PostgreSQL has refused it; null: there are none. */
  lowerRight: InsertRight | null = null;
  readonly inserts: InsertRight;

  constructor(request: MutationRequest, attempt: number, inserts: InsertRight = 'usual') {
    const { runtime, access, lifetime, settings, args } = request;
    const { config, database, observer, access: all } = runtime;
    const { maxRowsPerStatement: maxRows, maxEntities } = config.limits;
    const { policies } = all;
    const shared = { ...access, chunkSize: config.selectin.chunkSize, maxRows, maxEntities, policies, observer };
    const mode = { mode: 'write', isolation: settings.isolation } as const;
    const { load, own } = args.context;
    this.attempt = attempt;
    this.inserts = inserts;
    this.#request = request;
    this.#transaction = new ReadTransaction(database, { ...shared, prepare: true, access: mode }, lifetime);
    this.#context = new OperationContext(runtime, runtime.planner, this.#transaction, { load, own, missing: null });
    this.#log = new WriteLog(() => this.#transaction.log.next());
    this.#analyses = isAnalyzed(runtime, access, args.context) ? new Map() : null;
    const send: SendCalls = (calls) => this.#transaction.write(calls);
    this.#sendCalls = this.#analyses ? analyzing(send, this.#analyses) : send;
  }

  /** Writes and commits. */
  async write(): Promise<void> {
    const once = this.#isDry ? null : this.#once();
    const sendAll = (calls: readonly RowWrite[]) => this.#sendCalls(calls.map(({ call }) => call));
    const sendAlone: SendWrites = async (writes) => {
      const [only] = writes;
      if (!only || writes.length > 1) throw new Error(`${writes.length} statements are not one`);
      this.#apply(writes, await this.#transaction.writeAlone(only.call));
    };
    const send: SendWrites = async (writes) => this.#apply(writes, await sendAll(writes));
    const { chunkSize } = this.#request.runtime.config.selectin;
    const { onWrite } = this.#request.runtime.config.events;
    const isAlone = !this.#isDry && !once && !onWrite;
    await this.#execute({ send, sendAlone: isAlone ? sendAlone : null, chunkSize }, once);
  }

  /** Writes row by row under savepoints, and takes all of it back. */
  async diagnose(): Promise<void> {
    const send = diagnosing((calls) => this.#transaction.write(calls));
    await this.#execute({ send, sendAlone: null, chunkSize: 1, isTakenBack: true }, null);
  }

  get #isDry(): boolean {
    return this.#request.args.context.dryRun === true;
  }

  #apply(writes: readonly RowWrite[], results: readonly StatementResult[]): void {
    for (const [index, write] of writes.entries()) {
      const result = results[index];
      if (!result) continue;
      this.#log.add(write, result);
      write.apply(result);
    }
  }

  async #execute(sending: Sending, once: Once | null): Promise<void> {
    const root = this.#root(sending);
    try {
      const earlier = once && (await once.earlier());
      if (earlier) this.result = earlier;
      else await this.#writeAll(root, once, !sending.isTakenBack && !this.#isDry);
    } catch (error) {
      // An operation whose COMMIT fails has no other answer than why.
      if (error instanceof Refused) this.#fail(error, [refusedError(error)]);
      else if (!(error instanceof DatabaseError)) throw error;
      else this.#fail(error, [new GraphQLError(error.message, { originalError: error })]);
    } finally {
      await this.#transaction.rollBack();
    }
    if (this.#isDry) this.#extend({ dryRun: true });
    this.#explain();
  }

  async #writeAll(root: MutationRoot, once: Once | null, commits: boolean): Promise<void> {
    const result = await this.#answer(root);
    this.rowCount = root.rowCount;
    this.lowerRight = root.rights.below(root.failure, this.inserts);
    if (root.failure !== null || result.data == null) return this.#fail(root.failure, result.errors ?? []);
    const { args, operation, runtime } = this.#request;
    const { config, observer } = runtime;
    const { onWrite, onCommit } = config.events;
    const event = onWrite || onCommit || observer?.mutated ? writeEvent(args, operation, root.written) : null;
    if (onWrite && event) await this.#transaction.lifetime.race(told(onWrite, event));
    this.result = once ? await once.keep(result, config) : result;
    if (!commits) return;
    await this.#transaction.commit();
    this.committed = event;
  }

  /** Null for an operation that happens as often as it is asked for. */
  #once(): Once | null {
    const { settings, access, args, operation, runtime } = this.#request;
    const key = settings.idempotency && requestKey(args, operation, runtime.config.claims.keys());
    if (!settings.idempotency || !key) return null;
    return new Once(
      new Requests(settings.idempotency, access.settings, (calls) => this.#transaction.write(calls)),
      key,
    );
  }

  #fail(failure: unknown, errors: readonly GraphQLError[]): void {
    this.failure = failure;
    this.result = { data: null, errors: writeErrors(errors, this.#request.runtime.config) };
  }

  #answer(rootValue: MutationRoot): ExecutionResult | Promise<ExecutionResult> {
    const { runtime, args, operation } = this.#request;
    const { schema } = runtime.schema;
    return execute({
      schema,
      document: args.document,
      rootValue,
      contextValue: args.context.own ?? args.context,
      variableValues: bareVariables(schema, operation, args.variableValues ?? {}),
      operationName: args.operationName,
      fieldResolver: readView,
      typeResolver: typeOfView,
    });
  }

  #root({ send, sendAlone, chunkSize }: Sending): MutationRoot {
    const { runtime, access, writables } = this.#request;
    const { policies, writes } = runtime.access;
    return new MutationRoot(this.#context, {
      inserts: this.inserts,
      writables,
      settings: { policies, access: writes, configured: access.configured, chunkSize, prepare: true },
      send,
      sendAlone,
      config: runtime.config,
      tellsOld: Boolean(runtime.config.events.onWrite ?? runtime.config.events.onCommit),
      begin: (field) => this.#log.begin(field),
      sendWhere: (write) => this.#sendWhere(write),
      query: (query, call) => this.#query(query, call),
      sendCalls: (calls) => this.#transaction.write(calls),
      checkConstraints: () => this.#transaction.write([control(checkConstraints)]),
    });
  }

  async #sendWhere(write: WhereWrite): Promise<readonly PendingRow[]> {
    const [result] = await this.#sendCalls([write.call]).catch((error: unknown) => {
      throw whereError(error, write);
    });
    if (!result) return [];
    this.#log.add(write, result);
    return write.found(result);
  }

  /** Loads the selection of `query` in a payload, as an operation of its own in the same transaction. */
  async #query(query: OperationDefinitionNode, { info }: Call): Promise<View> {
    const { runtime, args, operation } = this.#request;
    const variables = coerceVariables(runtime.schema.schema, operation, args.variableValues ?? {});
    if (!variables) throw new Error('the variables of the operation are wrong');
    const document = { ...args.document, definitions: [query, ...Object.values(info.fragments)] };
    const planned = runtime.planner.plan(document, query, { variables, load: args.context.load, missing: null });
    this.#planned.push(...planned.plan.nodes);
    const loaded = await this.#transaction.loadMore(planned.plan, planned.values);
    return new RootView(new ViewReader(this.#context, planned.plan, loaded), planned.references);
  }

  #extend(extensions: Readonly<Record<string, unknown>>): void {
    // A body that is stored for later requests has no extensions, so this answer has one of its own.
    const { data, errors, extensions: before } = this.result;
    this.result = { data, ...(errors && { errors }), extensions: { ...before, ...extensions } };
  }

  #explain(): void {
    const { runtime, args } = this.#request;
    const explained = {
      plan: { nodes: this.#planned },
      unplanned: this.#context.onDemand.sent,
      writes: this.#log.runs,
      attempts: this.attempt,
      analyses: this.#analyses,
    };
    const plan = explainMutation(runtime, this.#transaction, explained, args.context);
    if (plan) this.#extend({ plan });
  }
}
