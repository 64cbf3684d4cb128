import type { IssueScope } from './reader/config-issues.ts';

/** The events that a gateway reports to its program. A function may be async: the request waits for it, and fails when it throws. */
export interface Events {
  /** An operation or a selection has its plan, and nothing was sent yet. */
  readonly onPlan?: (event: PlanEvent) => unknown;
  readonly onStatementStart?: (event: StatementEvent) => unknown;
  readonly onStatementEnd?: (event: StatementEndEvent) => unknown;
  /** Statements that travel together fail together, and each is reported. */
  readonly onStatementError?: (event: StatementErrorEvent) => unknown;
  /** A mutation has written all its rows, and they are not committed yet: an error that it throws takes them back. */
  readonly onWrite?: (event: WriteEvent) => unknown;
  /** A mutation is committed. The answer does not wait for it, and an error that it throws is a warning of the process. */
  readonly onCommit?: (event: WriteEvent) => unknown;
}

export interface WriteEvent {
  /** The name of the operation, null where it has none. */
  readonly operation: string | null;
  readonly claims: Readonly<Record<string, unknown>> | null;
  /** Rows in the order in which they are written, without those that stayed as they were or that the database changed by itself. */
  readonly writes: readonly WrittenRow[];
}

export interface WrittenRow {
  readonly entity: string;
  readonly action: 'CREATED' | 'UPDATED' | 'DELETED';
  /** The values of the key by field; null where the entity has none. */
  readonly key: Readonly<Record<string, unknown>> | null;
  /** The fields that the request gave values. */
  readonly columns: readonly string[];
  /** The row as it was, by field; null for a new row. */
  readonly old: Readonly<Record<string, unknown>> | null;
}

export interface PlanEvent {
  /** The name of the operation, null where it has none and for selections of programs. */
  readonly operation: string | null;
  readonly selects: readonly PlannedSelect[];
}

export interface PlannedSelect {
  readonly path: string;
  readonly entity: string;
  readonly strategy: string;
  readonly because: string;
  /** Null where the select rides in its parent's statement. */
  readonly sql: string | null;
}

export interface StatementEvent {
  /** The place of its rows in the operation: `orders.items`. */
  readonly path: string;
  readonly sql: string;
  /** The values in PostgreSQL's text form. With `redactBinds` only their number is right. */
  readonly binds: readonly (string | null | readonly (string | null)[])[];
}

export interface StatementEndEvent extends StatementEvent {
  readonly rows: number;
  readonly bytes: number;
  readonly ms: number;
}

export interface StatementErrorEvent extends StatementEvent {
  readonly error: unknown;
  readonly ms: number;
}

export const EVENT_NAMES = [
  'onPlan',
  'onStatementStart',
  'onStatementEnd',
  'onStatementError',
  'onWrite',
  'onCommit',
] as const;

/** Reads a function of the configuration file, if it has one. */
export function readEvent(value: unknown, issues: IssueScope): ((event: unknown) => unknown) | undefined {
  if (value === false || value === undefined) return undefined;
  if (typeof value === 'function') return (event) => Reflect.apply(value, undefined, [event]);
  issues.wrong('must be a function');
  return undefined;
}
