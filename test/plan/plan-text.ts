/** A plan and its statements as text for a reviewer. */
import type { SelectNode } from '../../loaders/plan/read/select-plan.ts';
import type { ParameterValue } from '../../loaders/database/database.ts';
import type { NodeColumns, Parameter, Statement } from '../../loaders/sql/shared/statement.ts';
import type { Planned } from '../../resolvers/plan/planner.ts';

export function planText({ plan, values }: Planned, configured: readonly ParameterValue[]): string {
  const roots = plan.nodes.filter(({ parent }) => parent === null);
  const valueOf = (parameter: Parameter, statement: Statement): string => {
    if (parameter.kind === 'slot') return JSON.stringify(values[parameter.index]);
    if (parameter.kind === 'configured') return `${JSON.stringify(configured[parameter.index])} of the configuration`;
    return `keys ${statement.keys?.[parameter.position]?.field ?? ''}`;
  };
  const probes = plan.probes.map(({ index }) => JSON.stringify(values[index]));
  return [
    `waves: ${plan.depth}${plan.deferred ? ', more may be loaded' : ''}`,
    ...(probes.length > 0 ? [`depends on the magnitude of: ${probes.join(', ')}`] : []),
    ...roots.map((root) => nodeText(root, '')),
    ...[...plan.statements.values()].map((statement) => statementText(statement, valueOf)),
    '',
  ].join('\n\n');
}

function nodeText(node: SelectNode, indent: string): string {
  const { kind, path, entity, decision, children } = node;
  const what = kind === 'rows' ? entity.name : `${kind} of ${entity.name}`;
  const lines = [
    `${path}: ${what}, ${decision.strategy}`,
    `  because ${decision.because}`,
    ...decision.rejected.map(({ strategy, because }) => `  not ${strategy}: ${because}`),
    `  ${estimateText(node)}`,
  ];
  const own = lines.map((line) => indent + line);
  return [...own, ...children.map((child) => nodeText(child, `${indent}  `))].join('\n');
}

function estimateText({ estimate }: SelectNode): string {
  const { rows, read, rowBytes, parents, distinctParents, share, sources, known } = estimate;
  const from = sources.length > 0 ? ` by ${sources.join(', ')}` : '';
  return [
    `${known ? '' : 'unknown, '}rows ${rows} of ${rowBytes} bytes, ${read} read`,
    `for ${distinctParents} of ${parents} parents`,
    `share ${Number(share.toPrecision(4))}${from}`,
  ].join('; ');
}

function statementText(statement: Statement, valueOf: (parameter: Parameter, of: Statement) => string): string {
  const { owner, sql, parameters, prepared, layout, input } = statement;
  const facts = [owner.path, prepared ? 'prepared' : 'planned by values', `input: ${input}`];
  if (owner.derived) facts.push('derived keys');
  return [
    `-- ${facts.join('; ')}`,
    brokenAtClauses(sql),
    ...parameters.map((parameter, index) => `-- $${index + 1}: ${valueOf(parameter, statement)}`),
    `-- ${layout.columnCount} columns${place(', ordinal', layout.ordinal)}${rowNumbersText(statement)}`,
    ...[...layout.nodes].map(([node, columns]) => `-- ${node.path}: ${columnsText(node, columns)}`),
  ].join('\n');
}

const CLAUSE = / (?=(?:from|(?:left |cross )?join|where|group by|having|order by|limit|union)\b)(?<!(?:left|cross) )/g;

/** Only spaces become line breaks, indented by the depth of parentheses. */
function brokenAtClauses(sql: string): string {
  return sql.replaceAll(CLAUSE, (_, at: number) => `\n${'  '.repeat(parenthesesBefore(sql.slice(0, at)))}`);
}

function parenthesesBefore(sql: string): number {
  return sql.split('(').length - sql.split(')').length;
}

function rowNumbersText({ owner, layout }: Statement): string {
  const numbers = [...layout.rowNumbers].map(([node, position]) => {
    return `, row number${node === owner ? '' : ` of ${node.path}`} ${position}`;
  });
  return numbers.join('');
}

function columnsText(node: SelectNode, { positions, presence, order, count }: NodeColumns): string {
  const columns = node.columns.map(({ field, index }) => `${field} ${positions[index] ?? -1}`);
  const orders = order.length > 0 ? `; order ${order.join(', ')}` : '';
  return `${columns.join(', ')}${place('; present by', presence)}${orders}${place('; count', count)}`;
}

function place(what: string, position: number | null): string {
  return position === null ? '' : `${what} ${position}`;
}
