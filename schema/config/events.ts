import type { IssueScope } from './reader/config-issues.ts';

/** What a gateway tells the program that runs it. A function may be async: the request waits, and fails when it throws. */
export interface Events {
  /** An operation or a selection has its plan; nothing was sent yet. */
  readonly onPlan?: (event: PlanEvent) => unknown;
  readonly onStatementStart?: (event: StatementEvent) => unknown;
  readonly onStatementEnd?: (event: StatementEndEvent) => unknown;
  /** Statements that travel together fail together: each of them is told. */
  readonly onStatementError?: (event: StatementErrorEvent) => unknown;
}

export interface PlanEvent {
  /** Name of the operation; null for one without, and for selections of programs. */
  readonly operation: string | null;
  readonly selects: readonly PlannedSelect[];
}

export interface PlannedSelect {
  readonly path: string;
  readonly entity: string;
  readonly strategy: string;
  readonly because: string;
  /** Null: it rides in its parent's statement. */
  readonly sql: string | null;
}

export interface StatementEvent {
  /** Where in the operation its rows belong: `orders.items`. */
  readonly path: string;
  readonly sql: string;
  /** In PostgreSQL's text form; with `redactBinds` only their number is right. */
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

export const EVENT_NAMES = ['onPlan', 'onStatementStart', 'onStatementEnd', 'onStatementError'] as const;

/** A function of the configuration file; undefined without one. */
export function readEvent(value: unknown, issues: IssueScope): ((event: unknown) => unknown) | undefined {
  if (value === false || value === undefined) return undefined;
  if (typeof value === 'function') return (event) => Reflect.apply(value, undefined, [event]);
  issues.wrong('must be a function');
  return undefined;
}
