/**
 * The settings of a gateway, complete and checked. `read-config.ts` makes them from defaults, file, flags and environment.
 */
import type { Extensions } from './added/extension-settings.ts';
import type { Events } from './events.ts';
import type { Authenticate, JwtConfig, SessionConfig } from './access/access-settings.ts';
import type { FederationSettings } from './federation/federation-settings.ts';
import type { Mapping } from './mapping/entity-settings.ts';
import type { MutationSettings } from './mutations/mutation-settings.ts';

export interface Config extends Mapping, Extensions {
  readonly database: DatabaseConfig;
  readonly schema: SchemaConfig;
  readonly server: ServerConfig;
  readonly pool: PoolConfig;
  readonly limits: LimitsConfig;
  readonly selectin: { /** Keys per statement. */ readonly chunkSize: number };
  readonly statistics: { /** Seconds between re-reads; 0 never. */ readonly refreshSeconds: number };
  /** Turns on GraphiQL, explain headers, `@load`, details in errors and suggestions. */
  readonly development: boolean;
  readonly explain: boolean;
  readonly loadDirective: boolean;
  readonly graphiql: boolean;
  readonly introspection: boolean;
  /** Answers plain requests before Yoga sees them. */
  readonly fastLane: boolean;
  /** Rows have an id among all rows of all types, and `node` finds them by it. */
  readonly nodes: boolean;
  /** Null where no fields write. */
  readonly mutations: MutationSettings | null;
  /** The text search configuration that `search` uses, such as `english`. With null it is the database's own. */
  readonly textSearch: string | null;
  /** The part of each statement that the log shows. */
  readonly echo: 'off' | 'statements' | 'parameters' | 'rows';
  /** Events and echo hide the values that statements bind. */
  readonly redactBinds: boolean;
  readonly events: Events;
  /** Figures for Prometheus at `/metrics`. */
  readonly metrics: boolean;
  /** Null where the gateway is not a subgraph. */
  readonly federation: FederationSettings | null;
  readonly session: SessionConfig;
  /** Null where no tokens are read. */
  readonly jwt: JwtConfig | null;
  /** The program's own way to know who asks, in place of `jwt`. */
  readonly authenticate: Authenticate | null;
}

export interface SchemaConfig {
  /** Looks at the catalog now and then, and reads it again when it has changed. */
  readonly watch: boolean;
  /** Milliseconds between two looks. */
  readonly watchMs: number;
  /** The channel of NOTIFY by which a migration tells that it is done; null: none. */
  readonly channel: string | null;
}

export interface DatabaseConfig {
  /** With null, the PG* environment variables of psql name the database. */
  readonly url: string | null;
  readonly schemas: readonly string[];
  /** The time zone of sessions: a name of the IANA database, or `server` for the zone of the role, the database or the server. */
  readonly timeZone: string;
  /** The sample that starts where no other database is named. */
  readonly sample: SampleName;
  /** How long to wait at start for a database that is not there yet; 0: not at all. */
  readonly waitSeconds: number;
}

/** Leaves sessions the zone of the role, the database or the server. */
export const SERVER_TIME_ZONE = 'server';

/** The databases that come along, in `examples/databases`. */
export const SAMPLE_NAMES = ['chinook', 'northwind', 'mondial'] as const;

export type SampleName = (typeof SAMPLE_NAMES)[number];

export interface ServerConfig {
  readonly host: string;
  readonly port: number;
  readonly path: string;
  /** Allowed origins. Without any there are no CORS headers. */
  readonly corsOrigins: readonly string[];
  readonly shutdownSeconds: number;
  readonly logLevel: 'silent' | 'error' | 'warn' | 'info' | 'debug';
}

export interface PoolConfig {
  readonly size: number;
  /** Additional connections in a rush. They are closed when they come back. */
  readonly maxOverflow: number;
  /** Asks a connection for a sign of life before it is used again. */
  readonly prePing: boolean;
  /** The next idle connection is the one that came back last, or first. */
  readonly order: 'lifo' | 'fifo';
  /** Undoes settings that functions in the database may have made in a session, before its next use. */
  readonly reset: boolean;
  /** The milliseconds to wait for a free connection. */
  readonly acquireTimeoutMs: number;
  readonly idleTimeoutMs: number;
  /** Connections older than this are replaced; with 0 never. */
  readonly maxLifetimeSeconds: number;
  /** `transaction` is for PgBouncer in transaction mode, which allows neither named statements nor session settings. */
  readonly pooler: 'none' | 'transaction';
}

export interface LimitsConfig {
  readonly bodyBytes: number;
  readonly tokens: number;
  readonly depth: number;
  readonly fields: number;
  readonly aliases: number;
  readonly rootFields: number;
  readonly directives: number;
  /** Rows of a list that gives no limit. */
  readonly defaultPageSize: number;
  /** Largest `limit`, `first`, `last`. */
  readonly maxPageSize: number;
  readonly maxRowsPerStatement: number;
  /** Rows that a request, or an open session of a program, holds at once. */
  readonly maxEntities: number;
  /** Elements of one list argument. */
  readonly listArgument: number;
  /** Rows that an operation may write, as far as its arguments name them. */
  readonly maxWrittenRows: number;
  /** Levels of rows below rows in the arguments of a mutation. */
  readonly inputDepth: number;
  /** Rows of a refused statement that are tried one by one, to tell which are to blame. */
  readonly diagnoseRows: number;
  /** Fields of a mutation. */
  readonly mutationFields: number;
  /** PostgreSQL's estimate of a write by condition, at the most; 0 sets no limit. */
  readonly maxCost: number;
  /** Conditions of an operation: comparisons, and the objects and lists that hold them. */
  readonly conditions: number;
  /** Characters of a pattern: `contains`, `like` and similar operators, JSON paths. */
  readonly patternLength: number;
  readonly searchWords: number;
  /** Milliseconds from a request to its answer, or of a load or the next batch of a stream, resolvers included; 0 sets no limit. */
  readonly requestTimeoutMs: number;
  readonly statementTimeoutMs: number;
  /** The gateway gives up on a silent connection after this. */
  readonly queryTimeoutMs: number;
  readonly lockTimeoutMs: number;
  readonly planCacheEntries: number;
  /** Bytes of all answers that clients have not read yet. */
  readonly waitingBytes: number;
  /** Estimated bytes of all documents and plans that are kept. */
  readonly cacheBytes: number;
}
