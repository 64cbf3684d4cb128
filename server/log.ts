import { pino } from 'pino';
import type { Logger } from 'pino';
import { GraphQLError } from 'graphql';
import { rootCause } from '../resolvers/errors-to-graphql.ts';
import { DatabaseError } from '../loaders/session/database.ts';
import type { ServerConfig } from '../schema/config.ts';

export type { Logger } from 'pino';

/** JSON lines on standard error; standard output belongs to the commands. */
export function createLog(level: ServerConfig['logLevel']): Logger {
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ dest: 2, sync: true }),
  );
}

const quietMs = 1_000;
const ownersConcern = new Set(['UNAVAILABLE', 'POOL_TIMEOUT', 'TIMEOUT', 'SCHEMA_CHANGED']);

/**
 * Logs what the owner of the server should know of: bugs as errors, a troubled database as warnings. An error of the same
 * kind within a second is only counted, so that an outage does not flood the log.
 */
export function createErrorLog(log: Logger): (error: unknown) => void {
  const seen = new Map<string, { at: number; suppressed: number }>();
  return (error) => {
    const cause = rootCause(error);
    if (cause instanceof GraphQLError) return;
    const code = cause instanceof DatabaseError ? cause.code : 'INTERNAL';
    if (code !== 'INTERNAL' && !ownersConcern.has(code)) return;

    const now = Date.now();
    const last = seen.get(code);
    if (last !== undefined && now - last.at < quietMs) {
      last.suppressed++;
      return;
    }
    seen.set(code, { at: now, suppressed: 0 });
    const suppressed = last === undefined || last.suppressed === 0 ? {} : { suppressed: last.suppressed };
    log[code === 'INTERNAL' ? 'error' : 'warn']({ code, err: cause, ...suppressed }, describe(cause));
  };
}

function describe(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  return cause instanceof DatabaseError && cause.code === 'SCHEMA_CHANGED'
    ? `${message} Restart the gateway to read the schema again.`
    : message;
}
