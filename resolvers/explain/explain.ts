/** `extensions.plan`: what was planned, why, and what it brought; with `analyze` also PostgreSQL's own plan of each statement. */
import { tellsOfHiddenRows } from '../../loaders/plan/read/hidden-rows.ts';
import type { SelectNode } from '../../loaders/plan/read/select-plan.ts';
import { statementOwner } from '../../loaders/plan/shared/statement-owner.ts';
import { analyze } from '../../loaders/session/analyze.ts';
import type { ReadTransaction } from '../../loaders/session/read-transaction.ts';
import type { Analyses } from '../../loaders/work/analyzing.ts';
import type { WriteRun } from '../../loaders/work/write-log.ts';
import type { Access } from '../access/access.ts';
import type { Runtime } from '../plan/runtime.ts';
import type { RequestContext } from '../operation/executor-type.ts';
import type { Planned } from '../plan/planner.ts';
import type { OnDemandSelect } from '../on-demand/on-demand.ts';
import { type ExplainedStatement, explainRead, explainWritten, rounded } from './explain-statements.ts';
import { type ExplainedWrite, explainWrite } from './explain-writes.ts';

interface ExplainedNode {
  readonly path: string;
  readonly entity: string;
  readonly strategy: string;
  readonly because: string;
  readonly rejected: readonly { readonly strategy: string; readonly because: string }[];
  /** The number of its statement in `statements`, from 1; null when nothing was sent for it. */
  readonly statement: number | null;
  readonly estimatedRows: number;
  /** Where the estimate comes from: `values of status`, `rule for search`; empty where there are no conditions. */
  readonly estimatedFrom: readonly string[];
  readonly rows: number | null;
  /** The bytes of the statement; null for a node that rides along in it. */
  readonly bytes: number | null;
  readonly ms: number | null;
  readonly children: readonly ExplainedNode[];
}

export interface ExplainedPlan {
  /** The statements of a mutation that write or lock, in order. */
  readonly writes?: readonly ExplainedWrite[];
  /** How often a mutation was tried. */
  readonly attempts?: number;
  readonly roots: readonly ExplainedNode[];
  /** The selects that resolvers loaded beyond the plan. */
  readonly unplanned: readonly ExplainedNode[];
  readonly statements: readonly ExplainedStatement[];
  /** Why there is no `analyze`, where it was asked for and is not given. */
  readonly refused?: string;
}

interface Explained {
  /** The selects that were planned together. */
  readonly plan: Pick<Planned['plan'], 'nodes'>;
  readonly access: Access;
  readonly unplanned: readonly OnDemandSelect[];
}

export async function explain(
  runtime: Runtime,
  transaction: ReadTransaction,
  { plan, access, unplanned }: Explained,
  context: RequestContext,
): Promise<ExplainedPlan | null> {
  if (!isExplained(runtime, context)) return null;
  const by = { settings: access.settings, signal: context.signal };
  const nodes = [...plan.nodes, ...unplanned.map(({ node }) => node)];
  const refused =
    context.explain === 'analyze' && tellsOfHiddenRows(nodes, runtime.schema.model.entities) ? REFUSED : null;
  const analyzed = context.explain === 'analyze' && refused === null;
  const analyses = analyzed ? await analyze(runtime.database, transaction.log, by) : null;
  const statements = transaction.log.all().map((run, index): ExplainedStatement => {
    const explained = explainRead(run, runtime.config.redactBinds);
    return analyses ? { ...explained, analyze: analyses[index] } : explained;
  });
  const selects = explainSelects(transaction, plan, unplanned, (keys) => `asked for by a resolver, ${keys}`);
  return { ...selects, statements, ...(refused !== null && { refused }) };
}

/** Explains a mutation: its writes, and the selects of its answer. */
export function explainMutation(
  runtime: Runtime,
  transaction: ReadTransaction,
  { plan, unplanned, writes, attempts, analyses }: Omit<Explained, 'access'> & Written,
  context: RequestContext,
): ExplainedPlan | null {
  if (!isExplained(runtime, context)) return null;
  const { redactBinds } = runtime.config;
  const reads = transaction.log.all().map((run) => explainRead(run, redactBinds));
  const written = writes.map((run): ExplainedStatement => {
    const explained = explainWritten(run, redactBinds);
    return analyses ? { ...explained, analyze: analyses.get(run.write.call) } : explained;
  });
  const statements = [...reads, ...written];
  return {
    writes: writes.map(explainWrite),
    attempts,
    ...explainSelects(transaction, plan, unplanned, (keys) => `written rows are read for the answer, ${keys}`),
    statements: statements.toSorted((a, b) => a.number - b.number),
    ...(context.explain === 'analyze' && !analyses && { refused: context.dryRun ? WOULD_TELL : WOULD_WRITE }),
  };
}

/**
 * Whether the writes of a mutation are analyzed. Triggers and cascades reach any table, so hidden rows of one are enough to refuse. So are
 * values of the configuration: PostgreSQL puts them into the conditions of its plans.
 */
export function isAnalyzed(runtime: Runtime, { configured }: Access, context: RequestContext): boolean {
  if (!isExplained(runtime, context) || context.explain !== 'analyze' || !context.dryRun) return false;
  return configured.length === 0 && !runtime.schema.model.entities.some(({ rowSecurity }) => rowSecurity);
}

interface Written {
  readonly writes: readonly WriteRun[];
  /** How often the operation was tried. */
  readonly attempts: number;
  /** Null: the writes are not analyzed. */
  readonly analyses: Analyses | null;
}

function isExplained({ config }: Runtime, context: RequestContext): boolean {
  return context.explain !== 'off' && config.explain;
}

function explainSelects(
  transaction: ReadTransaction,
  { nodes }: Explained['plan'],
  unplanned: readonly OnDemandSelect[],
  because: (keys: string) => string,
): Pick<ExplainedPlan, 'roots' | 'unplanned'> {
  const numbers = new Map(transaction.log.all().map(({ order, statement }) => [statement.owner, order]));
  return {
    roots: nodes.filter((node) => node.parent === null).map((node) => explainNode(node, transaction, numbers)),
    unplanned: unplanned.map((select) => explainOnDemand(select, transaction, numbers, because)),
  };
}

const WOULD_WRITE =
  'analyze runs statements once more, and those of a mutation would write once more. A dry run takes them back: ask with x-espalier-dry-run.';

const WOULD_TELL =
  'analyze of a write tells of rows that a policy or row security may hide, and of values that the configuration compares with. ' +
  'Ask PostgreSQL for EXPLAIN (ANALYZE) of the statements as somebody who may see all of them.';

const REFUSED =
  'analyze tells how many rows were discarded, and rows of this operation may be hidden by a policy or row security. ' +
  'Ask PostgreSQL for EXPLAIN (ANALYZE) of the statements as somebody who may see all of them.';

/** The numbers of statements by the selects that own them. */
type Numbers = ReadonlyMap<SelectNode, number>;

function explainNode(node: SelectNode, transaction: ReadTransaction, numbers: Numbers): ExplainedNode {
  const carrier = statementOwner(node);
  const run = transaction.log.run(node);
  return {
    path: node.kind === 'count' ? `${node.path}.totalCount` : node.path,
    entity: node.entity.name,
    ...node.decision,
    statement: numbers.get(carrier) ?? null,
    estimatedRows: node.estimate.rows,
    estimatedFrom: node.estimate.sources,
    rows: run?.rows ?? transaction.log.joinedRows(node),
    bytes: run?.bytes ?? null,
    ms: run ? rounded(run.ms) : null,
    children: node.children.map((child) => explainNode(child, transaction, numbers)),
  };
}

function explainOnDemand(
  { node, keys }: OnDemandSelect,
  transaction: ReadTransaction,
  numbers: Numbers,
  because: (keys: string) => string,
): ExplainedNode {
  const reason = `lazy: ${because(`${keys} ${keys === 1 ? 'key' : 'keys'}`)}`;
  return { ...explainNode(node, transaction, numbers), strategy: 'lazy', because: reason };
}
