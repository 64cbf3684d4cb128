/** Events and echo: what the settings ask to be told of statements. Nothing where they ask nothing, so that it costs nothing. */
import type { StatementCall } from '../loaders/database/database.ts';
import type { StatementObserver } from '../loaders/session/observed.ts';
import type { RowBlock } from '../loaders/rows/row-block.ts';
import type { Config } from '../schema/config/config.ts';
import type { StatementEvent } from '../schema/config/events.ts';
import type { Logger } from './boot/log.ts';

export function createObserver(
  config: Config,
  log: Logger,
  metrics: StatementObserver | null,
): StatementObserver | null {
  const observers = [metrics, eventObserver(config), echoObserver(config, log)].filter((observer) => observer !== null);
  const [first] = observers;
  if (observers.length < 2) return first ?? null;
  const all = async (tell: (observer: StatementObserver) => unknown): Promise<void> => {
    for (const observer of observers) await tell(observer);
  };
  return {
    started: (call) => all((observer) => observer.started(call)),
    ended: (call, result) => all((observer) => observer.ended(call, result)),
    failed: (call, error, ms) => all((observer) => observer.failed(call, error, ms)),
    mutated: (outcome) => metrics?.mutated?.(outcome),
  };
}

function eventObserver({ events, redactBinds }: Config): StatementObserver | null {
  const { onStatementStart, onStatementEnd, onStatementError } = events;
  if (!onStatementStart && !onStatementEnd && !onStatementError) return null;
  return {
    started: (call) => onStatementStart?.(describe(call, redactBinds)),
    ended: (call, { rows, bytes, ms }) =>
      onStatementEnd?.({ ...describe(call, redactBinds), rows: rows.rowCount, bytes, ms }),
    failed: (call, error, ms) => onStatementError?.({ ...describe(call, redactBinds), error, ms }),
  };
}

const SHOWN_ROWS = 10;

function echoObserver({ echo, redactBinds }: Config, log: Logger): StatementObserver | null {
  if (echo === 'off' || log.level === 'silent') return null;
  // A person who asks for statements wants to see them, whatever else is logged.
  const lines = log.child({}, { level: 'info' });
  const facts = (call: StatementCall): object => {
    const { path, sql, binds } = describe(call, redactBinds);
    return echo === 'statements' ? { path, sql } : { path, sql, binds };
  };
  return {
    started: () => undefined,
    ended: (call, { rows, bytes, ms }) => {
      const shown = echo === 'rows' ? { values: firstRows(rows) } : {};
      lines.info({ ...facts(call), rows: rows.rowCount, bytes, ms, ...shown }, 'statement');
    },
    failed: (call, error, ms) => lines.warn({ ...facts(call), err: error, ms }, 'statement failed'),
  };
}

function describe({ path = '', sql, values }: StatementCall, redact: boolean): StatementEvent {
  return { path, sql, binds: redact ? values.map(() => '[redacted]') : values };
}

function firstRows(block: RowBlock): (string | null)[][] {
  return Array.from({ length: Math.min(SHOWN_ROWS, block.rowCount) }, (_, row) =>
    Array.from({ length: block.columnCount }, (_, column) => block.text(row, column)),
  );
}
