/** `extensions.plan`: what was planned, why, and what it brought; with `analyze` also PostgreSQL's own plan of each statement. */
import { tellsOfHiddenRows } from '../../loaders/plan/read/hidden-rows.ts';
import type { SelectNode } from '../../loaders/plan/read/select-plan.ts';
import { statementOwner } from '../../loaders/plan/shared/statement-owner.ts';
import { analyze } from '../../loaders/session/analyze.ts';
import type { StatementRun } from '../../loaders/session/statement-log.ts';
import type { ReadTransaction } from '../../loaders/session/read-transaction.ts';
import type { ParameterValue } from '../../loaders/database/database.ts';
import type { Statement } from '../../loaders/sql/shared/statement.ts';
import type { Access } from '../access/access.ts';
import type { Runtime } from '../plan/runtime.ts';
import type { RequestContext } from '../operation/executor-type.ts';
import type { Planned } from '../plan/planner.ts';
import type { OnDemandSelect } from '../on-demand/on-demand.ts';

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

interface ExplainedParameter {
  /** Its name in the SQL: `$1`. */
  readonly name: string;
  /** The giver of the value: `request`, `configuration`, or the rows of another node, `keys of users.id`. */
  readonly from: string;
  /** The value of the first call, shortened. Those of the configuration are not the client's to know, and `redactBinds` hides all. */
  readonly value: string | null;
}

export interface ExplainedStatement {
  /** Counted from 1. */
  readonly number: number;
  readonly sql: string;
  readonly parameters: readonly ExplainedParameter[];
  readonly rows: number;
  readonly bytes: number;
  readonly ms: number;
  readonly times: number;
  readonly analyze?: unknown;
}

export interface ExplainedPlan {
  readonly roots: readonly ExplainedNode[];
  /** The selects that resolvers loaded beyond the plan. */
  readonly unplanned: readonly ExplainedNode[];
  readonly statements: readonly ExplainedStatement[];
  /** Why there is no `analyze`, where it was asked for and is not given. */
  readonly refused?: string;
}

interface Explained extends Pick<Planned, 'plan'> {
  readonly access: Access;
  readonly unplanned: readonly OnDemandSelect[];
}

export async function explain(
  runtime: Runtime,
  transaction: ReadTransaction,
  { plan, access, unplanned }: Explained,
  context: RequestContext,
): Promise<ExplainedPlan | null> {
  if (context.explain === 'off' || !runtime.config.explain) return null;
  const runs = transaction.log.all();
  const by = { settings: access.settings, signal: context.signal };
  const nodes = [...plan.nodes, ...unplanned.map(({ node }) => node)];
  const refused =
    context.explain === 'analyze' && tellsOfHiddenRows(nodes, runtime.schema.model.entities) ? REFUSED : null;
  const analyzed = context.explain === 'analyze' && refused === null;
  const analyses = analyzed ? await analyze(runtime.database, transaction.log, by) : null;
  const statements = runs.map((run, index): ExplainedStatement => {
    const { statement, rows, bytes, times } = run;
    const parameters = explainParameters(run, runtime.config.redactBinds);
    const explained = { number: index + 1, sql: statement.sql, parameters, rows, bytes, ms: rounded(run.ms), times };
    return analyses ? { ...explained, analyze: analyses[index] } : explained;
  });
  const owners = runs.map((run) => run.statement.owner);
  const roots = plan.nodes.filter((node) => node.parent === null);
  return {
    roots: roots.map((node) => explainNode(node, transaction, owners)),
    unplanned: unplanned.map((select) => explainOnDemand(select, transaction, owners)),
    statements,
    ...(refused !== null && { refused }),
  };
}

const REFUSED =
  'analyze tells how many rows were discarded, and rows of this operation may be hidden by a policy or row security. ' +
  'Ask PostgreSQL for EXPLAIN (ANALYZE) of the statements as somebody who may see all of them.';

function explainParameters({ statement, call }: StatementRun, redact: boolean): ExplainedParameter[] {
  return statement.parameters.map((parameter, index) => ({
    name: `$${index + 1}`,
    from: sourceOf(parameter, statement),
    value: redact || parameter.kind === 'configured' ? '[redacted]' : shortened(call.values[index] ?? null),
  }));
}

function sourceOf(parameter: Statement['parameters'][number], { owner, keys }: Statement): string {
  if (parameter.kind === 'slot') return 'request';
  if (parameter.kind === 'configured') return 'configuration';
  return `keys of ${(owner.parent ?? owner).path}.${keys?.[parameter.position]?.field ?? ''}`;
}

const MOST_CHARACTERS = 200;

/** Thousands of keys are not for people. */
function shortened(value: ParameterValue): string | null {
  const text = value === null || typeof value === 'string' ? value : JSON.stringify(value);
  if (text === null || text.length <= MOST_CHARACTERS) return text;
  return `${text.slice(0, MOST_CHARACTERS)}… (${text.length.toLocaleString('en')} characters)`;
}

/** Microseconds are as fine as the clock is worth. */
function rounded(ms: number): number {
  return Math.round(ms * 1_000) / 1_000;
}

function explainNode(node: SelectNode, transaction: ReadTransaction, owners: readonly SelectNode[]): ExplainedNode {
  const carrier = statementOwner(node);
  const run = transaction.log.run(node);
  const index = owners.indexOf(carrier);
  return {
    path: node.kind === 'count' ? `${node.path}.totalCount` : node.path,
    entity: node.entity.name,
    ...node.decision,
    statement: index < 0 ? null : index + 1,
    estimatedRows: node.estimate.rows,
    estimatedFrom: node.estimate.sources,
    rows: run?.rows ?? transaction.log.joinedRows(node),
    bytes: run?.bytes ?? null,
    ms: run ? rounded(run.ms) : null,
    children: node.children.map((child) => explainNode(child, transaction, owners)),
  };
}

function explainOnDemand(
  { node, keys }: OnDemandSelect,
  transaction: ReadTransaction,
  owners: readonly SelectNode[],
): ExplainedNode {
  const because = `lazy: asked for by a resolver, ${keys} ${keys === 1 ? 'key' : 'keys'}`;
  return { ...explainNode(node, transaction, owners), strategy: 'lazy', because };
}
