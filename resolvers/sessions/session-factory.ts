/** What all sessions of a gateway share: operations by their text, and plans. */
import { getOperationAST, GraphQLError, type OperationDefinitionNode, parse, type DocumentNode } from 'graphql';
import { PlanError } from '../../loaders/plan/shared/plan-error.ts';
import { planProgram, planStream } from '../../loaders/plan/read/plan.ts';
import type { CompiledPlan } from '../../loaders/sql/read/compiled-plan.ts';
import type { ParameterValue, Transaction } from '../../loaders/database/database.ts';
import { Lifetime } from '../../loaders/session/lifetime.ts';
import type { Loaded } from '../../loaders/session/load-result.ts';
import type { DriftCheck } from '../../loaders/session/drift.ts';
import type { Session } from '../../loaders/session/read-transaction.ts';
import { tooManyRows } from '../../loaders/session/row-budget.ts';
import { SessionError, type SessionErrorCode } from '../../loaders/session/session-error.ts';
import { type AccessRules, accessRules } from '../access/access.ts';
import type { Gateway } from '../plan/runtime.ts';
import { cacheBounds } from '../operation/cache-bounds.ts';
import { documentBytes } from '../operation/document-cache.ts';
import { Lru } from '../operation/lru.ts';
import { openSession } from '../execute/open-session.ts';
import { NO_PAGES } from '../arguments/page-sizes.ts';
import { type Planned, Planner } from '../plan/planner.ts';
import { Unplanned } from '../on-demand/on-demand.ts';
import { driftCheck, type Known, untilAllIsKnown } from '../execute/retry-after-drift.ts';
import { explainVariables } from '../operation/variables.ts';
import { planEvent } from '../plan/plan-event.ts';
import { Functions, RowSchemas } from './functions.ts';
import {
  materialise,
  type Materialised,
  type MaterialisedParts,
  programRoot,
  type ProgramRoot,
} from './objects/materialise.ts';
import { everyMistake } from './every-mistake.ts';
import type { RootKind } from './selection/root-field.ts';
import { type ProgramOperation, readSelection } from './selection/operation.ts';
import type { RowLists } from './row-lists.ts';
import { RowClasses, type RowObjects } from './objects/row-objects.ts';
import { type FillRequest, RowsInHand } from './rows-in-hand.ts';
import type { Claims } from '../operation/executor-type.ts';
import { isSchemaChange } from '../../loaders/database/database-error.ts';

interface Parsed {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
}

export interface ProgramPlan {
  readonly plan: CompiledPlan;
  readonly root: ProgramRoot;
  readonly values: readonly ParameterValue[];
  readonly operation: ProgramOperation;
  readonly gone: Known['gone'];
}

type Coerced = ReturnType<typeof explainVariables>;

/** On whose behalf a session reads, and what ends it. */
export interface Asker {
  readonly claims: Claims;
  readonly signal: AbortSignal | null;
  /** What functions of the program find in their context. */
  readonly own: object | undefined;
}

/** A list, one row and so on; a list in batches; rows that are there, by their keys. */
export type PlanUse = 'load' | 'stream' | 'fill';

export interface Want {
  readonly operation: ProgramOperation;
  /** Null: the rows are those that the selection says. */
  readonly rows: RowsInHand | null;
  /** Of one row that may be held, as the program says it; else null. */
  readonly key: unknown;
}

export interface LoadedParts {
  readonly session: Session;
  readonly loaded: Loaded;
  readonly objects: RowObjects;
  readonly asker: Asker;
  /** Null: the rows are those that the selection says. */
  readonly rows: RowsInHand | null;
}

export class Programs {
  readonly classes: RowClasses;
  readonly #gateway: Gateway;
  readonly #rules: AccessRules;
  readonly #rowSchemas: RowSchemas;
  readonly #parsed: Lru<Parsed>;
  readonly #drift: DriftCheck;
  readonly #loads: Planner;
  readonly #streams: Planner;
  /** Sessions that a program forgets to close are not kept for their figures. */
  readonly #sessions = new Set<WeakRef<{ readonly size: number }>>();

  /** The schema of `gateway` has `@load`. */
  constructor(gateway: Gateway) {
    const { schema, config } = gateway;
    this.#rules = accessRules(schema, config);
    const { policies } = this.#rules;
    this.classes = new RowClasses(schema.schema);
    this.#drift = driftCheck(gateway, policies);
    this.#rowSchemas = new RowSchemas(schema.schema);
    this.#gateway = gateway;
    this.#parsed = new Lru(cacheBounds(config.limits).documents);
    // A program has no pages unless it asks for them: lists are bounded by the rows of a statement, and no list is cut in silence.
    const limits = { ...config.limits, defaultPageSize: NO_PAGES, maxPageSize: NO_PAGES };
    const unpaged = { ...gateway, config: { ...config, limits } };
    this.#loads = new Planner(unpaged, policies, planProgram);
    this.#streams = new Planner(unpaged, policies, planStream);
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
    const { maxEntities } = this.#gateway.config.limits;
    if (rows > maxEntities)
      throw tooManyRows('The session', maxEntities, 'Clear it between loads, or read by a stream.');
  }

  /** `lists`: those that rows of the session have already. Throws a SessionError with every mistake. */
  read(kind: RootKind, form: unknown, use: PlanUse, lists: RowLists | null = null): ProgramOperation {
    const { operation, mistakes } = readSelection(this.#gateway.schema, { kind, form });
    if (operation && mistakes.length === 0 && (lists?.mistakes(operation) ?? []).length === 0) return operation;
    throw new SessionError('BAD_SELECTION', this.#mistakes({ kind, form }, use, lists).join('\n'));
  }

  #mistakes(given: ProgramOperation['given'], use: PlanUse, lists: RowLists | null = null): readonly string[] {
    const { schema } = this.#gateway;
    const parsed = ({ source, variables }: ProgramOperation): Parsed & { readonly coerced: Coerced } => {
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
        const request = { variables: coerced.values, load: 'auto', gone: null, byKey: use === 'fill' } as const;
        return this.#planner(use).plan(document, operation, request).plan.response.fields;
      },
    });
  }

  #planner(use: PlanUse): Planner {
    return use === 'stream' ? this.#streams : this.#loads;
  }

  /** Where the database turns out to have changed, `work` is done again, without what is gone. */
  attempt<Result>(work: (known: Known) => Promise<Result>): Promise<Result> {
    return untilAllIsKnown((time) => this.#drift.since(time), changedBy, work);
  }

  async plan(program: ProgramOperation, use: PlanUse, gone: Known['gone']): Promise<ProgramPlan> {
    const { source, variables, given } = program;
    const { document, operation } = this.#parse(source);
    const coerced = explainVariables(this.#gateway.schema.schema, operation, variables);
    if ('errors' in coerced) throw new SessionError('BAD_SELECTION', this.#mistakes(given, use).join('\n'));
    const request = { variables: coerced.values, load: 'auto', gone, byKey: use === 'fill' } as const;
    const made = (): Planned & { readonly root: ProgramRoot } => {
      const planned = this.#planner(use).plan(document, operation, request);
      return { ...planned, root: programRoot(planned.plan.response.fields) };
    };
    const { plan, values, root } = refused('BAD_SELECTION', made, () => this.#mistakes(given, use));
    await this.#gateway.config.events.onPlan?.(planEvent(null, plan));
    return { plan, values, root, operation: program, gone };
  }

  inHand(objects: RowObjects, request: FillRequest): RowsInHand {
    return new RowsInHand((form) => this.read('list', form, 'fill'), objects, request);
  }

  /** What has to be loaded; null where nothing has. */
  async planned(
    { operation, rows }: Pick<Want, 'operation' | 'rows'>,
    gone: Known['gone'],
  ): Promise<ProgramPlan | null> {
    const planned = await this.plan(operation, rows ? 'fill' : 'load', gone);
    const keys = rows ? rows.keys(planned.root) : [];
    return keys && { ...planned, values: [...planned.values, ...keys] };
  }

  /** Throws for claims that allow nothing. */
  open({ signal, claims }: Asker, known: Known, transaction: Transaction['settings'] = []): Session {
    const { configured, settings } = refused('FORBIDDEN', () => this.#rules.of(claims));
    const access = { configured, settings: [...transaction, ...settings] };
    const lifetime = new Lifetime(signal, this.#gateway.config.limits.requestTimeoutMs);
    return openSession(this.#gateway, { access, policies: this.#rules.policies, ...known, lifetime });
  }

  /** The objects of what was loaded, when functions of the program have answered what is selected of them. */
  async objects(
    { plan, root, operation, gone }: ProgramPlan,
    { session, loaded, objects, asker, rows }: LoadedParts,
  ): Promise<Materialised> {
    const { schema: gateway, config } = this.#gateway;
    const planner = this.#loads;
    const unplanned = new Unplanned(planner, session, gone);
    const { own } = asker;
    const host = { gateway, config, planner, session, unplanned, gone, load: 'auto', own } as const;
    const { variables, questions } = operation;
    const documentOf = (row: string): DocumentNode => this.#parse(questions.get(row) ?? '').document;
    const functions = new Functions({ ...host, plan, variables, documentOf, schemas: this.#rowSchemas }, loaded);
    try {
      const ask: MaterialisedParts['ask'] = (shape, at) => functions.ask(shape, at);
      const identity = (): string => operation.identity;
      const materialised = materialise(root, { loaded, objects, identity, ask, filling: rows });
      const { complete } = materialised;
      // A function may never end: who stops the session does not wait for it.
      if (complete.length > 0) await session.lifetime.race(Promise.all(complete));
      return materialised;
    } finally {
      unplanned.end();
    }
  }

  #parse(source: string): Parsed {
    const known = this.#parsed.get(source);
    if (known) return known;
    const document = parse(source);
    const operation = getOperationAST(document);
    if (!operation) throw new Error('a selection is one operation');
    const parsed = { document, operation };
    this.#parsed.set(source, parsed, documentBytes(source, document));
    return parsed;
  }
}

/** What clients are told is told to programs in their own way. */
function refused<Result>(code: SessionErrorCode, work: () => Result, mistakes?: () => readonly string[]): Result {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof GraphQLError || error instanceof PlanError)) throw error;
    throw new SessionError(code, mistakes?.().join('\n') || error.message, error);
  }
}

/** A function may pass on what the database said of what it has loaded. */
function changedBy(error: unknown): boolean {
  return isSchemaChange(error instanceof SessionError ? error.cause : error);
}
