/** The statements of an operation, in the order in which they were first sent: those that read and those that write. */
import type { ParameterValue, StatementCall } from '../../loaders/database/database.ts';
import type { StatementRun } from '../../loaders/session/statement-log.ts';
import type { Parameter, Statement } from '../../loaders/sql/shared/statement.ts';
import type { WriteRun } from '../../loaders/work/write-log.ts';

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

export function explainRead(run: StatementRun, redact: boolean): ExplainedStatement {
  const { order, statement, call, rows, bytes, ms, times } = run;
  const { sql } = statement;
  const parameters = explainParameters(statement.parameters, call, redact, (parameter) => keysOf(parameter, statement));
  return { number: order, sql, parameters, rows, bytes, ms: rounded(ms), times };
}

export function explainWritten({ order, write, result }: WriteRun, redact: boolean): ExplainedStatement {
  const { call, parameters } = write;
  const { rows, bytes, ms } = result;
  return {
    number: order,
    sql: call.sql,
    parameters: explainParameters(parameters, call, redact, () => 'request'),
    rows: rows.rowCount,
    bytes,
    ms: rounded(ms),
    times: 1,
  };
}

function explainParameters(
  parameters: readonly Parameter[],
  { values }: StatementCall,
  redact: boolean,
  keysFrom: (parameter: Extract<Parameter, { kind: 'key' }>) => string,
): ExplainedParameter[] {
  return parameters.map((parameter, index) => ({
    name: `$${index + 1}`,
    from: parameter.kind === 'key' ? keysFrom(parameter) : parameter.kind === 'slot' ? 'request' : 'configuration',
    value: redact || parameter.kind === 'configured' ? '[redacted]' : shortened(values[index] ?? null),
  }));
}

function keysOf({ position }: Extract<Parameter, { kind: 'key' }>, { owner, keys }: Statement): string {
  return `keys of ${(owner.parent ?? owner).path}.${keys?.[position]?.field ?? ''}`;
}

const MOST_CHARACTERS = 200;

/** Thousands of keys are not for people. */
function shortened(value: ParameterValue): string | null {
  const text = value === null || typeof value === 'string' ? value : JSON.stringify(value);
  if (text === null || text.length <= MOST_CHARACTERS) return text;
  return `${text.slice(0, MOST_CHARACTERS)}… (${text.length.toLocaleString('en')} characters)`;
}

/** Microseconds are as fine as the clock is worth. */
export function rounded(ms: number): number {
  return Math.round(ms * 1_000) / 1_000;
}
