/**
 * Everything that is made of one reading of the catalog: model, schema, statistics, plans, caches and the ways in. A gateway has one at
 * a time, and replaces it whole when the database has changed; what runs ends with the generation that it began with.
 */
import type { Statistics } from '../loaders/plan/estimates/statistics.ts';
import { readStatistics } from '../loaders/postgres/catalog/statistics-reader.ts';
import type { PostgresDatabase } from '../loaders/postgres/open-database.ts';
import { createResponder } from '../resolvers/execute/execute.ts';
import { useTrace } from '../resolvers/http/trace.ts';
import { createEndpoint, type Endpoint, type YogaParts } from '../resolvers/http/yoga.ts';
import { createRuntime } from '../resolvers/plan/runtime.ts';
import { SessionFactory } from '../resolvers/sessions/session-factory.ts';
import type { Config } from '../schema/config/config.ts';
import type { ApiSchema } from '../schema/graphql/field-sources.ts';
import type { Entity, Model } from '../schema/model/model.ts';
import { type Writable, writables } from '../schema/mutations/writable.ts';
import { mutationNames } from '../schema/mutations/write-names.ts';
import type { Logger } from './boot/log.ts';
import { readSchema } from './boot/read-schema.ts';
import { warnOfTimeZone } from './boot/warn-of-time-zone.ts';
import { exampleOperations, type ExampleSubject, type WriteFields } from './example-operations.ts';
import { graphiqlPlugin } from './graphiql.ts';
import type { Metrics } from './metrics.ts';
import { createObserver } from './observe.ts';

export interface Generation {
  readonly model: Model;
  readonly roots: ReadonlySet<string>;
  readonly yoga: YogaParts;
  readonly endpoint: Endpoint;
  /** Made when the first session is opened. */
  sessions(): SessionFactory;
  heldRows(): number;
  /** Ends what it does by itself. Whatever runs in it goes on. */
  retire(): void;
}

/** The parts that all generations of a gateway have in common. */
export interface GenerationParts {
  readonly database: PostgresDatabase;
  readonly config: Config;
  readonly log: Logger;
  /** Counts plans that were known and those that were made. */
  readonly counts: { hits: number; misses: number };
  readonly metrics: Metrics | null;
  /** Told after each reload what has changed for clients. */
  readonly reloaded?: ((changes: readonly string[]) => void) | undefined;
  /** The parts of Yoga beside the schema and its responder. */
  readonly yoga: Omit<YogaParts, 'schema' | 'respond' | 'pages' | 'tracing' | 'config'>;
}

/** Reads the catalog. Throws a ConfigError where it does not fit the configuration, and nothing has changed then. */
export async function createGeneration(parts: GenerationParts): Promise<Generation> {
  const { database, config, log, counts, metrics } = parts;
  const { schema, access } = await readSchema(database.query.bind(database), config);
  const { model } = schema;
  log.info({ entities: model.entities.length, schemas: config.database.schemas }, 'catalog read');
  await warnOfTimeZone(database.query.bind(database), config.database, model, log);
  const tracing = config.federation?.trace ? await useTrace(schema.schema) : null;
  const statistics = await watchStatistics(database, model, config, log);
  const observer = createObserver(config, log, metrics?.observer ?? null);
  const read = { schema, access, config, database, statistics: statistics.current, observer, counts };
  const runtime = createRuntime({ ...read, expectations: database });
  let opened: SessionFactory | null = null;
  const examples = () => exampleOperations(exampleSubject(schema, statistics.current(), config));
  const yoga: YogaParts = {
    ...parts.yoga,
    config,
    schema: schema.schema,
    respond: createResponder(runtime),
    pages: [
      ...(config.graphiql ? [graphiqlPlugin({ config, schema: schema.schema, examples, log })] : []),
      ...(metrics ? [metrics.page()] : []),
    ],
    tracing,
  };
  return {
    model,
    roots: rootsOf(schema),
    yoga,
    endpoint: createEndpoint(yoga),
    sessions: () => (opened ??= new SessionFactory(runtime)),
    heldRows: () => opened?.heldRows() ?? 0,
    retire: statistics.stop,
  };
}

function rootsOf({ schema }: ApiSchema): ReadonlySet<string> {
  return new Set(Object.keys(schema.getQueryType()?.getFields() ?? {}));
}

/** The entities whose root fields clients may use. */
function exampleSubject(schema: ApiSchema, statistics: Statistics, { explain, mutations }: Config): ExampleSubject {
  const roots = rootsOf(schema);
  const entities = schema.model.entities.filter(({ roots: { list, connection, aggregate } }) =>
    [list, connection, aggregate].every((field) => roots.has(field)),
  );
  const fields = schema.schema.getMutationType()?.getFields() ?? {};
  const all = mutations?.dryRun ? writables(schema.model, mutations.only) : new Map<Entity, Writable>();
  const writes = (entity: Entity): WriteFields | null => {
    const { update } = mutationNames(entity, mutations?.prefix);
    const updatable = all.get(entity)?.updatable;
    return updatable && fields[update] ? { update, updatable } : null;
  };
  return { entities, rowsOf: (entity) => statistics.table(entity)?.rows ?? null, explain, writes };
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
