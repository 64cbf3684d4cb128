import { setTimeout } from 'node:timers/promises';
import { connectErrorLine, isNotThereYet } from '../../loaders/postgres/connect-errors.ts';
import { openDatabase } from '../../loaders/postgres/open-database.ts';
import type { PostgresDatabase } from '../../loaders/postgres/open-database.ts';
import type { Config } from '../../schema/config/config.ts';

/** The first pause before another try; each is twice as long as the one before. */
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;

/**
 * Opens the pool and makes sure that PostgreSQL answers; waits for it as long as the configuration says. The message of an error says
 * how to mend it. `announce` is told of the wait.
 */
export async function connect(config: Config, announce: (line: string) => void = () => {}): Promise<PostgresDatabase> {
  const { url, waitSeconds } = config.database;
  const endsAt = performance.now() + waitSeconds * 1_000;
  for (let pauseMs = FIRST_PAUSE_MS, tries = 0; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS), tries++) {
    try {
      return await connectOnce(config);
    } catch (error) {
      const line = connectErrorLine(error, url);
      if (!isNotThereYet(error) || performance.now() + pauseMs > endsAt) throw new Error(line, { cause: error });
      if (tries === 0) announce(`${line} Waiting up to ${waitSeconds} s for it.`);
      await setTimeout(pauseMs);
    }
  }
}

async function connectOnce({ database: { url, timeZone }, pool, limits }: Config): Promise<PostgresDatabase> {
  let database: PostgresDatabase | null = null;
  try {
    database = openDatabase({ url, pool, limits, timeZone });
    await database.ping();
    return database;
  } catch (error) {
    await database?.close();
    throw error;
  }
}
