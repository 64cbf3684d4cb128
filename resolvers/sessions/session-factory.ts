/** All sessions of a gateway share this: operations by their text, and plans. */
import { getOperationAST, GraphQLError, type OperationDefinitionNode, parse, type DocumentNode } from 'graphql';
import { PlanError } from '../../loaders/plan/shared/plan-error.ts';
import type { CompiledPlan } from '../../loaders/sql/read/compiled-plan.ts';
import type { ParameterValue, Transaction } from '../../loaders/database/database.ts';
import { Lifetime } from '../../loaders/session/lifetime.ts';
import type { LoadResult } from '../../loaders/session/load-result.ts';
import type { ReadTransaction } from '../../loaders/session/read-transaction.ts';
import { tooManyRows } from '../../loaders/session/row-budget.ts';
import { SessionError, type SessionErrorCode } from '../../loaders/session/session-error.ts';
import type { Runtime } from '../plan/runtime.ts';
import { cacheBounds } from '../operation/cache-bounds.ts';
import { documentBytes } from '../operation/document-cache.ts';
import { Lru } from '../operation/lru.ts';
import { openTransaction } from '../execute/open-session.ts';
import type { Planned, Planner } from '../plan/planner.ts';
import { OperationContext } from '../on-demand/operation-context.ts';
import { type AttemptStart, RetryAfterDrift } from '../execute/retry-after-drift.ts';
import { explainVariables } from '../operation/variables.ts';
import { planEvent } from '../plan/plan-event.ts';
import { Functions, RowSchemas } from './functions.ts';
import {
  materialise,
  type Materialised,
  type MaterialiseContext,
  sessionRoot,
  type SessionRoot,
} from './objects/materialise.ts';
import { everyMistake } from './every-mistake.ts';
import type { RootKind } from './selection/root-field.ts';
import { type SessionOperation, readSelection } from './selection/operation.ts';
import type { RowLists } from './row-lists.ts';
import { RowClasses, type RowObjects } from './objects/row-objects.ts';
import { type FillRequest, RowsInHand } from './rows-in-hand.ts';
import type { Claims } from '../operation/executor-type.ts';

interface Parsed {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
}

export interface SessionPlan {
  readonly plan: CompiledPlan;
  readonly root: SessionRoot;
  readonly values: readonly ParameterValue[];
  readonly operation: SessionOperation;
  readonly missing: AttemptStart['missing'];
}

type Coerced = ReturnType<typeof explainVariables>;

/** On whose behalf a session reads, and what ends it. */
export interface Caller {
  readonly claims: Claims;
  readonly signal: AbortSignal | null;
  /** Resolvers find this in their context. */
  readonly own: object | undefined;
}

/** A list, one row and so on; a list in batches; rows that are there, by their keys. */
export type PlanUse = 'load' | 'stream' | 'fill';

export interface Want {
  readonly operation: SessionOperation;
  /** Null: the rows are those that the selection says. */
  readonly rows: RowsInHand | null;
  /** The key of one row that may be held, as the program says it; else null. */
  readonly key: unknown;
}

export interface LoadContext {
  readonly transaction: ReadTransaction;
  readonly loaded: LoadResult;
  readonly objects: RowObjects;
  readonly caller: Caller;
  /** Null: the rows are those that the selection says. */
  readonly rows: RowsInHand | null;
}

export class SessionFactory {
  readonly classes: RowClasses;
  readonly #runtime: Runtime;
  readonly #rowSchemas: RowSchemas;
  readonly #parsed: Lru<Parsed>;
  readonly #loads: Planner;
  readonly #streams: Planner;
  /** Sessions that a program forgets to close are not kept for their figures. */
  readonly #sessions = new Set<WeakRef<{ readonly size: number }>>();

  constructor(runtime: Runtime) {
    const { schema, config, planner } = runtime;
    this.classes = new RowClasses(schema.schema);
    this.#rowSchemas = new RowSchemas(schema.schema);
    this.#runtime = runtime;
    this.#parsed = new Lru(cacheBounds(config.limits).documents);
    this.#loads = planner.for('program');
    this.#streams = planner.for('stream');
  }

  /** Counts a session's rows while there is one. Returns what ends that. */
  count(session: { readonly size: number }): () => void {
    const reference = new WeakRef(session);
    this.#sessions.add(reference);
    return () => void this.#sessions.delete(reference);
  }

  heldRows(): number {
    let rows = 0;
    for (const reference of this.#sessions) {
      const session = reference.deref();
      if (session) rows += session.size;
      else this.#sessions.delete(reference);
    }
    return rows;
  }

  /** Throws when a session holds too many. */
  checkHeld(rows: number): void {
    const { maxEntities } = this.#runtime.config.limits;
    if (rows > maxEntities)
      throw tooManyRows('The session', maxEntities, 'Clear it between loads, or read by a stream.');
  }

  /** `lists`: those that rows of the session have already. Throws a SessionError with every mistake. */
  read(kind: RootKind, form: unknown, use: PlanUse, lists: RowLists | null = null): SessionOperation {
    const { operation, mistakes } = readSelection(this.#runtime.schema, { kind, form });
    if (operation && mistakes.length === 0 && (lists?.mistakes(operation) ?? []).length === 0) return operation;
    throw new SessionError('BAD_SELECTION', this.#mistakes({ kind, form }, use, lists).join('\n'));
  }

  #mistakes(given: SessionOperation['given'], use: PlanUse, lists: RowLists | null = null): readonly string[] {
    const { schema } = this.#runtime;
    const parsed = ({ source, variables }: SessionOperation): Parsed & { readonly coerced: Coerced } => {
      const { document, operation } = this.#parse(source);
      return { document, operation, coerced: explainVariables(schema.schema, operation, variables) };
    };
    return everyMistake(given, {
      schema,
      lists,
      explain: (program) => {
        const { coerced } = parsed(program);
        return 'errors' in coerced ? coerced.errors : [];
      },
      plan: (program) => {
        const { document, operation, coerced } = parsed(program);
        if ('errors' in coerced) return [];
        const request = { variables: coerced.values, load: 'auto', missing: null, byKey: use === 'fill' } as const;
        return this.#planner(use).plan(document, operation, request).plan.response.fields;
      },
    });
  }

  #planner(use: PlanUse): Planner {
    return use === 'stream' ? this.#streams : this.#loads;
  }

  /** Where the database turns out to have changed, does `work` again without what is gone. */
  async attempt<Result>(work: (start: AttemptStart) => Promise<Result>): Promise<Result> {
    const retry = new RetryAfterDrift(this.#runtime.drift);
    for (;;) {
      try {
        return await work(retry.start);
      } catch (error) {
        if (!retry.isDue(databaseCause(error))) throw error;
      }
      await retry.learn();
    }
  }

  async plan(program: SessionOperation, use: PlanUse, missing: AttemptStart['missing']): Promise<SessionPlan> {
    const { source, variables, given } = program;
    const { document, operation } = this.#parse(source);
    const coerced = explainVariables(this.#runtime.schema.schema, operation, variables);
    if ('errors' in coerced) throw new SessionError('BAD_SELECTION', this.#mistakes(given, use).join('\n'));
    const request = { variables: coerced.values, load: 'auto', missing, byKey: use === 'fill' } as const;
    const made = (): Planned & { readonly root: SessionRoot } => {
      const planned = this.#planner(use).plan(document, operation, request);
      return { ...planned, root: sessionRoot(planned.plan.response.fields) };
    };
    const { plan, values, root } = refused('BAD_SELECTION', made, () => this.#mistakes(given, use));
    await this.#runtime.config.events.onPlan?.(planEvent(null, plan));
    return { plan, values, root, operation: program, missing };
  }

  inHand(objects: RowObjects, request: FillRequest): RowsInHand {
    return new RowsInHand((form) => this.read('list', form, 'fill'), objects, request);
  }

  /** The plan of the rows that have to be loaded; null where there are none. */
  async planned(
    { operation, rows }: Pick<Want, 'operation' | 'rows'>,
    missing: AttemptStart['missing'],
  ): Promise<SessionPlan | null> {
    const planned = await this.plan(operation, rows ? 'fill' : 'load', missing);
    const keys = rows ? rows.keys(planned.root) : [];
    return keys && { ...planned, values: [...planned.values, ...keys] };
  }

  /** Throws for claims that allow nothing. */
  open({ signal, claims }: Caller, existing: AttemptStart, transaction: Transaction['settings'] = []): ReadTransaction {
    const { configured, settings } = refused('FORBIDDEN', () => this.#runtime.access.of(claims));
    const access = { configured, settings: [...transaction, ...settings] };
    const lifetime = new Lifetime(signal, this.#runtime.config.limits.requestTimeoutMs);
    return openTransaction(this.#runtime, { access, ...existing, lifetime });
  }

  /** The objects of what was loaded, when functions of the program have answered what is selected of them. */
  async objects(
    { plan, root, operation, missing }: SessionPlan,
    { transaction, loaded, objects, caller, rows }: LoadContext,
  ): Promise<Materialised> {
    const start = { load: 'auto', own: caller.own, missing } as const;
    const context = new OperationContext(this.#runtime, this.#loads, transaction, start);
    const { variables, resolverQueries } = operation;
    const documentOf = (row: string): DocumentNode => this.#parse(resolverQueries.get(row) ?? '').document;
    const schemas = this.#rowSchemas;
    const functions = new Functions(context, plan, loaded, { variables, documentOf, schemas });
    try {
      const ask: MaterialiseContext['ask'] = (shape, index) => functions.ask(shape, index);
      const identity = (): string => operation.identity;
      const materialised = materialise(root, { loaded, objects, identity, ask, filling: rows });
      const { complete } = materialised;
      // A function may never end: who stops the session does not wait for it.
      if (complete.length > 0) await transaction.lifetime.race(Promise.all(complete));
      return materialised;
    } finally {
      context.onDemand.end();
    }
  }

  #parse(source: string): Parsed {
    const cached = this.#parsed.get(source);
    if (cached) return cached;
    const document = parse(source);
    const operation = getOperationAST(document);
    if (!operation) throw new Error('a selection is one operation');
    const parsed = { document, operation };
    this.#parsed.set(source, parsed, documentBytes(source, document));
    return parsed;
  }
}

/** Turns the errors of clients into those of programs. */
function refused<Result>(code: SessionErrorCode, work: () => Result, mistakes?: () => readonly string[]): Result {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof GraphQLError || error instanceof PlanError)) throw error;
    throw new SessionError(code, mistakes?.().join('\n') || error.message, error);
  }
}

/** A function may pass on what the database said of what it has loaded. */
function databaseCause(error: unknown): unknown {
  return error instanceof SessionError ? error.cause : error;
}
