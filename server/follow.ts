/** Reloads the schema when the catalog changes: asked for by a notice of a migration, or seen by looking now and then. */
import { catalogFingerprint } from '../loaders/postgres/catalog/fingerprint.ts';
import { listen } from '../loaders/postgres/catalog/listen.ts';
import type { PostgresDatabase } from '../loaders/postgres/open-database.ts';
import type { Config } from '../schema/config/config.ts';
import { messageOf } from '../schema/util/message-of.ts';
import type { Logger } from './boot/log.ts';

export interface Following {
  close(): Promise<void>;
}

/** A failed reload has been logged by whoever reloads. */
type Reload = () => Promise<unknown>;

export async function follow(
  database: PostgresDatabase,
  config: Config,
  log: Logger,
  reload: Reload,
): Promise<Following> {
  const { watch, channel } = config.schema;
  const watching = watch ? await watchCatalog(database, config, log, reload) : null;
  const listening =
    channel === null
      ? null
      : listen({
          url: config.database.url,
          channel,
          noticed: () => void reload().catch(() => undefined),
          lost: (error) =>
            log.warn(`The channel ${channel} is not heard, and will be tried again: ${messageOf(error)}`),
        });
  return {
    close: async () => {
      watching?.stop();
      await listening?.close();
    },
  };
}

/** Looks again only when the last look, and the reload that came of it, are done. */
async function watchCatalog(
  database: PostgresDatabase,
  { schema }: Config,
  log: Logger,
  reload: Reload,
): Promise<{ stop(): void }> {
  const look = (): Promise<string> => catalogFingerprint(database.query.bind(database));
  let seen = await look();
  let timer: NodeJS.Timeout | null = null;
  let stopped = false;
  const next = (): void => {
    if (!stopped) timer = setTimeout(() => void watch().finally(next), schema.watchMs).unref();
  };
  const watch = async (): Promise<void> => {
    const found = await look().catch((error: unknown) => {
      log.debug({ err: error }, 'the catalog could not be looked at');
      return seen;
    });
    if (found === seen || stopped) return;
    // A schema that cannot be served is told once, and tried again after the next change.
    seen = found;
    await reload().catch(() => undefined);
  };
  next();
  return {
    stop: () => {
      stopped = true;
      clearTimeout(timer ?? undefined);
    },
  };
}
