import { type DocumentNode, type ExecutionResult, type GraphQLFormattedError, parse, validate } from 'graphql';
import { readSchema } from '../../server/boot/read-schema.ts';
import { openDatabase } from '../../loaders/postgres/open-database.ts';
import { readStatistics } from '../../loaders/postgres/catalog/statistics-reader.ts';
import { toGraphQLError } from '../../resolvers/operation/errors.ts';
import type { Statistics } from '../../loaders/plan/estimates/statistics.ts';
import { createResponder } from '../../resolvers/execute/execute.ts';
import { createRuntime } from '../../resolvers/plan/runtime.ts';
import type { ApiSchema } from '../../schema/graphql/field-sources.ts';
import { type ConfigOptions, readConfig } from '../../schema/config/read-config.ts';
import type { Claims, ExecutorArguments, Responder } from '../../resolvers/operation/executor-type.ts';
import { type RecordedConnection, type RecordedStatement, RecordingDatabase } from './recording-database.ts';

/** With `derived`, the database counts as distant and analysed, so that lists find their parents' keys anew. */
export type Load = 'auto' | 'selectin' | 'joined' | 'derived';

export interface RunOptions {
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly operationName?: string;
  readonly load?: Load;
  readonly explain?: 'off' | 'plan' | 'analyze';
  readonly signal?: AbortSignal;
  readonly claims?: Claims;
  readonly dryRun?: boolean;
}

export interface TestResult {
  /** The data as a client parses it. */
  readonly data: unknown;
  readonly errors: readonly GraphQLFormattedError[];
  readonly plan: unknown;
  readonly statements: readonly RecordedStatement[];
  readonly connections: readonly RecordedConnection[];
  /** The number of data statements, and the rows of each in order. */
  readonly S: number;
  readonly R: readonly number[];
}

export interface TestGateway {
  readonly gateway: ApiSchema;
  readonly url: string;
  /** Does something just before the next operation sends its n-th flight, counted from 0. */
  beforeFlight(number: number, act: () => Promise<unknown>): void;
  run(query: string, options?: RunOptions): Promise<TestResult>;
  /**
   * Returns the response in both ways: from the writer, which is null where it leaves the response to graphql-js, and
   * from graphql-js.
   */
  write(query: string, options?: RunOptions): Promise<{ readonly written: string | null; readonly executed: string }>;
  /** Returns the statements since the last call that asked PostgreSQL for estimates. */
  asked(): readonly RecordedStatement[];
  /** Counts the connections in use. */
  inUse(): number;
  close(): Promise<void>;
}

/** Opens the gateway over a database, from catalog to executor, without HTTP. */
export async function openGateway(databaseUrl: string, overrides: ConfigOptions = {}): Promise<TestGateway> {
  const config = readConfig({
    file: { development: true, ...overrides, database: { url: databaseUrl, ...overrides.database } },
  });
  const { pool, limits } = config;
  const opened = openDatabase({ url: databaseUrl, pool, limits, timeZone: config.database.timeZone });
  const query = opened.query.bind(opened);
  const { schema: api, access } = await readSchema(query, { ...config, loadDirective: true }).catch(
    async (error: unknown) => {
      await opened.close();
      throw error;
    },
  );
  const statistics = await readStatistics(query, api.model, 0.2);
  const database = new RecordingDatabase(opened);
  const asks = new RecordingDatabase(opened);
  const parts = { schema: api, access, database, config };
  const respond = createResponder(createRuntime({ ...parts, statistics: () => statistics, expectations: asks }));
  const execute = byObjects(respond);
  const executeFarAway = byObjects(createResponder(createRuntime({ ...parts, statistics: () => FAR_AWAY })));

  // Plans are cached by document, so an operation that is run again is the same document, as it is for the server.
  let last = { source: '', document: parse('{ __typename }') };
  const documentOf = (source: string): DocumentNode => {
    if (last.source !== source) last = { source, document: parse(source) };
    return last.document;
  };

  const run = async (source: string, options: RunOptions = {}): Promise<TestResult> => {
    const document = documentOf(source);
    const invalid = validate(api.schema, document);
    if (invalid.length > 0) return testResult({ errors: invalid }, []);
    database.take();
    const executor = options.load === 'derived' ? executeFarAway : execute;
    const result = await executor({ document, ...executorArguments(options) });
    const errors = result.errors?.map((error) => toGraphQLError(error, config));
    return testResult({ ...result, errors }, database.take());
  };
  const write: TestGateway['write'] = async (source, options = {}) => {
    const args = { document: documentOf(source), ...executorArguments(options) };
    const response = await respond(args);
    const executed = JSON.stringify(await execute(args));
    return { written: Buffer.isBuffer(response) ? response.toString() : null, executed };
  };
  const beforeFlight = database.beforeFlight.bind(database);
  const asked = (): readonly RecordedStatement[] => statementsOf(asks.take());
  const inUse = (): number => opened.pool.total - opened.pool.idle;
  return { gateway: api, url: databaseUrl, beforeFlight, run, write, asked, inUse, close: () => opened.close() };
}

/** Answers with objects, as where resolvers are traced: the writer stands aside. */
function byObjects(respond: Responder): (args: ExecutorArguments) => Promise<ExecutionResult> {
  return async ({ context, ...args }) => {
    const answer = await respond({ ...args, context: { ...context, traced: true } });
    if (answer instanceof Uint8Array || Symbol.asyncIterator in answer) throw new Error('The answer is bytes.');
    return answer;
  };
}

/** Every table counts as analysed, and a round trip as very slow. */
const FAR_AWAY: Statistics = {
  roundTripMs: 1_000,
  table: () => ({ rows: 1_000, pages: 10, pagePrice: 4, extended: [] }),
  column: () => null,
};

function executorArguments({
  variables,
  operationName,
  explain,
  load,
  signal,
  claims = null,
  dryRun = false,
}: RunOptions): Omit<ExecutorArguments, 'document'> {
  return {
    variableValues: variables ?? {},
    operationName: operationName ?? null,
    context: {
      explain: explain ?? 'off',
      load: load === 'derived' ? 'auto' : (load ?? 'auto'),
      signal: signal ?? null,
      claims,
      dryRun,
    },
  };
}

function testResult(result: object, connections: readonly RecordedConnection[]): TestResult {
  const sent = JSON.parse(JSON.stringify(result));
  const statements = statementsOf(connections);
  return {
    data: sent.data,
    errors: sent.errors ?? [],
    plan: sent.extensions?.plan,
    statements,
    connections,
    S: statements.length,
    R: statements.map(({ rows }) => rows),
  };
}

function statementsOf(connections: readonly RecordedConnection[]): readonly RecordedStatement[] {
  return connections.flatMap(({ flights }) => flights.flatMap((flight) => flight.statements));
}
