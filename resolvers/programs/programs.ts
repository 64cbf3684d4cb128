/** What all sessions of a gateway share: operations by their text, and plans. */
import { getOperationAST, type GraphQLError, type OperationDefinitionNode, parse, type DocumentNode } from 'graphql';
import { planStream } from '../../loaders/plan/plan.ts';
import type { RowsShape } from '../../loaders/plan/select-plan.ts';
import type { CompiledPlan } from '../../loaders/session/compiled-plan.ts';
import type { ParameterValue, Transaction } from '../../loaders/session/database.ts';
import { Session } from '../../loaders/session/session.ts';
import { SessionError } from '../../loaders/session/session-error.ts';
import { type AccessRules, accessRules } from '../access/access.ts';
import type { Claims } from '../access/read-claims.ts';
import type { Gateway } from '../gateway.ts';
import { Lru } from '../lru.ts';
import { NO_PAGES } from '../page-sizes.ts';
import { Planner } from '../planner.ts';
import { explainVariables } from '../variables.ts';
import { planEvent } from '../plan-event.ts';
import { rootRows } from './materialise.ts';
import { type ProgramOperation, programOperation } from './operation.ts';
import { RowClasses } from './row-objects.ts';

interface Parsed {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
}

export interface ProgramPlan {
  readonly plan: CompiledPlan;
  readonly root: RowsShape;
  readonly values: readonly ParameterValue[];
}

/** On whose behalf a session reads, and what ends it. */
export interface Asker {
  readonly claims: Claims;
  readonly signal: AbortSignal | null;
}

export class Programs {
  readonly classes: RowClasses;
  readonly #gateway: Gateway;
  readonly #rules: AccessRules;
  readonly #parsed: Lru<Parsed>;
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
    this.#gateway = gateway;
    this.#parsed = new Lru(config.limits.planCacheEntries);
    this.#loads = new Planner(gateway, policies);
    // A stream is for what has no page size; a list below it is bounded by the rows of a statement alone.
    const limits = { ...config.limits, maxPageSize: NO_PAGES };
    this.#streams = new Planner({ ...gateway, config: { ...config, limits } }, policies, planStream);
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

  read(form: unknown): ProgramOperation {
    return programOperation(this.#gateway.schema, form);
  }

  async plan({ source, variables }: ProgramOperation, use: 'load' | 'stream'): Promise<ProgramPlan> {
    const { document, operation } = this.#parse(source);
    const coerced = explainVariables(this.#gateway.schema.schema, operation, variables);
    if ('errors' in coerced) throw new SessionError('BAD_SELECTION', messages(coerced.errors));
    const planner = use === 'load' ? this.#loads : this.#streams;
    const request = { variables: coerced.values, load: 'auto', gone: null } as const;
    const { plan, values } = planner.plan(document, operation, request);
    const root = rootRows(plan.response.fields);
    await this.#gateway.config.events.onPlan?.(planEvent(null, plan));
    return { plan, values, root };
  }

  /** Throws an AccessError for claims that allow nothing. */
  open({ signal, claims }: Asker, transaction: Transaction['settings'] = []): Session {
    const { database, config, observer } = this.#gateway;
    const { chunkSize } = config.selectin;
    const access = this.#rules.of(claims);
    const settings = {
      chunkSize,
      maxRows: config.limits.maxRowsPerStatement,
      prepare: true,
      policies: this.#rules.policies,
      configured: access.configured,
      settings: [...transaction, ...access.settings],
      observer,
    };
    return new Session(database, settings, signal);
  }

  #parse(source: string): Parsed {
    const known = this.#parsed.get(source);
    if (known) return known;
    const document = parse(source);
    const operation = getOperationAST(document);
    if (!operation) throw new Error('a selection is one operation');
    const parsed = { document, operation };
    this.#parsed.set(source, parsed);
    return parsed;
  }
}

function messages(errors: readonly GraphQLError[]): string {
  return errors.map((error) => error.message).join('\n');
}
