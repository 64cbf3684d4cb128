/** Sessions of programs over a database that records its traffic. */
import { openDatabase, type PostgresDatabase } from '../../loaders/postgres/open-database.ts';
import { readStatistics } from '../../loaders/postgres/catalog/statistics-reader.ts';
import { Session, type SessionOptions } from '../../resolvers/sessions/session.ts';
import { SessionFactory } from '../../resolvers/sessions/session-factory.ts';
import type { RootForm } from '../../resolvers/sessions/selection/selection-form.ts';
import { type ConfigOptions, readConfig } from '../../schema/config/read-config.ts';
import { createRuntime } from '../../resolvers/plan/runtime.ts';
import { readSchema } from '../../server/boot/read-schema.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { openGateway, type TestGateway } from '../support/gateway.ts';
import { RecordingDatabase, type RecordedConnection } from '../support/recording-database.ts';

/** A selection beside the operation that asks for the same. */
export interface Case {
  readonly name: string;
  readonly selection: RootForm;
  readonly query: string;
}

export interface RecordedPrograms {
  readonly pool: PostgresDatabase;
  session(options?: SessionOptions): Session;
  /** Returns the statements since the last call. A cursor is its first word, without its fetches. */
  statements(): string[];
  /** The same with their connections. */
  take(): readonly RecordedConnection[];
}

export async function openPrograms(url: string, file: ConfigOptions = {}): Promise<RecordedPrograms> {
  const config = readConfig({ file: { ...file, database: { ...file.database, url } } });
  const pool = openDatabase({ url, pool: config.pool, limits: config.limits, timeZone: config.database.timeZone });
  const query = pool.query.bind(pool);
  const served = await readSchema(query, config);
  const statistics = await readStatistics(query, served.schema.model, 0.2);
  const database = new RecordingDatabase(pool);
  const sessions = new SessionFactory(createRuntime({ ...served, database, statistics: () => statistics, config }));
  return {
    pool,
    take: () => database.take(),
    session: (options) => new Session(sessions, options),
    statements: () =>
      database
        .take()
        .flatMap(({ flights }) => flights.flatMap((flight) => flight.statements.map(({ sql }) => sql)))
        .filter((sql) => !sql.startsWith('fetch')),
  };
}

/** A request to a session beside the operation that asks for the same. */
export interface RootCase {
  readonly name: string;
  readonly ask: (session: Session) => Promise<unknown>;
  readonly query: string;
  readonly statements: number;
}

export interface BothWays {
  readonly url: string;
  readonly programs: RecordedPrograms;
  readonly gateway: TestGateway;
}

/** Opens sessions and operations over one database, within `describe`. */
export function useBothWays(fixture: string, config: ConfigOptions): () => BothWays {
  let opened: (BothWays & { readonly database: TestDatabase }) | null = null;
  beforeAll(async () => {
    const database = await createDatabase([new URL(`../fixtures/${fixture}.sql`, import.meta.url)]);
    const programs = await openPrograms(database.url, config);
    opened = { database, url: database.url, programs, gateway: await openGateway(database.url, config) };
  });
  afterAll(async () => {
    await opened?.gateway.close();
    await opened?.programs.pool.close();
    await opened?.database.drop();
  });
  return () => {
    if (!opened) throw new Error('not opened');
    return opened;
  };
}

export function testRoots(fixture: string, config: ConfigOptions, cases: readonly RootCase[]): void {
  describe(`sessions beside operations over ${fixture}`, () => {
    const ways = useBothWays(fixture, config);
    it.each(cases)(
      'a session gives $name with as many statements as the same operation',
      async ({ ask, query, statements }) => {
        const { gateway, programs } = ways();
        const { data, errors, S } = await gateway.run(query);
        expect({ errors, S }).toEqual({ errors: [], S: statements });
        programs.statements();
        await using session = programs.session();
        const answer = await ask(session);
        expect(programs.statements()).toHaveLength(statements);
        expect([JSON.parse(JSON.stringify(answer))]).toEqual(Object.values(Object(data)));
      },
    );
  });
}
