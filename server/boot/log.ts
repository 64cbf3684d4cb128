import { pino } from 'pino';
import type { Logger } from 'pino';
import { ownersError } from '../../resolvers/operation/errors.ts';
import type { ServerConfig } from '../../schema/config/config.ts';
import { messageOf } from '../../schema/util/message-of.ts';

export type { Logger } from 'pino';

/** JSON lines on standard error; standard output belongs to the commands. */
export function createLog(level: ServerConfig['logLevel']): Logger {
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ dest: 2, sync: true }),
  );
}

const quietMs = 1_000;

/** How long it is remembered what has only been counted. */
const keptMs = 60_000;

/** Bugs of more kinds are one kind together. */
const maxKinds = 20;

/**
 * Logs what the owner of the server should know of: bugs as errors, a troubled database as warnings. An error of the same
 * kind within a second is only counted, so that an outage does not flood the log. Bugs are told apart by what they say.
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
  return code === 'SCHEMA_CHANGED' ? `${message} Restart the gateway to read the schema again.` : message;
}
