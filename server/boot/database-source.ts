/**
 * Chooses the database to serve: the one that was named, or else a sample that comes along.
 */
import { resolve } from 'node:path';
import type { Config } from '../../schema/config/config.ts';

export interface DatabaseSource {
  /** With null, the PG* variables name the database. */
  readonly url: string | null;
  /** The name of the database for people, without the password. */
  readonly label: string;
  stop(): Promise<void>;
}

/** The environment, in which the PG… variables of psql may name a database. */
export type DatabaseVariables = Readonly<Record<string, string | undefined>>;

const databaseVariables = ['PGHOST', 'PGPORT', 'PGDATABASE', 'PGUSER'];

/** Starts the sample where no other database is named. `announce` reports slow steps. */
export async function openDatabaseSource(
  config: Pick<Config, 'database'>,
  env: DatabaseVariables,
  announce: (line: string) => void,
): Promise<DatabaseSource> {
  const { url } = config.database;
  if (url !== null) return { url, label: withoutPassword(url), stop: async () => {} };
  if (env['PGSERVICE']) {
    throw new Error('PGSERVICE is not supported: set PGHOST, PGDATABASE and so on, or DATABASE_URL=postgres://…');
  }
  if (databaseVariables.some((name) => env[name]))
    return { url: null, label: variablesLabel(env), stop: async () => {} };

  // The sample is imported only where no database is named.
  const { startDemoDatabase } = await import('../../examples/demo-database.ts');
  const { DEMO_FOLDER } = await import('../../examples/demo-packages.ts');
  const { sample } = config.database;
  const demo = await startDemoDatabase({ sample, folder: resolve(DEMO_FOLDER), log: announce });
  const label = `the sample ${sample}, kept in ${DEMO_FOLDER}/ (yours: DATABASE_URL=postgres://…)`;
  return { url: demo.url, label, stop: () => demo.stop() };
}

function withoutPassword(url: string): string {
  const shown = new URL(url);
  shown.password = '';
  shown.searchParams.delete('password');
  return shown.href;
}

function variablesLabel(env: DatabaseVariables): string {
  const given = databaseVariables.filter((name) => env[name]).map((name) => `${name}=${env[name]}`);
  return `${given.join(' ')} (and the defaults of psql)`;
}
