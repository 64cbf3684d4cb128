/**
 * Document and variables → compiled plan and values. Plans are kept per document and argument shape:
 * a shape holds everything that a plan depends on, and no value.
 */
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  isLeafType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { ExpectedRows } from '../../loaders/plan/read/estimate.ts';
import { type RowFilters, TRUE } from '../../loaders/plan/shared/filter.ts';
import { planSelection } from '../../loaders/plan/read/plan.ts';
import type { DraftPlan } from '../../loaders/plan/read/draft-plan.ts';
import type { Probe, SlotValues } from '../../loaders/plan/estimates/selectivity.ts';
import type { Statistics } from '../../loaders/plan/estimates/statistics.ts';
import type { Missing } from '../../loaders/plan/shared/missing.ts';
import { compile, type CompiledPlan } from '../../loaders/sql/read/compiled-plan.ts';
import { STRATEGIES } from '../../loaders/strategies/strategies.ts';
import type { ParameterValue } from '../../loaders/database/database.ts';
import type { RowPolicies } from '../../loaders/sql/shared/scope.ts';
import type { Config } from '../../schema/config/config.ts';
import type { ApiSchema } from '../../schema/graphql/field-sources.ts';
import { ArgumentsReader, argumentSites, type OperationArguments } from '../arguments/arguments.ts';
import { readEntities } from '../entities/entities.ts';
import type { RequestContext } from '../operation/executor-type.ts';
import type { Runtime, PlanCounts } from './runtime.ts';
import { strategyOf } from '../operation/load-hints.ts';
import { cacheBounds } from '../operation/cache-bounds.ts';
import { Lru } from '../operation/lru.ts';
import { OutlineCache } from '../operation/field-cache.ts';
import { PlanFamily } from './plan-family.ts';
import { shouldInclude, collectFields, type CollectedField } from '../operation/collect-fields.ts';
import type { References } from '../entities/references.ts';
import { RowInquiries, type RowInquiry } from './row-inquiry.ts';
import { compileWriter, type ResponseWriter } from '../response/writer.ts';
import { select, selectByKey, type SelectionContext } from './selection.ts';
import type { VariableValues } from '../operation/variables.ts';

export interface Planned {
  readonly plan: CompiledPlan;
  /** Null: graphql-js must answer. */
  readonly writer: ResponseWriter | null;
  /** What PostgreSQL may be asked for a better plan; null: nothing. */
  readonly inquiry: RowInquiry | null;
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
  /** What the database no longer has; null or empty as a rule. */
  readonly missing: Missing | null;
  /** In an attempt before. */
  readonly failing?: Failing | undefined;
  /** The rows of the root are those of primary keys, which stand behind all values. */
  readonly byKey?: boolean;
}

/** Who reads the rows: the response alone; functions of the program as well; or functions that may load more of them. */
type RowUse = 'response' | 'functions' | 'loaders';

/** What one plan is made for. */
export interface PlanFor {
  /** Null: any values. */
  readonly values: SlotValues;
  readonly expected?: ExpectedRows | undefined;
}

/** What is kept for every request of one shape. */
type Prepared = Pick<Planned, 'plan' | 'writer' | 'inquiry'>;

/** Makes it for some values, and by what PostgreSQL expects where it has been asked. */
type MakePrepared = (values: SlotValues, expected?: ExpectedRows) => Prepared;

/** Of fields at all levels. */
interface OutlineSize {
  readonly fields: number;
  /** Of their paths: an alias may be as long as a document, and a fragment with it stand in many places. */
  readonly characters: number;
}

interface OutlinedOperation {
  readonly size: OutlineSize;
  readonly fields: readonly CollectedField[];
  readonly sites: readonly CollectedField[];
  /** The `_entities` and `node` fields. */
  readonly entitySites: readonly CollectedField[];
}

/** What is known of an operation of a document, whatever the variables. */
interface OperationFacts {
  readonly id: number;
  /** A name is a slice of the text, all of which stays in memory with it. */
  readonly textBytes: number;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** Everything with `@skip` or `@include`. */
  readonly conditional: readonly SelectionNode[];
  /** Fields whose `@load` names a variable. */
  readonly hinted: readonly FieldNode[];
}

export type PlannerParts = Pick<Runtime, 'schema' | 'config' | 'statistics' | 'plans' | 'expectations'>;

/** As measured: a field in an outline, a field with its writer in a plan, and a select with all that was weighed about it. */
const BYTES_PER_OUTLINED_FIELD = 400;
const BYTES_PER_FIELD = 600;
const BYTES_PER_SELECT = 3_000;
/** A condition with its estimate, its SQL and its place in the shape. */
const BYTES_PER_PARAMETER = 800;
/** At the most. */
const BYTES_PER_CHARACTER = 2;

export class Planner {
  readonly #api: ApiSchema;
  readonly #config: Config;
  readonly #statistics: () => Statistics;
  readonly #makePlan: typeof planSelection;
  readonly #policies: RowPolicies;
  readonly #filters: RowFilters;
  readonly #reader: ArgumentsReader;
  readonly #facts = new WeakMap<OperationDefinitionNode, OperationFacts>();
  readonly #plans: Lru<PlanFamily<Prepared>>;
  readonly #outlines: OutlineCache<OutlinedOperation>;
  readonly #inquiries: RowInquiries | null;
  #plannedWith: Statistics | null = null;
  #operations = 0;
  readonly counts: PlanCounts;

  constructor(
    { schema, config, statistics, plans = { hits: 0, misses: 0 }, expectations: database }: PlannerParts,
    policies: RowPolicies,
    makePlan = planSelection,
  ) {
    this.counts = plans;
    this.#makePlan = makePlan;
    this.#api = schema;
    this.#config = config;
    this.#statistics = statistics;
    this.#policies = policies;
    this.#filters = (of) => policies.get(of)?.filter ?? TRUE;
    this.#reader = new ArgumentsReader(schema, config.limits);
    const bounds = cacheBounds(config.limits);
    this.#plans = new Lru(bounds.plans);
    this.#outlines = new OutlineCache(bounds.outlineBytes);
    this.#inquiries = database ? new RowInquiries({ database, policies, entities: schema.model.entities }) : null;
  }

  plan(
    document: DocumentNode,
    operation: OperationDefinitionNode,
    { variables, load, missing, failing, byKey = false }: PlanRequest,
  ): Planned {
    const facts = this.#factsOf(document, operation);
    const conditions = facts.conditional.map((node) => (shouldInclude(node, variables) ? '1' : '0')).join('');
    const outlined = this.#outline(facts, operation, variables, conditions);
    const args = this.#reader.read(outlined.sites, variables);
    const limits = { maxList: this.#config.limits.listArgument, base: args.values.length };
    const entities = readEntities(this.#api, outlined.entitySites, variables, limits);
    const { fields } = outlined;
    const request = { values: [...args.values, ...entities.values], references: entities.references, roots: fields };
    const make: MakePrepared = (existing, expected) =>
      this.#make(fields, { args, entities, variables, load, missing, failing }, { values: existing, expected }, byKey);
    if (args.failed || entities.failed || missing?.size || failing?.size)
      return { ...make(request.values), ...request };
    const loads = facts.hinted.map((node) => String(strategyOf(node, variables))).join();
    const key = `${facts.id}/${byKey ? 'byKey/' : ''}${conditions}/${loads}/${load}/${args.shape}/${entities.shape}`;
    const known = facts.textBytes + namesBytes(outlined.size);
    return { ...this.#cached(key, request.values, make, known), ...request };
  }

  /** The plan of what a function of the program asks for; equal ids have equal plans. */
  unplanned(id: string, draft: () => DraftPlan, missing: Missing | null): CompiledPlan {
    const make = (): CompiledPlan => this.compile(draft(), 'loaders', { values: null });
    if (missing?.size) return make();
    return this.#cached(`unplanned ${id}`, null, () => ({ plan: make(), writer: null, inquiry: null }), 0).plan;
  }

  /** For one request alone. */
  compile(draft: DraftPlan, use: RowUse, { values, expected }: PlanFor): CompiledPlan {
    const { chunkSize } = this.#config.selectin;
    const facts = {
      statistics: this.#statistics(),
      filters: this.#filters,
      values,
      chunkSize,
      strategies: STRATEGIES,
      ...(expected && { expected }),
    };
    const plan = this.#makePlan(draft, facts, use !== 'response');
    return compile(plan, { policies: this.#policies, strategies: STRATEGIES, open: use === 'loaders' });
  }

  readArguments(sites: readonly CollectedField[], variables: VariableValues): OperationArguments {
    return this.#reader.read(sites, variables);
  }

  #factsOf(document: DocumentNode, operation: OperationDefinitionNode): OperationFacts {
    const cached = this.#facts.get(operation);
    if (cached) return cached;
    const fragments = new Map<string, FragmentDefinitionNode>();
    for (const definition of document.definitions) {
      if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
    }
    const sets = [operation.selectionSet, ...[...fragments.values()].map((fragment) => fragment.selectionSet)];
    const facts = {
      id: this.#operations++,
      textBytes: (operation.loc?.source.body.length ?? 0) * BYTES_PER_CHARACTER,
      fragments,
      conditional: sets.flatMap((set) => selectionsWhere(set, isConditional)),
      hinted: sets
        .flatMap((set) => selectionsWhere(set, isHintedByVariable))
        .filter((node) => node.kind === Kind.FIELD),
    };
    this.#facts.set(operation, facts);
    return facts;
  }

  #outline(
    facts: OperationFacts,
    operation: OperationDefinitionNode,
    variables: VariableValues,
    conditions: string,
  ): OutlinedOperation {
    const cached = this.#outlines.get(operation, conditions);
    if (cached) return cached;
    const fields = collectFields({ api: this.#api, fragments: facts.fragments, variables }, operation);
    const entitySites = fields.filter(({ source }) => source?.kind === 'entities' || source?.kind === 'rootNode');
    const size = sizeOf(fields);
    const outlined = { size, fields, sites: argumentSites(fields), entitySites };
    const bytes = size.fields * BYTES_PER_OUTLINED_FIELD + size.characters * BYTES_PER_CHARACTER;
    this.#outlines.set(operation, conditions, outlined, bytes);
    return outlined;
  }

  #cached(key: string, values: readonly ParameterValue[] | null, make: MakePrepared, bytes: number): Prepared {
    const statistics = this.#statistics();
    // What was chosen by older statistics is chosen anew.
    if (this.#plannedWith !== statistics) this.#plans.clear();
    this.#plannedWith = statistics;
    const family = this.#plans.get(key);
    const existing = family?.plan(values);
    if (existing) {
      this.counts.hits++;
      return existing;
    }
    this.counts.misses++;
    const planFor = family?.isFull ? null : values;
    const made = make(planFor);
    const asked = this.#areEstimatesUsed(made) ? this.#inquiries : null;
    const replan = (expected: ExpectedRows): void => this.#plans.get(key)?.replace(planFor, make(planFor, expected));
    const prepared = { ...made, inquiry: asked?.inquiry(made.plan, planFor, replan) ?? null };
    const grown = family ?? new PlanFamily<Prepared>(this.#probesOf(prepared));
    grown.add(values, prepared, bytes + key.length * BYTES_PER_CHARACTER + planBytes(prepared.plan));
    this.#plans.set(key, grown, grown.bytes);
    return prepared;
  }

  #probesOf(prepared: Prepared): readonly Probe[] {
    return this.#areEstimatesUsed(prepared) ? prepared.plan.probes : [];
  }

  /** Where there is nothing to choose, they are only for those who ask to see them. */
  #areEstimatesUsed({ plan }: Prepared): boolean {
    return plan.nodes.length > 1 || this.#config.explain;
  }

  #make(
    fields: readonly CollectedField[],
    request: Omit<SelectionContext, 'limits'>,
    planFor: PlanFor,
    byKey: boolean,
  ): Prepared {
    const context = { ...request, limits: this.#config.limits };
    const draft = byKey ? selectByKey(context, fields) : select(context, fields);
    const plan = this.compile(draft, this.#useOf(fields), planFor);
    return { plan, writer: compileWriter(plan), inquiry: null };
  }

  #useOf(fields: readonly CollectedField[]): RowUse {
    const mayResolve = [...this.#api.resolved.values()].some(({ resolve }) => resolve.length > 1);
    if (fields.some((field) => mayLoad(field) || (mayResolve && field.source?.kind === 'entities'))) return 'loaders';
    return fields.some(isSeen) ? 'functions' : 'response';
  }
}

function sizeOf(outline: readonly CollectedField[]): OutlineSize {
  let fields = outline.length;
  let characters = 0;
  for (const { path, children } of outline) {
    const below = sizeOf(children);
    fields += below.fields;
    characters += path.length + below.characters;
  }
  return { fields, characters };
}

/** In the plan, in its writer and in the kernel's program. */
function namesBytes({ fields, characters }: OutlineSize): number {
  return fields * BYTES_PER_FIELD + characters * 3 * BYTES_PER_CHARACTER;
}

function planBytes({ nodes, statements }: CompiledPlan): number {
  let bytes = nodes.length * BYTES_PER_SELECT;
  for (const { sql, parameters } of statements.values())
    bytes += sql.length * BYTES_PER_CHARACTER + parameters.length * BYTES_PER_PARAMETER;
  return bytes;
}

/** Functions of the program see its rows. */
function isSeen({ source, children }: CollectedField): boolean {
  return source?.kind === 'custom' || source?.kind === 'resolver' || children.some(isSeen);
}

/** A function that takes the context may load through it, and what gives rows has them loaded. */
function mayLoad({ source, definition, children }: CollectedField): boolean {
  if (source?.kind === 'resolver') return true;
  const isAdded = source?.kind === 'custom' && definition !== null;
  if (isAdded && (source.custom.resolve.length > 2 || !isLeafType(getNamedType(definition.type)))) return true;
  return children.some(mayLoad);
}

function selectionsWhere(set: SelectionSetNode, wanted: (node: SelectionNode) => boolean): SelectionNode[] {
  return set.selections.flatMap((node) => {
    const inner = node.kind === Kind.FRAGMENT_SPREAD ? undefined : node.selectionSet;
    const below = inner ? selectionsWhere(inner, wanted) : [];
    return wanted(node) ? [node, ...below] : below;
  });
}

function isConditional({ directives = [] }: SelectionNode): boolean {
  return directives.some(({ name }) => name.value === 'skip' || name.value === 'include');
}

function isHintedByVariable({ directives = [] }: SelectionNode): boolean {
  return directives.some(
    ({ name, arguments: args = [] }) => name.value === 'load' && args.some(({ value }) => value.kind === Kind.VARIABLE),
  );
}
