/** Answers operations: plan, load, respond. Bytes where the writer can make them, else an execution result of graphql-js. */
import {
  type ExecutionResult,
  getOperationAST,
  GraphQLError,
  type OperationDefinitionNode,
  OperationTypeNode,
} from 'graphql';
import { PlanError } from '../../loaders/plan/shared/plan-error.ts';
import { Lifetime } from '../../loaders/session/lifetime.ts';
import type { Events } from '../../schema/config/events.ts';
import type { Entity } from '../../schema/model/model.ts';
import { type Writable, writables } from '../../schema/mutations/writable.ts';
import { TooManyConditions } from '../arguments/argument-reader.ts';
import { checkConditions } from '../arguments/count-conditions.ts';
import type { Access } from '../access/access.ts';
import { AccessError } from '../access/read-claims.ts';
import type { CollectedField } from '../operation/collect-fields.ts';
import type { Answer, ExecutorArguments, Responder } from '../operation/executor-type.ts';
import { type Failed, loaded, type Loaded, type Outcome, outcomeOf } from '../operation/outcome.ts';
import { coerceVariables } from '../operation/variables.ts';
import { mutate } from '../mutations/mutate.ts';
import { FailedView } from '../objects/failed-view.ts';
import { planEvent } from '../plan/plan-event.ts';
import type { Failing, Planned } from '../plan/planner.ts';
import type { RowInquiry } from '../plan/row-inquiry.ts';
import type { Runtime } from '../plan/runtime.ts';
import type { ResponseWriter } from '../response/writer.ts';
import { answerByObjects, answerOver, type Attempt, executeObjects } from './answer-by-objects.ts';
import { openTransaction } from './open-session.ts';
import { NONE_FAILING, withoutFailing } from './own-failure.ts';
import { type AttemptStart, RetryAfterDrift } from './retry-after-drift.ts';
import { Writers } from './writers.ts';

export function createResponder(runtime: Runtime): Responder {
  const answerer = new Answerer(runtime);
  return (args) => answerer.respond(args);
}

interface Start extends AttemptStart {
  readonly failing: Failing;
  readonly lifetime: Lifetime;
}

/** A failure comes with the root fields of the operation, one of which may be to blame alone. */
type AttemptOutcome = Loaded<Answer> | (Failed & { readonly roots: readonly CollectedField[] });

class Answerer {
  readonly #runtime: Runtime;
  readonly #writers = new Writers();
  readonly #writables: ReadonlyMap<Entity, Writable>;

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
    const { mutations } = runtime.config;
    this.#writables = mutations ? writables(runtime.schema.model, mutations.only) : new Map();
  }

  async respond(args: ExecutorArguments): Promise<Answer> {
    const lifetime = new Lifetime(args.context.signal, this.#runtime.config.limits.requestTimeoutMs);
    try {
      const operation = getOperationAST(args.document, args.operationName);
      if (operation?.operation === OperationTypeNode.MUTATION) return await this.#mutate(args, operation, lifetime);
      const outcome = await this.#answer(args, lifetime);
      if (outcome.kind === 'loaded') return outcome.value;
      return await executeObjects(this.#runtime, args, new FailedView(outcome.error));
    } catch (error) {
      return { errors: [refusal(error)] };
    } finally {
      lifetime.done();
    }
  }

  #mutate(args: ExecutorArguments, operation: OperationDefinitionNode, lifetime: Lifetime): Promise<ExecutionResult> {
    const access = this.#runtime.access.of(args.context.claims ?? null);
    const { mutations: settings } = this.#runtime.config;
    if (!settings) throw new Error('this gateway has no mutations');
    return mutate({ runtime: this.#runtime, access, lifetime, writables: this.#writables, settings, args, operation });
  }

  /** Where the database has changed, answers again without what is gone. Where one root field fails alone, answers again without that field. */
  async #answer(args: ExecutorArguments, lifetime: Lifetime): Promise<Outcome<Answer>> {
    const retry = new RetryAfterDrift(this.#runtime.drift);
    let failing = NONE_FAILING;
    for (;;) {
      const outcome = await this.#attempt(args, { ...retry.start, failing, lifetime });
      if (outcome.kind === 'loaded') return outcome;
      const without = withoutFailing(failing, outcome.error, outcome.roots);
      if (!without) {
        if (!retry.isDue(outcome.error)) return outcome;
        const learned = await outcomeOf(lifetime.race(retry.learn()));
        if (learned.kind === 'failed') return learned;
      }
      failing = without ?? NONE_FAILING;
    }
  }

  async #attempt(args: ExecutorArguments, start: Start): Promise<AttemptOutcome> {
    const first = this.#plan(args, start);
    if (!first) return loaded(await executeObjects(this.#runtime, args, undefined));
    const { roots } = first;
    const access = this.#runtime.access.of(args.context.claims ?? null);
    const inquired = first.inquiry && (await this.#inquire(args, first.inquiry, access, start.lifetime));
    if (inquired?.kind === 'failed') return { ...inquired, roots };
    const planned = (inquired?.value && this.#plan(args, start)) || first;
    const { onPlan } = this.#runtime.config.events;
    const told = onPlan && (await outcomeOf(start.lifetime.race(tellPlan(onPlan, args, planned))));
    if (told?.kind === 'failed') return { ...told, roots };
    const outcome = await this.#load(args, { ...start, ...planned, access });
    return outcome.kind === 'loaded' ? outcome : { ...outcome, roots };
  }

  /** Null where graphql-js answers or refuses by itself: no such operation, bad variables, nothing to load. */
  #plan(
    { document, operationName, variableValues, context }: ExecutorArguments,
    { missing, failing }: Start,
  ): Planned | null {
    const { schema, config, planner } = this.#runtime;
    const operation = getOperationAST(document, operationName);
    if (operation?.operation !== OperationTypeNode.QUERY) return null;
    checkConditions(schema, operation, variableValues ?? {}, config.limits.conditions);
    const variables = coerceVariables(schema.schema, operation, variableValues ?? {});
    return variables && planner.plan(document, operation, { variables, load: context.load, missing, failing });
  }

  /**
   * Only a request that asks for the plan waits for what PostgreSQL expects: it is shown the plan that later requests have. The outcome is
   * whether there is a better plan now.
   */
  async #inquire(
    { context }: ExecutorArguments,
    inquiry: RowInquiry,
    access: Access,
    lifetime: Lifetime,
  ): Promise<Outcome<boolean>> {
    const isShown = this.#runtime.config.explain && context.explain !== 'off';
    if (!inquiry.decides && !isShown) return loaded(false);
    const answered = inquiry.start(access.settings);
    if (!isShown) return loaded(false);
    const outcome = await outcomeOf(lifetime.race(answered));
    return outcome.kind === 'failed' ? outcome : loaded(true);
  }

  #load(args: ExecutorArguments, attempt: Attempt): Promise<Outcome<Answer>> {
    const isPlain = args.context.explain === 'off' && !args.context.traced;
    const writer = isPlain ? this.#writers.of(attempt.plan) : null;
    return writer ? this.#write(args, attempt, writer) : answerByObjects(this.#runtime, args, attempt);
  }

  async #write(args: ExecutorArguments, attempt: Attempt, writer: ResponseWriter): Promise<Outcome<Answer>> {
    const transaction = openTransaction(this.#runtime, attempt);
    const outcome = await outcomeOf(transaction.load(attempt.plan, attempt.values));
    if (outcome.kind === 'failed') return outcome;
    const rows = outcome.value;
    const bytes = writer.write(rows, attempt.references);
    if (!bytes) return loaded(await answerOver(this.#runtime, args, attempt, { transaction, rows }));
    rows.release();
    return loaded(bytes);
  }
}

/** The promise turns what the function throws into a failure of the load. */
async function tellPlan(
  onPlan: NonNullable<Events['onPlan']>,
  { document, operationName }: ExecutorArguments,
  { plan }: Planned,
): Promise<void> {
  await onPlan(planEvent(getOperationAST(document, operationName)?.name?.value ?? null, plan));
}

/** Makes an answer of the client's mistakes, and throws everything else again. */
function refusal(error: unknown): GraphQLError {
  if (error instanceof AccessError || error instanceof TooManyConditions) return error;
  if (error instanceof PlanError) return new GraphQLError(error.message, { extensions: { code: 'BAD_USER_INPUT' } });
  throw error;
}
