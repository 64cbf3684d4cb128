/** Sessions of programs over a database that writes down what passes through. */
import { openDatabase, type PostgresDatabase } from '../../loaders/postgres/open-database.ts';
import { readStatistics } from '../../loaders/postgres/statistics-reader.ts';
import { ProgramSession, type SessionOptions } from '../../resolvers/programs/program-session.ts';
import { Programs } from '../../resolvers/programs/programs.ts';
import type { RootForm } from '../../resolvers/programs/selection-form.ts';
import { buildSchema } from '../../schema/build-schema.ts';
import { type ConfigFile, readConfig } from '../../schema/read-config.ts';
import { readModel } from '../../server/read-model.ts';
import { RecordingDatabase, type RecordedConnection } from '../support/recording-database.ts';

/** A selection beside the operation that asks for the same. */
export interface Case {
  readonly name: string;
  readonly selection: RootForm;
  readonly query: string;
}

export interface RecordedPrograms {
  readonly pool: PostgresDatabase;
  session(options?: SessionOptions): ProgramSession;
  /** The statements since the last call, cursors by their first word and without what is fetched from them. */
  statements(): string[];
  /** The same with their connections. */
  take(): readonly RecordedConnection[];
}

export async function openPrograms(url: string, file: ConfigFile = {}): Promise<RecordedPrograms> {
  const config = readConfig({ file: { ...file, database: { url } } });
  const pool = openDatabase({ url, pool: config.pool, limits: config.limits });
  const query = pool.query.bind(pool);
  const model = await readModel(query, config.database.schemas, config);
  const schema = buildSchema(model, { ...config, loadDirective: true, federation: null });
  const statistics = await readStatistics(query, model, 0.2);
  const database = new RecordingDatabase(pool);
  const programs = new Programs({ schema, database, statistics: () => statistics, config });
  return {
    pool,
    take: () => database.take(),
    session: (options) => new ProgramSession(programs, options),
    statements: () =>
      database
        .take()
        .flatMap(({ flights }) => flights.flatMap((flight) => flight.statements.map(({ sql }) => sql)))
        .filter((sql) => !sql.startsWith('fetch')),
  };
}
