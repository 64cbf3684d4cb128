/** Warns that values which the database computes may show other days and times than in psql. */
import { readTimeZone } from '../../loaders/postgres/catalog/server-questions.ts';
import type { RunStatement } from '../../loaders/postgres/run-statement.ts';
import { type DatabaseConfig, SERVER_TIME_ZONE } from '../../schema/config/config.ts';
import type { Model } from '../../schema/model/model.ts';
import { isTimeZone } from '../../schema/values/time-zones.ts';
import type { Logger } from './log.ts';

const MAX_NAMES = 5;

export async function warnOfTimeZone(
  run: RunStatement,
  { timeZone }: DatabaseConfig,
  model: Model,
  log: Logger,
): Promise<void> {
  if (timeZone === SERVER_TIME_ZONE) return;
  const depending = dependingOf(model);
  if (depending.length === 0) return;
  const own = (await readTimeZone(run)) ?? timeZone;
  if (canonical(own) === canonical(timeZone)) return;
  const more = depending.length > MAX_NAMES ? ` and ${depending.length - MAX_NAMES} more` : '';
  log.warn(
    { timeZone, serversOwn: own },
    `database.timeZone is ${timeZone}, and the database, the role or the server sets ${own}: what depends on it may show other days and times than psql does ` +
      `(${depending.slice(0, MAX_NAMES).join(', ')}${more}). Set database.timeZone to "${SERVER_TIME_ZONE}" to see what psql sees.`,
  );
}

/** Names views, functions and expressions. Nobody knows whether they look at the time zone. */
function dependingOf({ entities, functions }: Model): string[] {
  return [
    ...entities.filter(({ kind }) => kind === 'view').map(({ name }) => name),
    ...functions.map(({ field }) => `Query.${field}`),
    ...entities.flatMap(({ name, computed }) => computed.map(({ field }) => `${name}.${field}`)),
  ];
}

/** GMT and Etc/UTC are UTC. A text that does not name a zone stays as it is. */
function canonical(name: string): string {
  return isTimeZone(name) ? new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone : name;
}
