/**
 * The settings every statement of the gateway relies upon. They are made after connecting and not at startup, where PgBouncer
 * refuses them; behind PgBouncer in transaction mode they are made again in each transaction.
 */
import { type LimitsConfig, SERVER_TIME_ZONE } from '../../schema/config/config.ts';
import type { PipelineStatement } from './pipeline.ts';

export type TimeLimits = Pick<LimitsConfig, 'statementTimeoutMs' | 'lockTimeoutMs' | 'queryTimeoutMs'>;
export type Setting = readonly [name: string, value: string];

export function sessionSettings(limits: TimeLimits, timeZone: string = SERVER_TIME_ZONE): readonly Setting[] {
  return [
    ['application_name', 'espalier'],
    ['client_encoding', 'UTF8'],
    ['default_transaction_isolation', 'repeatable read'],
    ['default_transaction_read_only', 'on'],
    // The text forms that the codecs read.
    ['datestyle', 'ISO, MDY'],
    ['intervalstyle', 'iso_8601'],
    ...(timeZone === SERVER_TIME_ZONE ? [] : [['timezone', timeZone] as const]),
    ['bytea_output', 'hex'],
    // In arrays that are sent, NULL is no text.
    ['array_nulls', 'on'],
    ['extra_float_digits', '1'],
    ['standard_conforming_strings', 'on'],
    // Lateral and recursive statements are estimated far above what they cost, and compiling them takes longer than running them.
    ['jit', 'off'],
    ['statement_timeout', `${limits.statementTimeoutMs}`],
    ['lock_timeout', `${limits.lockTimeoutMs}`],
    ['idle_in_transaction_session_timeout', `${limits.queryTimeoutMs}`],
  ];
}

/** One text for any number of settings; unnest keeps their order, so a role can come last. */
const SET_SESSION = `select pg_catalog.set_config(k, v, false) from unnest($1::pg_catalog.text[], $2::pg_catalog.text[]) as s(k, v)`;
const SET_LOCAL = `select pg_catalog.set_config(k, v, true) from unnest($1::pg_catalog.text[], $2::pg_catalog.text[]) as s(k, v)`;

export const BACKEND_PID_COLUMN = 0;
export const TRANSACTION_START_COLUMN = 1;
const SET_LOCAL_AND_IDENTIFY = `select pg_catalog.pg_backend_pid(), (extract(epoch from pg_catalog.now()) operator(pg_catalog.*) 1000000)::pg_catalog.int8, pg_catalog.set_config(k, v, true) from unnest($1::pg_catalog.text[], $2::pg_catalog.text[]) as s(k, v)`;

export function setSession(settings: readonly Setting[]): PipelineStatement {
  return settingsStatement(SET_SESSION, settings, { prepare: false });
}

export function setLocal(settings: readonly Setting[]): PipelineStatement {
  return settingsStatement(SET_LOCAL, settings, { prepare: true });
}

/** Also tells, as soon as it has run, which backend a pooler has chosen and when its transaction began. */
export function setLocalAndIdentify(settings: readonly Setting[]): PipelineStatement {
  return settingsStatement(SET_LOCAL_AND_IDENTIFY, settings, { prepare: false, flush: true });
}

function settingsStatement(
  sql: string,
  settings: readonly Setting[],
  options: Pick<PipelineStatement, 'prepare' | 'flush'>,
): PipelineStatement {
  const values = [settings.map(([name]) => name), settings.map(([, value]) => value)];
  return { sql, values, maxRows: settings.length, settings: true, ...options };
}
