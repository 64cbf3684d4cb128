/**
 * Document and variables → compiled plan and values. Clients, loads of programs and streams each have a planner; what the planners learn of operations
 * and the plans that they make are in one cache.
 */
import type { DocumentNode, OperationDefinitionNode } from 'graphql';
import type { Database, ParameterValue } from '../../loaders/database/database.ts';
import type { SlotValues } from '../../loaders/plan/estimates/selectivity.ts';
import type { Statistics } from '../../loaders/plan/estimates/statistics.ts';
import type { ExpectedRows } from '../../loaders/plan/read/estimate.ts';
import { planProgram, planSelection, planStream } from '../../loaders/plan/read/plan.ts';
import type { DraftPlan } from '../../loaders/plan/read/draft-plan.ts';
import { type RowFilters, TRUE } from '../../loaders/plan/shared/filter.ts';
import type { Missing } from '../../loaders/plan/shared/missing.ts';
import { compile, type CompiledPlan } from '../../loaders/sql/read/compiled-plan.ts';
import { STRATEGIES } from '../../loaders/strategies/strategies.ts';
import type { RowPolicies } from '../../loaders/sql/shared/scope.ts';
import type { Config, LimitsConfig } from '../../schema/config/config.ts';
import type { ApiSchema } from '../../schema/graphql/field-sources.ts';
import { ArgumentsReader, type OperationArguments } from '../arguments/arguments.ts';
import { NO_PAGES } from '../arguments/page-sizes.ts';
import { readEntities } from '../entities/entities.ts';
import type { References } from '../entities/references.ts';
import { cacheBounds } from '../operation/cache-bounds.ts';
import type { CollectedField } from '../operation/collect-fields.ts';
import type { RequestContext } from '../operation/executor-type.ts';
import type { VariableValues } from '../operation/variables.ts';
import { OperationOutlines } from './operation-outlines.ts';
import { type CachedPlan, PlanCache, type PlanCounts } from './plan-cache.ts';
import { RowInquiries } from './row-inquiry.ts';
import { type RowUse, rowUse } from './row-use.ts';
import { select, selectByKey, type SelectionContext } from './selection.ts';

export interface Planned extends CachedPlan {
  readonly values: readonly ParameterValue[];
  /** One list per `_entities` or `node` field. */
  readonly references: readonly References[];
  readonly roots: readonly CollectedField[];
}

/** Root fields that could not be loaded, by their response keys, and why. */
export type Failing = NonNullable<SelectionContext['failing']>;

export interface PlanRequest {
  readonly variables: VariableValues;
  readonly load: RequestContext['load'];
  /** The parts of the schema that the database no longer has; null or empty as a rule. */
  readonly missing: Missing | null;
  /** In an attempt before. */
  readonly failing?: Failing | undefined;
  /** The rows of the root are those of primary keys, which stand behind all values. */
  readonly byKey?: boolean;
}

/** The circumstances that one plan is made for. */
export interface PlanFor {
  /** Null: any values. */
  readonly values: SlotValues;
  readonly expected?: ExpectedRows | undefined;
}

/** Clients have pages; streams read the root from a cursor. */
export type PlanAudience = 'client' | 'program' | 'stream';

const PASSES: Readonly<Record<PlanAudience, typeof planSelection>> = {
  client: planSelection,
  program: planProgram,
  stream: planStream,
};

export interface PlannerParts {
  readonly schema: ApiSchema;
  readonly config: Config;
  /** The newest statistics; they may change between operations. */
  readonly statistics: () => Statistics;
  /** Where PostgreSQL is asked how many rows it expects, beside the requests of clients; null or left out: estimates are of statistics alone. */
  readonly expectations?: Database | null;
  /** Counted up by all planners; left out: counts of their own. */
  readonly counts?: PlanCounts;
}

interface Caches {
  readonly outlines: OperationOutlines;
  readonly plans: PlanCache;
}

export class Planner {
  readonly #parts: PlannerParts;
  readonly #policies: RowPolicies;
  readonly #audience: PlanAudience;
  readonly #caches: Caches;
  readonly #limits: LimitsConfig;
  readonly #filters: RowFilters;
  readonly #reader: ArgumentsReader;
  readonly #inquiries: RowInquiries | null;

  constructor(parts: PlannerParts, policies: RowPolicies, audience: PlanAudience = 'client', caches = cachesOf(parts)) {
    const { schema, config, expectations: database } = parts;
    this.#parts = parts;
    this.#policies = policies;
    this.#audience = audience;
    this.#caches = caches;
    this.#filters = (of) => policies.get(of)?.filter ?? TRUE;
    this.#limits = audience === 'client' ? config.limits : withoutPages(config.limits);
    this.#reader = new ArgumentsReader(schema, this.#limits);
    const asks = audience === 'client' && database;
    this.#inquiries = asks ? new RowInquiries({ database, policies, entities: schema.model.entities }) : null;
  }

  /** The planner for another audience, with the same caches. */
  for(audience: PlanAudience): Planner {
    return new Planner(this.#parts, this.#policies, audience, this.#caches);
  }

  get counts(): PlanCounts {
    return this.#caches.plans.counts;
  }

  plan(
    document: DocumentNode,
    operation: OperationDefinitionNode,
    { variables, load, missing, failing, byKey = false }: PlanRequest,
  ): Planned {
    const outlined = this.#caches.outlines.of(document, operation, variables);
    const args = this.#reader.read(outlined.sites, variables);
    const limits = { maxList: this.#limits.listArgument, base: args.values.length };
    const entities = readEntities(this.#parts.schema, outlined.entitySites, variables, limits);
    const { fields: roots, bytes } = outlined;
    const values = [...args.values, ...entities.values];
    const { references } = entities;
    const make = (existing: SlotValues, expected?: ExpectedRows): CompiledPlan => {
      const context = { args, entities, variables, load, missing, failing, limits: this.#limits };
      const draft = byKey ? selectByKey(context, roots) : select(context, roots);
      return this.compile(draft, rowUse(this.#parts.schema, roots), { values: existing, expected });
    };
    if (args.failed || entities.failed || missing?.size || failing?.size)
      return { plan: make(values), inquiry: null, values, references, roots };
    const key = `${this.#audience} ${outlined.key}/${byKey ? 'byKey/' : ''}${load}/${args.shape}/${entities.shape}`;
    const { plan, inquiry } = this.#caches.plans.plan(key, values, { make, bytes, inquiries: this.#inquiries });
    return { plan, inquiry, values, references, roots };
  }

  /** The plan of what a function of the program asks for; equal ids have equal plans. */
  unplanned(id: string, draft: () => DraftPlan, missing: Missing | null): CompiledPlan {
    const make = (): CompiledPlan => this.compile(draft(), 'loaders', { values: null });
    if (missing?.size) return make();
    return this.#caches.plans.plan(`${this.#audience} unplanned ${id}`, null, { make, bytes: 0, inquiries: null }).plan;
  }

  /** For one request alone. */
  compile(draft: DraftPlan, use: RowUse, { values, expected }: PlanFor): CompiledPlan {
    const { statistics, config } = this.#parts;
    const { chunkSize } = config.selectin;
    const facts = {
      statistics: statistics(),
      filters: this.#filters,
      values,
      chunkSize,
      strategies: STRATEGIES,
      ...(expected && { expected }),
    };
    const plan = PASSES[this.#audience](draft, facts, use !== 'response');
    return compile(plan, { policies: this.#policies, strategies: STRATEGIES, open: use === 'loaders' });
  }

  readArguments(sites: readonly CollectedField[], variables: VariableValues): OperationArguments {
    return this.#reader.read(sites, variables);
  }
}

function cachesOf({ schema, config, statistics, counts = { hits: 0, misses: 0 } }: PlannerParts): Caches {
  const bounds = cacheBounds(config.limits);
  return {
    outlines: new OperationOutlines(schema, bounds.outlineBytes),
    plans: new PlanCache(bounds.plans, statistics, config.explain, counts),
  };
}

/** A program has no pages unless it asks for them: the rows of a statement bound its lists, and no list is cut in silence. */
function withoutPages(limits: LimitsConfig): LimitsConfig {
  return { ...limits, defaultPageSize: NO_PAGES, maxPageSize: NO_PAGES };
}
