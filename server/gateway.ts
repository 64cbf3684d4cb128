/**
 * From a database to an answering gateway: a pool, and one generation after the other of all that is made of the catalog.
 */
import type { PostgresDatabase } from '../loaders/postgres/open-database.ts';
import { WaitingAnswers } from '../resolvers/http/waiting-answers.ts';
import { Session, type SessionOptions } from '../resolvers/sessions/session.ts';
import type { Config } from '../schema/config/config.ts';
import type { Model } from '../schema/model/model.ts';
import { connect } from './boot/connect.ts';
import { createErrorLog, type Logger } from './boot/log.ts';
import { readModel } from './boot/read-model.ts';
import { createReadiness } from './boot/readiness.ts';
import { follow } from './follow.ts';
import type { Additions, Gateway } from './gateway-interface.ts';
import { Generations } from './generations.ts';
import { openMetrics } from './metrics.ts';

/** Reads the database and gets ready to answer. The pool is closed again when that fails. */
export async function openGateway(config: Config, log: Logger, additions: Additions = {}): Promise<Gateway> {
  const database = await connect(config, (line) => log.warn(line));
  try {
    return await buildGateway(database, config, log, additions);
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** Gives the model of the database, for commands that only look at it. */
export async function modelOf(database: PostgresDatabase, config: Config): Promise<Model> {
  return readModel(database.query.bind(database), config.database.schemas, config);
}

async function buildGateway(
  database: PostgresDatabase,
  config: Config,
  log: Logger,
  additions: Additions,
): Promise<Gateway> {
  const counts = { hits: 0, misses: 0 };
  const answers = new WaitingAnswers(config.limits.waitingBytes);
  const readiness = createReadiness(() => database.ping());
  let generations: Generations | null = null;
  const metrics = config.metrics
    ? await openMetrics({
        database,
        plans: counts,
        answers,
        roots: () => generations?.current.roots ?? new Set(),
        heldRows: () => generations?.current.heldRows() ?? 0,
      })
    : null;
  const yoga = {
    answers,
    isReady: readiness.isReady,
    logError: createErrorLog(log),
    plugins: additions.plugins ?? [],
    context: additions.context,
    crowded: additions.crowded,
  };
  const all = (generations = await Generations.open({
    database,
    config,
    log,
    counts,
    metrics,
    yoga,
    reloaded: additions.reloaded,
  }));
  const following = additions.follow ? await follow(database, config, log, () => all.reload()) : null;
  return {
    get model() {
      return all.current.model;
    },
    get schema() {
      return all.current.yoga.schema;
    },
    handler: (...request) => all.current.endpoint.handler(...request),
    fetch: (request) => all.current.endpoint.fetch(request),
    yogaPlugins: all.yogaPlugins(),
    session: (options?: SessionOptions) => new Session(all.current.sessions(), options),
    reload: () => all.reload(),
    drain: readiness.drain,
    close: async () => {
      await following?.close();
      all.current.retire();
      await database.close();
    },
  };
}
