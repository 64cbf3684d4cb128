/**
 * From a database to an answering gateway: pool, catalog, model, schema, statistics, executor.
 */
import type { PostgresDatabase } from '../loaders/postgres/open-database.ts';
import { readStatistics } from '../loaders/postgres/catalog/statistics-reader.ts';
import type { Statistics } from '../loaders/plan/estimates/statistics.ts';
import { createResponder } from '../resolvers/execute/execute.ts';
import { createRuntime } from '../resolvers/plan/runtime.ts';
import type { Config } from '../schema/config/config.ts';
import type { ApiSchema } from '../schema/graphql/field-sources.ts';
import type { Model } from '../schema/model/model.ts';
import { connect } from './boot/connect.ts';
import { type ExampleOperation, exampleOperations, type ExampleSubject } from './example-operations.ts';
import { renderGraphiqlPage, useGraphiqlPage } from './graphiql.ts';
import { createErrorLog } from './boot/log.ts';
import type { Logger } from './boot/log.ts';
import { openMetrics } from './metrics.ts';
import { createObserver } from './observe.ts';
import { readModel } from './boot/read-model.ts';
import { readSchema } from './boot/read-schema.ts';
import { createReadiness } from './boot/readiness.ts';
import { warnOfTimeZone } from './boot/warn-of-time-zone.ts';
import { Session, type SessionOptions } from '../resolvers/sessions/session.ts';
import { SessionFactory } from '../resolvers/sessions/session-factory.ts';
import { createEndpoint, yogaPlugins } from '../resolvers/http/yoga.ts';
import { useTrace } from '../resolvers/http/trace.ts';
import { WaitingAnswers } from '../resolvers/http/waiting-answers.ts';
import type { YogaParts } from '../resolvers/http/yoga.ts';
import type { Additions, Gateway } from './gateway-interface.ts';

/** Reads the database and gets ready to answer. The pool is closed again when that fails. */
export async function openGateway(config: Config, log: Logger, additions: Additions = {}): Promise<Gateway> {
  const database = await connect(config);
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
  const { schema, access } = await readSchema(database.query.bind(database), config);
  const { model } = schema;
  log.info({ entities: model.entities.length, schemas: config.database.schemas }, 'catalog read');
  await warnOfTimeZone(database.query.bind(database), config.database, model, log);
  const counts = { hits: 0, misses: 0 };
  const answers = new WaitingAnswers(config.limits.waitingBytes);
  let opened: SessionFactory | null = null;
  const metrics = config.metrics
    ? await openMetrics({
        database,
        plans: counts,
        answers,
        roots: rootsOf(schema),
        heldRows: () => opened?.heldRows() ?? 0,
      })
    : null;
  const tracing = config.federation?.trace ? await useTrace(schema.schema) : null;
  const statistics = await watchStatistics(database, model, config, log);
  const observer = createObserver(config, log, metrics?.observer ?? null);
  const parts = { schema, access, config, database, statistics: statistics.current, observer, counts };
  const runtime = createRuntime({ ...parts, expectations: database });
  const sessions = (): SessionFactory => (opened ??= new SessionFactory(runtime));
  const readiness = createReadiness(() => database.ping());
  const examples = () => exampleOperations(exampleSubject(schema, statistics.current(), config));
  const yoga: YogaParts = {
    schema: schema.schema,
    respond: createResponder(runtime),
    config,
    answers,
    isReady: readiness.isReady,
    logError: createErrorLog(log),
    pages: [...(config.graphiql ? [graphiql(config, examples, log)] : []), ...(metrics ? [metrics.page()] : [])],
    tracing,
    plugins: additions.plugins ?? [],
    context: additions.context,
    crowded: additions.crowded,
  };
  return {
    model,
    schema: schema.schema,
    ...createEndpoint(yoga),
    yogaPlugins: yogaPlugins(yoga),
    session: (options?: SessionOptions) => new Session(sessions(), options),
    drain: readiness.drain,
    close: async () => {
      statistics.stop();
      await database.close();
    },
  };
}

function rootsOf({ schema }: ApiSchema): ReadonlySet<string> {
  return new Set(Object.keys(schema.getQueryType()?.getFields() ?? {}));
}

/** The entities whose root fields clients may use. */
function exampleSubject(schema: ApiSchema, statistics: Statistics, { explain }: Config): ExampleSubject {
  const roots = rootsOf(schema);
  const entities = schema.model.entities.filter(({ roots: { list, connection, aggregate } }) =>
    [list, connection, aggregate].every((field) => roots.has(field)),
  );
  return { entities, rowsOf: (entity) => statistics.table(entity)?.rows ?? null, explain };
}

function graphiql(config: Config, examples: () => readonly ExampleOperation[], log: Logger) {
  // Rendering and compressing nine megabytes leaves tens of them behind: that is for those who open the page.
  const page = once(() => {
    const rendered = renderGraphiqlPage({ operations: examples(), database: databaseName(config) });
    rendered.catch((error: unknown) => log.error({ err: error }, 'GraphiQL cannot be rendered'));
    return rendered;
  });
  return useGraphiqlPage(config.server.path, page);
}

/** Names the database for a browser that keeps tabs. The port is left out: that of a sample is another one at each start. */
function databaseName({ database: { url, schemas } }: Config): string {
  const { PGHOST = 'localhost', PGDATABASE = '' } = process.env;
  const { hostname, pathname } = url === null ? { hostname: PGHOST, pathname: `/${PGDATABASE}` } : new URL(url);
  return `${hostname}${pathname} ${schemas.join(',')}`;
}

async function watchStatistics(database: PostgresDatabase, model: Model, config: Config, log: Logger) {
  const read = async (): Promise<Statistics> =>
    readStatistics(database.query.bind(database), model, await database.measureRoundTrip());
  let statistics = await read();
  const refresh = async () => {
    try {
      statistics = await read();
    } catch (error) {
      log.warn({ err: error }, 'statistics cannot be read; the old ones stay');
    }
  };
  const { refreshSeconds } = config.statistics;
  const timer = refreshSeconds === 0 ? null : setInterval(refresh, refreshSeconds * 1_000).unref();
  return { current: () => statistics, stop: () => clearInterval(timer ?? undefined) };
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | null = null;
  return () => (made ??= { value: make() }).value;
}
