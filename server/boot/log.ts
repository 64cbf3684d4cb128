import { pino } from 'pino';
import type { Logger } from 'pino';
import { ownersError } from '../../resolvers/operation/errors.ts';
import type { ServerConfig } from '../../schema/config/config.ts';
import { messageOf } from '../../schema/util/message-of.ts';

export type { Logger } from 'pino';

/** Writes JSON lines on standard error, because standard output belongs to the commands. */
export function createLog(level: ServerConfig['logLevel']): Logger {
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ dest: 2, sync: true }),
  );
}

const quietMs = 1_000;

/** Errors that were only counted are remembered for this time. */
const keptMs = 60_000;

/** All bugs beyond this number of kinds are one kind. */
const maxKinds = 20;

/**
 * Logs the errors that concern the owner of the server: bugs as errors, a troubled database as warnings. An error of the same
 * kind within a second is only counted, so that an outage does not flood the log. Bugs are told apart by their messages.
 */
export function createErrorLog(log: Logger): (error: unknown) => void {
  const seen = new Map<string, { at: number; suppressed: number }>();
  return (error) => {
    const concern = ownersError(error);
    if (concern === null) return;
    const { code, cause } = concern;
    const now = Date.now();
    for (const [kind, { at: index, suppressed }] of seen) {
      if (now - index >= (suppressed === 0 ? quietMs : keptMs)) seen.delete(kind);
    }
    const own = code === 'INTERNAL' ? `${code} ${describe(code, cause)}` : code;
    const kind = seen.has(own) || seen.size < maxKinds ? own : code;
    const last = seen.get(kind);
    if (last !== undefined && now - last.at < quietMs) {
      last.suppressed++;
      return;
    }
    seen.set(kind, { at: now, suppressed: 0 });
    const suppressed = last === undefined || last.suppressed === 0 ? {} : { suppressed: last.suppressed };
    log[code === 'INTERNAL' ? 'error' : 'warn']({ code, err: cause, ...suppressed }, describe(code, cause));
  };
}

function describe(code: string, cause: unknown): string {
  const message = messageOf(cause);
  return code === 'SCHEMA_CHANGED'
    ? `${message} Reload the schema (SIGHUP, gateway.reload()) or restart the gateway.`
    : message;
}
