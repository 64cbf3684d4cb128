/**
 * Every setting of the gateway, declared once: its place in the configuration file, its flag, its default and its help line.
 */
import { readFunctions } from './computed/read-computed-settings.ts';
import type { FunctionOptions } from './computed/computed-settings.ts';
import { readAuthenticate, readJwt, readSession } from './access/read-access.ts';
import type { Authenticate, JwtOptions, SessionConfigOptions } from './access/access-settings.ts';
import { checkPageSizes, readClaims, readEntities } from './read-entities.ts';
import { readLoaders } from './added/loader-settings.ts';
import { readResolvers, readTypeDefs } from './added/read-extensions.ts';
import type { ExtensionsOptions } from './added/extension-settings.ts';
import type { EntityOptions } from './mapping/entity-settings.ts';
import { EVENT_NAMES, type Events, readEvent } from './events.ts';
import { readFederation } from './federation/read-federation.ts';
import type { FederationOptions } from './federation/federation-settings.ts';
import type { MutationOptions } from './mutations/mutation-settings.ts';
import { readMutations } from './mutations/read-mutations.ts';
import {
  type Config,
  type DatabaseConfig,
  type LimitsConfig,
  type PoolConfig,
  type SchemaConfig,
  SAMPLE_NAMES,
  SERVER_TIME_ZONE,
  type ServerConfig,
} from './config.ts';
import { SettingReader } from './reader/setting-reader.ts';
import type { ConfigSources, Setting } from './reader/setting-reader.ts';
import { isTimeZone } from '../values/time-zones.ts';

/** A configuration file: any part of the settings. */
export type ConfigOptions = {
  readonly [Group in Exclude<keyof Config, OwnForm>]?: Config[Group] extends boolean ? boolean : Partial<Config[Group]>;
} & ExtensionsOptions &
  Events & {
    readonly federation?: boolean | FederationOptions;
    /** Fields that create, update, upsert and delete rows. */
    readonly mutations?: boolean | MutationOptions;
    /** Root fields that functions of the database answer. */
    readonly functions?: Readonly<Record<string, FunctionOptions>>;
    /** Names, relations, policies and fields that the database does not know, by type or table. */
    readonly entities?: Readonly<Record<string, EntityOptions>>;
    /** PostgreSQL types of the claims that policies name. */
    readonly claims?: Readonly<Record<string, string>>;
    /** Role and settings that PostgreSQL's row security sees. */
    readonly session?: SessionConfigOptions;
    readonly jwt?: JwtOptions;
    /** Gives the claims of a request by its headers, null for nobody. An error that it throws refuses the request. */
    readonly authenticate?: Authenticate;
  };

/** Sections that are more than a group of settings. */
type OwnForm =
  | 'events'
  | 'federation'
  | 'mutations'
  | 'entities'
  | 'claims'
  | 'functions'
  | 'session'
  | 'jwt'
  | 'authenticate'
  | 'typeDefs'
  | 'resolvers'
  | 'loaders';

const noSources: ConfigSources = { flags: new Map(), env: {}, file: null, fileName: 'none' };

/**
 * The settings from flags, environment, file and defaults, in that order of precedence.
 * Throws a ConfigError that lists every mistake.
 */
export function readConfig(sources: Partial<ConfigSources> = {}): Config {
  const given = { ...noSources, ...sources };
  const read = new SettingReader(given);
  const config = readSettings(read, given.env['NODE_ENV'] !== 'production');
  read.checkUnknown();
  if (config.limits.defaultPageSize > config.limits.maxPageSize) {
    read.issues.at('limits.defaultPageSize').wrong('must not be greater than limits.maxPageSize');
  }
  checkPageSizes(config.entities, config.limits, read.issues);
  if (config.jwt && config.authenticate) read.issues.at('jwt').wrong('and authenticate exclude each other; keep one');
  if (config.nodes && config.federation) {
    read.issues.at('nodes').wrong('and federation exclude each other: a router finds rows by their keys; keep one');
  }
  read.issues.end();
  return config;
}

/** All settings, in the order of the help text. */
export function listSettings(): readonly Setting[] {
  const read = new SettingReader(noSources);
  readSettings(read, true);
  return read.settings;
}

function readSettings(read: SettingReader, notProduction: boolean): Config {
  const database = readDatabase(read, notProduction);
  const development = read.boolean(
    'development',
    notProduction,
    'Details in errors, suggestions, and the next four settings; off when NODE_ENV=production',
  );
  return {
    database,
    schema: readSchemaSettings(read, development),
    development,
    explain: read.boolean('explain', development, 'Allow the headers x-espalier-explain and x-espalier-load'),
    loadDirective: read.boolean('loadDirective', development, 'Allow @load(strategy:) in operations'),
    graphiql: read.boolean('graphiql', development, 'Serve GraphiQL'),
    introspection: read.boolean('introspection', development, 'Answer introspection queries'),
    fastLane: read.boolean('fastLane', true, 'Answer plain JSON requests of known documents before Yoga sees them'),
    nodes: read.boolean('nodes', false, 'Give rows a `nodeId`, by which `node(id:)` finds them, as Relay asks for'),
    mutations: read.own('mutations', 'Offer mutations: create, update, upsert and delete rows', (value, issues) =>
      readMutations(value, issues, development),
    ),
    textSearch: read.text('textSearch', null, 'The language of `search`: a text search configuration, such as english'),
    echo: read.choice(
      'echo',
      ['off', 'statements', 'parameters', 'rows'],
      'off',
      'Log statements, with what they bind, with their first rows',
    ),
    redactBinds: read.boolean('redactBinds', false, 'Hide what statements bind from events and echo'),
    events: readEvents(read),
    metrics: read.boolean('metrics', false, 'Serve /metrics for Prometheus'),
    federation: read.own('federation', 'Be a subgraph of a Federation 2 supergraph', readFederation),
    entities: read.section('entities', readEntities),
    claims: read.section('claims', readClaims),
    functions: read.section('functions', readFunctions),
    typeDefs: read.section('typeDefs', readTypeDefs),
    resolvers: read.section('resolvers', readResolvers),
    loaders: read.section('loaders', readLoaders),
    session: read.section('session', readSession),
    jwt: read.section('jwt', readJwt),
    authenticate: read.section('authenticate', readAuthenticate),
    server: readServer(read, development),
    pool: readPool(read),
    limits: readLimits(read),
    selectin: { chunkSize: read.integer('selectin.chunkSize', 10_000, [1, 1_000_000], 'Keys per selectin statement') },
    statistics: {
      refreshSeconds: read.integer(
        'statistics.refreshSeconds',
        300,
        [0, 86_400],
        'Seconds between readings of the statistics of PostgreSQL, 0: only at start',
      ),
    },
  };
}

/** Holds only the events that have a listener, for others must cost nothing. */
function readEvents(read: SettingReader): Events {
  const events = EVENT_NAMES.map((name) => [name, read.section(name, readEvent)] as const);
  return Object.fromEntries(events.filter(([, event]) => event !== undefined));
}

function readDatabase(read: SettingReader, notProduction: boolean): DatabaseConfig {
  return {
    url: read.text('database.url', null, 'PostgreSQL URL; without it the PG… variables of psql', {
      env: ['DATABASE_URL'],
      check: checkDatabaseUrl,
    }),
    schemas: read.list('database.schemas', ['public'], 'Schemas to serve, separated by commas', { flag: 'schema' }),
    timeZone: read.text(
      'database.timeZone',
      SERVER_TIME_ZONE,
      'Time zone that views and functions see: server (as psql has it), UTC, or a name such as Europe/Berlin',
      { flag: 'time-zone', check: checkTimeZone },
    ),
    sample: read.choice('database.sample', SAMPLE_NAMES, 'chinook', 'The sample to serve where no database is named', {
      flag: 'sample',
    }),
    waitSeconds: read.integer(
      'database.waitSeconds',
      notProduction ? 0 : 30,
      [0, 86_400],
      'Seconds to wait at start for a database that is not there yet',
      { flag: 'wait' },
    ),
  };
}

function readSchemaSettings(read: SettingReader, development: boolean): SchemaConfig {
  return {
    watch: read.boolean('schema.watch', development, 'Read the catalog again when it has changed', { flag: 'watch' }),
    watchMs: read.integer('schema.watchMs', 2_000, [50, 3_600_000], 'Milliseconds between two looks at the catalog'),
    channel: read.text('schema.channel', null, 'Read the catalog again at a NOTIFY on this channel'),
  };
}

/** The message does not repeat the URL, which holds a password. */
function checkDatabaseUrl(url: string): string | null {
  const protocol = URL.canParse(url) ? new URL(url).protocol : '';
  if (['postgres:', 'postgresql:', 'socket:'].includes(protocol)) return null;
  return 'must be a PostgreSQL URL: postgres://user:password@host:5432/database';
}

function checkTimeZone(name: string): string | null {
  if (name === SERVER_TIME_ZONE || isTimeZone(name)) return null;
  return `must be server, UTC, or the name of a time zone such as Europe/Berlin, not ${JSON.stringify(name)}`;
}

function readServer(read: SettingReader, development: boolean): ServerConfig {
  return {
    host: read.text('server.host', '127.0.0.1', 'Address to listen on', { flag: 'host' }),
    port: read.integer('server.port', 4000, [0, 65_535], 'Port to listen on, 0: any free one', {
      flag: 'port',
      env: ['PORT'],
    }),
    path: read.text('server.path', '/graphql', 'Path of the GraphQL endpoint', { flag: 'path', check: checkPath }),
    corsOrigins: read.list('server.corsOrigins', [], 'Web origins that may call this server, separated by commas', {
      flag: 'cors-origin',
    }),
    shutdownSeconds: read.integer('server.shutdownSeconds', 10, [0, 3_600], 'Time for open requests when stopping', {
      flag: 'shutdown-seconds',
    }),
    logLevel: read.choice(
      'server.logLevel',
      ['silent', 'error', 'warn', 'info', 'debug'],
      // A person at a terminal has the lines on standard output; a log collector wants to see the start too.
      development ? 'warn' : 'info',
      'What to log on standard error',
      { flag: 'log-level' },
    ),
  };
}

function checkPath(path: string): string | null {
  return /^(\/[\w.~-]+)+$/.test(path) ? null : 'must start with a slash and hold only letters, digits and . _ ~ -';
}

function readPool(read: SettingReader): PoolConfig {
  return {
    size: read.integer('pool.size', 10, [1, 1_000], 'Connections to PostgreSQL'),
    maxOverflow: read.integer('pool.maxOverflow', 0, [0, 1_000], 'More connections in a rush, closed after it'),
    prePing: read.boolean('pool.prePing', false, 'Check that an idle connection lives before it is used'),
    order: read.choice('pool.order', ['lifo', 'fifo'], 'lifo', 'Which idle connection is used next'),
    reset: read.boolean('pool.reset', false, 'Undo SET and drop temporary tables after each use of a connection'),
    acquireTimeoutMs: read.integer('pool.acquireTimeoutMs', 5_000, [1, 600_000], 'Wait for a free connection, ms'),
    idleTimeoutMs: read.integer('pool.idleTimeoutMs', 30_000, [0, 86_400_000], 'Close idle connections after, ms'),
    maxLifetimeSeconds: read.integer(
      'pool.maxLifetimeSeconds',
      3_600,
      [0, 604_800],
      'Replace connections older than this, 0: never',
    ),
    pooler: read.choice('pool.pooler', ['none', 'transaction'], 'none', 'The mode of a pooler like PgBouncer', {
      flag: 'pooler',
    }),
  };
}

function readLimits(read: SettingReader): LimitsConfig {
  const maxPageSize = read.integer('limits.maxPageSize', 10_000, [1, 10_000_000], 'Greatest limit, first and last');
  const page = Math.min(10_000, maxPageSize);
  return {
    bodyBytes: read.integer('limits.bodyBytes', 1_000_000, [1, 1_000_000_000], 'Bytes of a request body'),
    // This is enough for 1,000 fields; the introspection query of GraphiQL has 600 tokens. With many more, validation takes too long.
    tokens: read.integer('limits.tokens', 2_000, [1, 1_000_000], 'Tokens of a document'),
    // Introspection takes 14 levels, and a connection three for each of its own.
    depth: read.integer('limits.depth', 20, [1, 500], 'Nesting of fields'),
    fields: read.integer('limits.fields', 1_000, [1, 1_000_000], 'Fields of an operation, fragments spread'),
    aliases: read.integer('limits.aliases', 200, [0, 1_000_000], 'Aliases of an operation, fragments spread'),
    // Each root field may be a statement of its own.
    rootFields: read.integer('limits.rootFields', 50, [1, 1_000_000], 'Root fields of an operation'),
    directives: read.integer('limits.directives', 200, [0, 1_000_000], 'Directives of an operation, fragments spread'),
    defaultPageSize: read.integer('limits.defaultPageSize', page, [0, 1_000_000], 'Rows of a list without a limit'),
    maxPageSize,
    // This keeps the rows of one statement near 100 MB.
    maxRowsPerStatement: read.integer('limits.maxRowsPerStatement', 200_000, [1, 10_000_000], 'Rows of a statement'),
    maxEntities: read.integer('limits.maxEntities', 1_000_000, [1, 100_000_000], 'Rows of a request or a session'),
    listArgument: read.integer('limits.listArgument', 10_000, [1, 1_000_000], 'Elements of a list argument'),
    // PostgreSQL takes 65,535 values in a statement, and more than ten seconds to plan 32,000 conditions.
    conditions: read.integer('limits.conditions', 2_000, [1, 30_000], 'Conditions of an operation'),
    ...readWriteLimits(read),
    patternLength: read.integer('limits.patternLength', 1_000, [1, 1_000_000], 'Characters of a pattern'),
    searchWords: read.integer('limits.searchWords', 100, [1, 100_000], 'Words of a search'),
    // This lies above all limits of the database, for functions and services that never answer.
    requestTimeoutMs: read.integer(
      'limits.requestTimeoutMs',
      30_000,
      [0, 86_400_000],
      'From a request to its answer, ms, 0: never',
    ),
    statementTimeoutMs: read.integer('limits.statementTimeoutMs', 10_000, [0, 86_400_000], 'statement_timeout, ms'),
    // This lies above statement_timeout, for connections on which PostgreSQL's own time-out no longer gets through.
    queryTimeoutMs: read.integer(
      'limits.queryTimeoutMs',
      15_000,
      [0, 86_400_000],
      'Wait for an answer of PostgreSQL, ms',
    ),
    lockTimeoutMs: read.integer('limits.lockTimeoutMs', 2_000, [0, 86_400_000], 'lock_timeout, ms'),
    planCacheEntries: read.integer('limits.planCacheEntries', 1_000, [1, 1_000_000], 'Plans kept'),
    // Two or three of the largest answers fit. An answer that does not fit closes connections that stand still, or is refused.
    waitingBytes: read.integer(
      'limits.waitingBytes',
      128 * 2 ** 20,
      [1, 2 ** 40],
      'Bytes of answers that clients have not read yet',
    ),
    // The largest documents take two megabytes each, usual ones thirty kilobytes.
    cacheBytes: read.integer(
      'limits.cacheBytes',
      32 * 2 ** 20,
      [1, 2 ** 40],
      'Estimated bytes of documents and plans kept',
    ),
  };
}

type WriteLimits = 'maxWrittenRows' | 'inputDepth' | 'diagnoseRows' | 'mutationFields' | 'maxCost';

function readWriteLimits(read: SettingReader): Pick<LimitsConfig, WriteLimits> {
  return {
    maxWrittenRows: read.integer('limits.maxWrittenRows', 10_000, [1, 10_000_000], 'Rows that an operation writes'),
    inputDepth: read.integer('limits.inputDepth', 5, [1, 100], 'Levels of nested rows in a mutation'),
    diagnoseRows: read.integer(
      'limits.diagnoseRows',
      1_000,
      [0, 100_000],
      'Rows of a refused write that are tried one by one',
    ),
    mutationFields: read.integer('limits.mutationFields', 20, [1, 1_000_000], 'Fields of a mutation'),
    maxCost: read.integer(
      'limits.maxCost',
      0,
      [0, 1_000_000_000_000],
      'What a write by condition may cost by the estimate of PostgreSQL, 0: anything',
    ),
  };
}
